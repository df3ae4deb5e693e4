/** What the author of a step wants said, given what stands in the log. */
import { dayFromNumber, dayNumber, isAccordId, isSignatoryId } from '@accord-ledger/core'
import type {
  AccordEvent,
  AccordId,
  Day,
  Intent,
  LedgerEvent,
  LedgerView,
  SignatoryEvent,
  SignatoryId,
} from '@accord-ledger/core'
import type { Cast } from './cast.ts'
import type { Step } from './step.ts'

/** What authors remember between steps. */
export interface World {
  readonly cast: Cast
  /** The public key of a key that no one in this history had before. */
  readonly freshKey: () => string
  readonly wordings: Map<string, AccordEvent>
  readonly profiles: Map<string, SignatoryEvent>
}

/** Remembers an event that was logged. */
export function noteSaid({ wordings, profiles }: World, event: LedgerEvent): void {
  if (event.type === 'accord') wordings.set(event.accord, event)
  if (event.type === 'signatory') profiles.set(event.signatory, event)
}

/** What a step's author says first: what brings an accord or a party that is not there. Null where all is there. */
export function bringing(world: World, step: Step, effective: Day): Intent | null {
  const { accord, party } = castOf(world, step)
  const ofAuthority = AUTHORITY.has(step.deed)
  if (!ofAuthority && !OF_PARTY.has(step.deed) && !world.wordings.has(accord.id)) {
    return {
      type: 'accord',
      accord: accord.id,
      title: accord.titles[0] ?? '',
      text: TEXTS[0],
      uri: null,
      open: step.pick !== 5,
      effective,
    }
  }
  if (ofAuthority || OF_ACCORD.has(step.deed) || world.profiles.has(party.id)) return null
  const keyed = step.deed === 'give a key' || (step.deed !== 'attest in' && step.pick > 1)
  return {
    type: 'signatory',
    signatory: party.id,
    name: party.names[0] ?? '',
    category: 'company',
    country: party.country,
    key: keyed ? world.freshKey() : null,
    effective,
  }
}

/** What a step's author wants said once that is there, or null where there is nothing to say. */
export function intentOf(
  world: World,
  view: LedgerView,
  step: Step,
  effective: Day,
): Intent | null {
  const { accord, party } = castOf(world, step)
  if (AUTHORITY.has(step.deed)) return authorityIntent(world, view, step)
  if (OF_ACCORD.has(step.deed)) return accordIntent(world, step, effective)
  if (OF_PARTY.has(step.deed)) return partyIntent(world, view, step, effective)
  if (!isAccordId(accord.id) || !isSignatoryId(party.id)) return null
  return actIntent(world, view, step, { accord: accord.id, signatory: party.id, effective })
}

const AUTHORITY: ReadonlySet<string> = new Set([
  'change the operator',
  'change a registrar',
  'operator as registrar',
])
const OF_ACCORD: ReadonlySet<string> = new Set(['amend', 'amend the text', 'turn the door', 'move'])
const OF_PARTY: ReadonlySet<string> = new Set([
  'rename',
  'reclassify',
  'relocate',
  'restate',
  'give a key',
  'change its key',
  'suspend',
])
const TEXTS = ['0'.repeat(64), '1'.repeat(64), '2'.repeat(64)] as const
const CATEGORIES = ['company', 'state', 'civil-society']
const COUNTRIES = ['FR', 'DE', null]

function castOf({ cast }: World, { accord, party }: Step): Found {
  const [onAccord, byParty] = [cast.accords[accord], cast.parties[party]]
  if (onAccord === undefined || byParty === undefined) throw new Error('a step is of its cast')
  return { accord: onAccord, party: byParty }
}

interface Found {
  readonly accord: Cast['accords'][number]
  readonly party: Cast['parties'][number]
}

