/** What the authors of a random history say, given what stands in the log. */
import { isAccordId, isSignatoryId } from '@accord-ledger/core'
import type {
  AccordId,
  Intent,
  LedgerEvent,
  LedgerView,
  SignatoryEvent,
  SignatoryId,
} from '@accord-ledger/core'
import { nthSigner } from './signers.ts'

export const ACCORDS: readonly AccordId[] = ['pact', 'treaty'].filter(isAccordId)
export const PARTIES: readonly SignatoryId[] = ['acme', 'bolt', 'corp'].filter(isSignatoryId)

/** What a step does; `variant` says how. A deed on an accord or a party that is not there yet brings it. */
export type Deed = 'accord' | 'party' | 'key' | 'authority' | 'join' | 'leave' | 'strike'

/** One step: an event that somebody tries to have logged. */
export interface Step {
  readonly deed: Deed
  /** Which accord, which party: indexes in ACCORDS and PARTIES. */
  readonly accord: number
  readonly party: number
  /** 0 to 5. */
  readonly variant: number
  /** Days from the entry's date to the effective day. */
  readonly shift: number
  /** Seconds since the step before. */
  readonly wait: number
}

type Profile = Pick<SignatoryEvent, 'name' | 'category' | 'country'>

/** What the authors remember between steps. */
export interface World {
  /** A key that no one in this world had before: 64 lower-case hex. */
  readonly freshKey: () => string
  /** Each party as it was last described. */
  readonly profiles: Map<string, Profile>
}

export function newWorld(): World {
  let keys = 0
  return { freshKey: () => nthSigner(keys++).key, profiles: new Map() }
}

/** Remembers an event that was logged. */
export function noteSaid({ profiles }: World, event: LedgerEvent): void {
  if (event.type !== 'signatory') return
  const { name, category, country } = event
  profiles.set(event.signatory, { name, category, country })
}

/** What a step's author wants said, or null where there is nothing to say. */
export function intentOf(
  world: World,
  view: LedgerView,
  step: Step,
  effective: string,
): Intent | null {
  const [accord, signatory] = [ACCORDS[step.accord], PARTIES[step.party]]
  if (accord === undefined || signatory === undefined) return null
  const text = view.accords.get(accord)?.text
  if (step.deed === 'authority') return authorityIntent(world, view, step.variant)
  if (text === undefined) return accordIntent(view, accord, step.variant, effective)
  if (step.deed !== 'accord' && !world.profiles.has(signatory)) {
    return partyIntent(world, view, signatory, step.variant, effective)
  }
  // A party that has a key signs for itself, and for others a registrar attests; now and then it is tried the other way.
  const hasKey = (view.signatories.get(signatory)?.key ?? null) !== null
  const signs = hasKey === (step.variant !== 0)
  const evidence = step.variant === 2 ? pick(TEXTS, 0) : null
  const reason = reasonOf(step.variant)
  const attested = { type: 'attest', accord, signatory, effective, reason, evidence } as const
  switch (step.deed) {
    case 'accord':
      return accordIntent(view, accord, step.variant, effective)
    case 'party':
      return partyIntent(world, view, signatory, step.variant, effective)
    case 'key':
      return keyIntent(world, view, signatory, step.variant, effective)
    case 'join':
      return signs
        ? { type: 'endorse', accord, signatory, effective, text }
        : { ...attested, act: 'endorse', text: step.variant === 1 ? null : text }
    case 'leave':
      return signs
        ? { type: 'withdraw', accord, signatory, effective, reason }
        : { ...attested, act: 'withdraw', text: null }
    case 'strike':
      return { type: 'strike', accord, signatory, effective, reason: 'a duplicate' }
  }
}

/** Publishes an accord, or: amends it under another title (0, 1) or its own (2), closes it (3, 4), or gives it a place (5). One that is closed is opened (3 to 5). */
function accordIntent(
  view: LedgerView,
  accord: AccordId,
  variant: number,
  effective: string,
): Intent {
  const now = view.accords.get(accord)
  const at = TEXTS.findIndex((text) => text === now?.text)
  const restated = {
    type: 'accord',
    accord,
    title: now?.title ?? `The ${accord}`,
    text: now?.text ?? pick(TEXTS, 0),
    uri: null,
    open: now?.open ?? true,
    effective,
  } as const
  if (now === undefined) return restated
  const text = pick(TEXTS, at + 1 + (variant % 2))
  if (variant < 2) return { ...restated, text, title: `The ${accord}, edition ${view.size}` }
  if (variant === 2) return { ...restated, text }
  if (variant === 5 && now.open) return { ...restated, uri: `https://accords.example/${view.size}` }
  return { ...restated, open: !now.open }
}

/** Admits a party, with a key or (0 to 3) without, or: renames it (0, 1), reclassifies it (2), moves it (3), restates it (4, 5). */

/** Admits a party, with a key or (0 to 3) without, or: renames it (0, 1), reclassifies it (2), moves it (3), restates it (4, 5). */
function partyIntent(
  world: World,
  view: LedgerView,
  signatory: SignatoryId,
  variant: number,
  effective: string,
): Intent {
  const before = world.profiles.get(signatory)
  if (before === undefined) {
    const key = variant < 4 ? null : world.freshKey()
    const country = variant % 2 === 0 ? null : 'FR'
    return {
      type: 'signatory',
      signatory,
      name: signatory,
      category: 'company',
      country,
      key,
      effective,
    }
  }
  return {
    type: 'signatory',
    signatory,
    name: variant < 2 ? `${signatory} ${view.size}` : before.name,
    category: variant === 2 ? pick(CATEGORIES, view.size) : before.category,
    country: variant === 3 ? pick(COUNTRIES, view.size) : before.country,
    key: view.signatories.get(signatory)?.key ?? null,
    effective,
  }
}

/** Of a party that holds a key: suspends it (0 to 2), replaces its key (3), or has it change its own. Of one that holds none: leaves it so (0), or gives it one. */
function keyIntent(
  world: World,
  view: LedgerView,
  signatory: SignatoryId,
  variant: number,
  effective: string,
): Intent | null {
  const profile = world.profiles.get(signatory)
  if (profile === undefined) return null // only a party that is there has a key
  const hasKey = (view.signatories.get(signatory)?.key ?? null) !== null
  if (hasKey && variant > 3) return { type: 'rotate', signatory, key: world.freshKey() }
  const key = variant < (hasKey ? 3 : 1) ? null : world.freshKey()
  return { type: 'signatory', signatory, ...profile, key, effective }
}

/** A new operator (even), or a new registrar in place of the first. */
function authorityIntent(world: World, view: LedgerView, variant: number): Intent | null {
  if (view.authority === null) return null
  const { operator, registrars } = view.authority
  return variant % 2 === 0
    ? { type: 'authority', operator: world.freshKey(), registrars }
    : { type: 'authority', operator, registrars: [world.freshKey(), ...registrars.slice(1)] }
}

const TEXTS = ['0', '1', '2'].map((digit) => digit.repeat(64))
const CATEGORIES = ['company', 'state', 'civil-society']
const COUNTRIES = ['FR', 'DE', null]

function pick<A>(values: readonly A[], n: number): A {
  const value = values[n % values.length]
  if (value === undefined) throw new Error('nothing to pick from')
  return value
}

function reasonOf(variant: number): string | null {
  return variant < 2 ? 'it changed its mind' : null
}
