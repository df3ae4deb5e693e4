/**
 * What somebody may try to have logged next: an event that is mostly right, and its signatures, with up to two
 * things about it spoilt, so that it shows which rule comes first. fast-check draws the attempts, which print and shrink well; `candidateOf` makes
 * the entry, given what stands before it.
 */
import * as fc from 'fast-check'
import { boundTo, daysAfter, hashAt, hoursAfter, registrarsOf, signedBy, START } from './binding.ts'
import { saysOf, type Says } from './candidate-events.ts'
import { requiredSigners, type Past } from './naive-past.ts'
import type { PlainEntry } from './plain.ts'
import {
  SPOILS,
  spoiltEntry,
  spoiltEvent,
  spoiltSigners,
  type Spoil,
  type Spoiling,
} from './spoils.ts'

export type Deed =
  | 'authority'
  | 'accord'
  | 'signatory'
  | 'rotate'
  | 'endorse'
  | 'withdraw'
  | 'attest'
  | 'attest-out'
  | 'strike'

/** One attempt. `pick` says which of several, wherever there is a choice. */
export interface Attempt extends Spoiling {
  readonly deed: Deed
  readonly accord: number
  readonly party: number
  /** 0 to 7: how the deed is done. */
  readonly variant: number
  /** 0 to 7: which text an act names. */
  readonly wording: number
  /** Days from the entry's date to the effective day. */
  readonly shift: number
  /** Hours since the entry before. */
  readonly wait: number
  /** What is spoilt besides. */
  readonly besides: Spoil
}

const weighted = <A>(weight: number, ...values: readonly A[]): fc.WeightedArbitrary<A> => ({
  weight,
  arbitrary: fc.constantFrom(...values),
})

export const anAttempt: fc.Arbitrary<Attempt> = fc.record({
  deed: fc.oneof(
    weighted<Deed>(3, 'authority', 'rotate'),
    weighted<Deed>(6, 'accord', 'signatory'),
    weighted<Deed>(18, 'endorse', 'withdraw', 'attest', 'attest-out', 'strike'),
  ),
  accord: fc.oneof(weighted(4, 0), weighted(1, 1)),
  party: fc.nat(1),
  variant: fc.nat(7),
  wording: fc.nat(7),
  shift: fc.oneof(weighted(6, 0, -1, -30), weighted(1, 1, 400, 3653)),
  wait: fc.constantFrom(0, 1, 24),
  spoil: fc.oneof(weighted<Spoil>(2, 'nothing'), weighted<Spoil>(1, ...SPOILS)),
  besides: fc.oneof(weighted<Spoil>(4, 'nothing'), weighted<Spoil>(1, ...SPOILS)),
  pick: fc.nat(1000),
})

/** The entry that the attempt would be as the next of `past`. */
export function candidateOf(past: Past, attempt: Attempt): PlainEntry {
  const { shift, wait, pick } = attempt
  const spoilings = [attempt.spoil, attempt.besides].map((spoil) => ({ spoil, pick }))
  const has = (spoil: Spoil): boolean => attempt.spoil === spoil || attempt.besides === spoil
  const time = hoursAfter(past.at(-1)?.time ?? START, wait)
  const says = saysOf(past, attempt, daysAfter(time, has('late') ? 3654 : shift))
  const event = spoilings.reduce(
    (spoilt, spoiling) => spoiltEvent(past, spoilt, spoiling, time),
    boundTo(past, says),
  )
  const signers = spoilings.reduce(
    (spoilt, spoiling) => spoiltSigners(spoilt, registrarsOf(past), spoiling),
    signersOf(past, event, pick),
  )
  const read = has('signature-of-other') ? { ...event, log: 'accords.example/9' } : event
  const place = { index: past.length, prev: hashAt(past, past.length - 1), time }
  return spoilings.reduce((spoilt, spoiling) => spoiltEntry(past, spoilt, spoiling), {
    ...place,
    event,
    signatures: signedBy(read, signers),
  })
}

/** The entry that says `says` next, two hours later, signed by `signers`, or by whom the rules ask for. */
export function entryOf(past: Past, says: Says, signers?: readonly string[]): PlainEntry {
  const event = boundTo(past, says)
  return {
    index: past.length,
    prev: hashAt(past, past.length - 1),
    time: hoursAfter(past.at(-1)?.time ?? START, 2),
    event,
    signatures: signedBy(event, signers ?? signersOf(past, event, 0)),
  }
}

/** Whoever must sign, each once; where a registrar must, the one that `pick` says. */
function signersOf(past: Past, event: PlainEntry['event'], pick: number): readonly string[] {
  const { keys, registrar } = requiredSigners(past, event)
  const registrars = registrarsOf(past)
  const one = registrars[pick % registrars.length]
  return [...new Set([...keys, ...(registrar && one !== undefined ? [one] : [])])]
}