function actIntent(
  { cast, wordings }: World,
  view: LedgerView,
  { deed, pick }: Step,
  act: { readonly accord: AccordId; readonly signatory: SignatoryId; readonly effective: Day },
): Intent | null {
  const party = view.signatories.get(act.signatory)
  const text = wordings.get(act.accord)?.text ?? TEXTS[0]
  const reason = pick < 2 ? cast.reason : null
  const evidence = pick === 2 ? TEXTS[0] : null
  const signs = (party?.key ?? null) !== null
  const attested = { type: 'attest', ...act, reason, evidence } as const
  switch (deed) {
    case 'join':
      return signs
        ? { type: 'endorse', ...act, text }
        : { ...attested, act: 'endorse', text: pick === 1 ? null : text }
    case 'leave':
      return signs
        ? { type: 'withdraw', ...act, reason }
        : { ...attested, act: 'withdraw', text: null }
    case 'attest in': {
      const before = party?.firstKeyDay ?? null
      const late = before !== null && act.effective >= before
      const effective = late ? dayFromNumber(dayNumber(before) - 1 - pick) : act.effective
      return { ...attested, effective, act: 'endorse', text: pick === 1 ? null : text }
    }
    case 'attest out':
      return { ...attested, act: 'withdraw', text: null }
    default:
      return { type: 'strike', ...act, reason: cast.reason }
  }
}

function accordIntent(world: World, { accord, deed, pick }: Step, effective: Day): Intent | null {
  const id = world.cast.accords[accord]?.id ?? ''
  const titles = world.cast.accords[accord]?.titles ?? []
  const now = world.wordings.get(id)
  if (now === undefined) return null
  const { title, text, uri, open } = now
  const restated = { type: 'accord', accord: id, title, text, uri, open, effective } as const
  const next = after(TEXTS, text, 1 + (pick % 2))
  switch (deed) {
    case 'amend':
      return { ...restated, text: next, title: after(titles, title, 1) }
    case 'amend the text':
      return { ...restated, text: next }
    case 'turn the door':
      return { ...restated, open: !open }
    default:
      return { ...restated, uri: uri === null ? `https://accords.example/${pick}` : null }
  }
}

function partyIntent(world: World, view: LedgerView, step: Step, effective: Day): Intent | null {
  const { party } = castOf(world, step)
  const now = world.profiles.get(party.id)
  if (now === undefined || !isSignatoryId(party.id)) return null
  const key = view.signatories.get(party.id)?.key ?? null
  const { name, category, country } = now
  const restated = {
    type: 'signatory',
    signatory: party.id,
    name,
    category,
    country,
    key,
    effective,
  } as const
  switch (step.deed) {
    case 'rename':
      return { ...restated, name: after(party.names, name, 1 + (step.pick % 2)) }
    case 'reclassify':
      return { ...restated, category: after(CATEGORIES, category, 1 + (step.pick % 2)) }
    case 'relocate':
      return { ...restated, country: after(COUNTRIES, country, 1 + (step.pick % 2)) }
    case 'give a key':
      return { ...restated, key: world.freshKey() }
    case 'suspend':
      return key === null ? null : { ...restated, key: null }
    case 'change its key':
      return key === null ? null : { type: 'rotate', signatory: party.id, key: world.freshKey() }
    default:
      return restated
  }
}

function authorityIntent(world: World, view: LedgerView, { deed }: Step): Intent | null {
  if (view.authority === null) return null
  const { operator, registrars } = view.authority
  if (deed === 'change the operator') {
    return { type: 'authority', operator: world.freshKey(), registrars }
  }
  if (deed === 'change a registrar') {
    return { type: 'authority', operator, registrars: [world.freshKey(), ...registrars.slice(1)] }
  }
  return registrars.includes(operator)
    ? null
    : { type: 'authority', operator, registrars: [operator, ...registrars.slice(1)] }
}

/** The value `steps` behind `value`, round and round; the first where it is none of them. */
function after<A>(values: readonly A[], value: A, steps: number): A {
  const found = values[(values.indexOf(value) + steps) % values.length] ?? values[0]
  if (found === undefined) throw new Error('there is nothing to go round in')
  return found
}
