/**
 * The plan of an import: the events that a register still lacks in the ledger, in log order, each with
 * its place in the file.
 *
 * Accords come first. Then the rows, by date: before a party's first row its profile, all steps of it,
 * so that a party whose acts are there has its whole profile there, wherever an import was cut short.
 */
import type {
  AccordEvent,
  Day,
  Intent,
  LedgerView,
  Malformed,
  SignatoryId,
} from '@accord-ledger/core'
import { actKey, isAccordId, isSignatoryId } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { Profile } from './profile.ts'
import { sameProfile } from './profile.ts'
import type { ProfileStep } from './profile-steps.ts'
import { profileSteps } from './profile-steps.ts'
import type { RegisterAccord, RegisterFile, Row } from './register-file.ts'
import type { Attested, Standing } from '../standing.ts'

/** One event to be logged. */
export interface Step {
  /** The place in the register that it comes from. */
  readonly at: string
  readonly intent: Intent
}

/** What the ledger says otherwise than the register, and goes on saying. */
export interface Difference {
  readonly about: 'accord' | 'signatory'
  readonly id: string
  readonly field: string
  readonly ledger: string | null
  readonly register: string | null
}

/** What a plan's events do, by kind. */
export interface Counts {
  /** Accords published. */
  readonly accords: number
  /** Parties admitted. */
  readonly signatories: number
  /** Later profiles of parties. */
  readonly profiles: number
  /** Acts attested. */
  readonly attests: number
  /** Acts of the register that the ledger has already. */
  readonly matched: number
}

export interface Plan {
  readonly steps: readonly Step[]
  readonly counts: Counts
  readonly differences: readonly Difference[]
}

/** The ledger's attests of one party on one accord do not begin the register's. */
export interface OutOfStep {
  readonly _tag: 'OutOfStep'
  readonly at: string
  readonly accord: string
  readonly signatory: string
  readonly ledger: Attested | null
  readonly register: Attested | null
}

export type PlanError = Malformed | OutOfStep

export interface PlanOptions {
  readonly view: LedgerView
  readonly standing: Standing
  /** The UTC date, for an accord that has neither an opening day nor a row. */
  readonly today: Day
  /** True: parties that were in the ledger before take the register's final profile. */
  readonly updateProfiles: boolean
}

/** Plans the import of `file`. Left: a correction that does not fit, or a ledger that says otherwise. */
export function planImport(file: RegisterFile, options: PlanOptions): E.Either<PlanError, Plan> {
  const profiles = profileSteps(file)
  if (E.isLeft(profiles)) return profiles
  const { standing } = options
  const rest = missingRows(file.rows, standing)
  if (E.isLeft(rest)) return rest
  const steps: Step[] = file.accords.flatMap((accord) => accordStep(accord, file, options))
  const differences = file.accords.flatMap((accord) => accordDifferences(accord, standing))
  const texts = textsOf(file, standing)
  const missing = new Set(rest.right)
  const met = new Set<string>()
  for (const row of file.rows) {
    if (!met.has(row.signatory)) {
      met.add(row.signatory)
      const update = profileUpdate(row.signatory, profiles.right.get(row.signatory) ?? [], options)
      steps.push(...update.steps)
      differences.push(...update.differences)
    }
    if (missing.has(row)) steps.push(actStep(row, texts))
  }
  return E.right({ steps, counts: countsOf(steps, file, standing), differences })
}

function countsOf(steps: readonly Step[], { rows }: RegisterFile, standing: Standing): Counts {
  const ofType = (type: Intent['type']): number =>
    steps.filter(({ intent }) => intent.type === type).length
  const admitted = new Set(
    steps.flatMap(({ intent }) =>
      intent.type === 'signatory' && !standing.profiles.has(intent.signatory)
        ? [intent.signatory]
        : [],
    ),
  )
  const attests = ofType('attest')
  return {
    accords: ofType('accord'),
    signatories: admitted.size,
    profiles: ofType('signatory') - admitted.size,
    attests,
    matched: rows.length - attests,
  }
}

function accordStep(
  { at, id, title, uri, opened, text }: RegisterAccord,
  { rows }: RegisterFile,
  { standing, today }: PlanOptions,
): readonly Step[] {
  if (standing.accords.has(id)) return []
  const effective = opened ?? rows.find((row) => row.accord === id)?.date ?? today
  return [{ at, intent: { type: 'accord', accord: id, title, text, uri, open: true, effective } }]
}

