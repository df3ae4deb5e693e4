/**
 * Steps: what fast-check draws of a history. Each is somebody's attempt to have an event logged, and is skipped where there is
 * nothing to act on, or a rule is against it. So whatever steps a history shrinks to, it stays valid.
 *
 * Most steps come in turns that people know: out and in again on one day, attested and then signed, struck and back by a
 * registrar's leave. Chance alone would meet those too seldom.
 */
import * as fc from 'fast-check'

/** What is attempted. A deed on an accord or a party that is not there yet brings it. */
export type Deed =
  | 'join'
  | 'leave'
  | 'attest in'
  | 'attest out'
  | 'strike'
  | 'amend'
  | 'amend the text'
  | 'turn the door'
  | 'move'
  | 'rename'
  | 'reclassify'
  | 'relocate'
  | 'restate'
  | 'give a key'
  | 'change its key'
  | 'suspend'
  | 'change the operator'
  | 'change a registrar'
  | 'operator as registrar'

/** One attempt. */
export interface Step {
  readonly deed: Deed
  /** Which accord, which party: indexes in the cast, 0 to 1 and 0 to 2. */
  readonly accord: number
  readonly party: number
  /** Days from the entry's date to the effective day. */
  readonly shift: number
  /** Seconds since the step before. */
  readonly wait: number
  /** 0 to 5: which of several, wherever there is a choice. */
  readonly pick: number
}

const often = <A>(weight: number, ...values: readonly A[]): fc.WeightedArbitrary<A> => ({
  weight,
  arbitrary: fc.constantFrom(...values),
})

const accord: fc.Arbitrary<number> = fc.oneof({ withCrossShrink: true }, often(3, 0), often(1, 1))
const party: fc.Arbitrary<number> = fc.nat(2)
const pick: fc.Arbitrary<number> = fc.nat(5)
const shift: fc.Arbitrary<number> = fc.oneof(
  { withCrossShrink: true },
  often(4, 0),
  { weight: 4, arbitrary: fc.integer({ min: -3, max: 3 }) },
  { weight: 3, arbitrary: fc.integer({ min: -40, max: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom(365, 3653, -5000, -90_000) },
)
const wait: fc.Arbitrary<number> = fc.oneof(
  { withCrossShrink: true },
  often(3, 0),
  often(3, 1, 3600, 86_400, 259_200),
  {
    weight: 1,
    arbitrary: fc.nat(2_000_000),
  },
)

const aSingle: fc.Arbitrary<Step> = fc.record({
  deed: fc.oneof(
    often<Deed>(8, 'join'),
    often<Deed>(6, 'leave'),
    often<Deed>(3, 'attest in', 'attest out', 'strike', 'give a key'),
    often<Deed>(4, 'amend', 'amend the text', 'turn the door', 'move'),
    often<Deed>(4, 'rename', 'reclassify', 'relocate', 'restate'),
    often<Deed>(4, 'change its key', 'suspend', 'give a key'),
    often<Deed>(1, 'change the operator', 'change a registrar', 'operator as registrar'),
  ),
  accord,
  party,
  shift,
  wait,
  pick,
})

/** Deeds of one party on one accord, one after another. With `sameDay` all at one time, and none shifted. */
const TURNS: readonly { readonly deeds: readonly Deed[]; readonly sameDay?: boolean }[] = [
  { deeds: ['join', 'leave', 'join', 'leave'] },
  { deeds: ['give a key', 'join', 'leave', 'join'], sameDay: true },
  { deeds: ['give a key', 'join', 'amend', 'join', 'amend the text', 'leave'] },
  { deeds: ['join', 'amend', 'amend', 'join'] },
  { deeds: ['attest in', 'give a key', 'join', 'leave'] },
  { deeds: ['attest in', 'give a key', 'leave', 'attest in'] },
  { deeds: ['attest in', 'amend the text', 'attest in', 'attest out', 'attest in'] },
  { deeds: ['give a key', 'join', 'strike', 'join'] },
  { deeds: ['attest in', 'strike', 'attest in', 'strike'] },
  { deeds: ['give a key', 'join', 'suspend', 'attest out', 'give a key', 'join'] },
  { deeds: ['give a key', 'suspend', 'restate', 'give a key', 'change its key', 'join'] },
  { deeds: ['give a key', 'join', 'change its key', 'leave', 'change its key', 'join'] },
  { deeds: ['give a key', 'join', 'give a key', 'leave', 'change its key'] },
  { deeds: ['change a registrar', 'attest in', 'change the operator', 'strike'] },
  { deeds: ['turn the door', 'join', 'turn the door', 'join'] },
  { deeds: ['join', 'rename', 'reclassify', 'rename', 'leave'] },
]

/** A step of a turn is left out now and then, and wherever a failing history does not need it. */
const aTurn: fc.Arbitrary<readonly Step[]> = fc.oneof(
  ...TURNS.map(({ deeds, sameDay = false }) =>
    fc
      .tuple(
        accord,
        party,
        ...deeds.map((deed) =>
          fc.option(
            fc.record({
              deed: fc.constant(deed),
              shift: sameDay ? fc.constant(0) : shift,
              wait: sameDay ? fc.constant(0) : wait,
              pick,
            }),
            { freq: 30 },
          ),
        ),
      )
      .map(([onAccord, byParty, ...steps]): readonly Step[] =>
        steps.flatMap((step) =>
          step === null ? [] : [{ ...step, accord: onAccord, party: byParty }],
        ),
      ),
  ),
)

/** At most `length` steps. Most of them are taken, and some bring what they act on besides. */
export function someSteps(length: number): fc.Arbitrary<readonly Step[]> {
  const chunk = fc.oneof(
    { weight: 3, arbitrary: aSingle.map((step): readonly Step[] => [step]) },
    { weight: 2, arbitrary: aTurn },
  )
  return fc
    .array(chunk, { maxLength: Math.max(1, Math.ceil(length / 2.5)), size: 'max' })
    .map((chunks) => chunks.flat().slice(0, length))
}