function accordDifferences(accord: RegisterAccord, { accords }: Standing): readonly Difference[] {
  const stands = accords.get(accord.id)
  if (stands === undefined) {
    return accord.url === accord.uri
      ? []
      : [difference('accord', accord.id, 'uri', null, accord.url)]
  }
  return [
    difference('accord', accord.id, 'title', stands.title, accord.title),
    difference('accord', accord.id, 'text', stands.text, accord.text),
    difference('accord', accord.id, 'uri', stands.uri, accord.url),
  ].filter(({ ledger, register }) => ledger !== register)
}

function difference(
  about: Difference['about'],
  id: string,
  field: string,
  ledger: string | null,
  register: string | null,
): Difference {
  return { about, id, field, ledger, register }
}

/** The wording that attested endorsements name: the register's, unless the ledger's accord has another by now. */
function textsOf(
  { accords }: RegisterFile,
  standing: Standing,
): ReadonlyMap<string, AccordEvent['text'] | null> {
  return new Map(
    accords.map(({ id, text }) => {
      const stands = standing.accords.get(id)
      return [id, stands === undefined || stands.text === text ? text : null]
    }),
  )
}

/** The rows that the ledger lacks: what is left of each party's acts on an accord after those attested already. */
function missingRows(
  rows: readonly Row[],
  { attested }: Standing,
): E.Either<OutOfStep, readonly Row[]> {
  const taken = new Map<string, number>()
  const lastRow = new Map<string, Row>()
  const missing: Row[] = []
  for (const row of rows) {
    const key = keyOf(row)
    const position = taken.get(key) ?? 0
    taken.set(key, position + 1)
    lastRow.set(key, row)
    const stands = attested.get(key)?.[position]
    if (stands === undefined) missing.push(row)
    else if (stands.act !== row.act || stands.effective !== row.date) {
      return E.left(outOfStep(row, stands, { act: row.act, effective: row.date }))
    }
  }
  for (const [key, row] of lastRow) {
    const beyond = attested.get(keyOf(row))?.[taken.get(key) ?? 0]
    if (beyond !== undefined) return E.left(outOfStep(row, beyond, null))
  }
  return E.right(missing)
}

function outOfStep(row: Row, ledger: Attested | null, register: Attested | null): OutOfStep {
  const { at, accord, signatory } = row
  return { _tag: 'OutOfStep', at, accord, signatory, ledger, register }
}

function keyOf({ accord, signatory }: Row): ReturnType<typeof actKey> {
  if (!isAccordId(accord) || !isSignatoryId(signatory)) throw new Error('a row holds ids')
  return actKey(accord, signatory)
}

/** What is to be logged and told of a party's profile, of which the register has the steps `own`. */
function profileUpdate(
  signatory: string,
  own: readonly ProfileStep[],
  { view, standing, updateProfiles }: PlanOptions,
): { readonly steps: readonly Step[]; readonly differences: readonly Difference[] } {
  if (!isSignatoryId(signatory)) throw new Error('a row holds ids')
  const stands = standing.profiles.get(signatory) ?? []
  const key = view.signatories.get(signatory)?.key ?? null
  const restate = ({ at, effective, profile }: ProfileStep): Step => ({
    at,
    intent: { type: 'signatory', signatory, ...profile, key, effective },
  })
  // A new party, or one that an import brought before it was cut short.
  const isBegun = stands.every(
    (each, i) => own[i]?.effective === each.effective && sameProfile(own[i].profile, each.profile),
  )
  if (isBegun && !standing.acted.has(signatory)) {
    return { steps: own.slice(stands.length).map(restate), differences: [] }
  }
  const [now, final] = [stands.at(-1), own.at(-1)]
  if (now === undefined || final === undefined)
    throw new Error('a party in the ledger has a profile')
  if (sameProfile(now.profile, final.profile)) return { steps: [], differences: [] }
  const effective = now.effective > final.effective ? now.effective : final.effective
  return updateProfiles
    ? { steps: [restate({ ...final, effective })], differences: [] }
    : { steps: [], differences: profileDifferences(signatory, now.profile, final.profile) }
}

function profileDifferences(
  id: SignatoryId,
  ledger: Profile,
  register: Profile,
): readonly Difference[] {
  return [
    difference('signatory', id, 'name', ledger.name, register.name),
    difference('signatory', id, 'category', ledger.category, register.category),
    difference('signatory', id, 'country', ledger.country, register.country),
  ].filter((each) => each.ledger !== each.register)
}

function actStep(
  { at, accord, signatory, act, date, reason }: Row,
  texts: ReadonlyMap<string, string | null>,
): Step {
  const text = act === 'endorse' ? (texts.get(accord) ?? null) : null
  return {
    at,
    intent: {
      type: 'attest',
      accord,
      signatory,
      act,
      text,
      effective: date,
      reason,
      evidence: null,
    },
  }
}
