/**
 * Random valid histories. fast-check draws steps, which print and shrink well; `play` makes a real log
 * of them: composed, signed by whom the rules ask for, and taken by replay. A step that the rules
 * refuse, or that has nothing to act on, is skipped.
 *
 *     fc.asyncProperty(aHistory, async (steps) => { const { entries } = await play(steps) … })
 */
import {
  compose,
  composeFounding,
  dayFromNumber,
  dayNumber,
  dayOf,
  emptyState,
  encodeEntry,
  requiredSigners,
  secondsOf,
  signEvent,
  timeFromMilliseconds,
  tryBlock,
} from '@accord-ledger/core'
import type {
  Failure,
  LeafIndex,
  LedgerEvent,
  LedgerState,
  Signer,
  Time,
  VerifiedEntry,
  Verifier,
} from '@accord-ledger/core'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { intentOf, newWorld, noteSaid } from './history-world.ts'
import type { Deed, Step, World } from './history-world.ts'
import { signerWith } from './signers.ts'

export { ACCORDS, PARTIES } from './history-world.ts'
export type { Step } from './history-world.ts'

/** A log, and what made it. */
export interface Played {
  /** The founding entry first. */
  readonly entries: readonly VerifiedEntry[]
  readonly state: LedgerState
  /** What the rules said of the steps that they refused. */
  readonly refused: readonly Failure[]
}

/** A verifier that believes every signature: for histories from `play`, which signs honestly. */
export const trustingVerifier: Verifier = {
  name: 'trusting',
  verify: (batch) => Promise.resolve(batch.map(() => true)),
}

const often = <A>(weight: number, ...values: readonly A[]): fc.WeightedArbitrary<A> => ({
  weight,
  arbitrary: fc.constantFrom(...values),
})

const aStep: fc.Arbitrary<Step> = fc.record({
  deed: fc.oneof(
    often<Deed>(9, 'join'),
    often<Deed>(6, 'leave'),
    often<Deed>(4, 'accord', 'key'),
    often<Deed>(4, 'party', 'strike'),
    often<Deed>(1, 'authority'),
  ),
  accord: fc.nat(1),
  party: fc.nat(2),
  variant: fc.nat(5),
  shift: fc.oneof(
    often(4, 0),
    { weight: 4, arbitrary: fc.integer({ min: -3, max: 3 }) },
    { weight: 3, arbitrary: fc.integer({ min: -40, max: 40 }) },
    { weight: 1, arbitrary: fc.integer({ min: -5000, max: 3653 }) },
  ),
  wait: fc.oneof(often(3, 0), often(3, 1, 3600, 86_400, 259_200), {
    weight: 1,
    arbitrary: fc.nat(2_000_000),
  }),
})

/** Histories of up to 80 steps on two accords by three parties. About half of the steps are taken. */
export const aHistory: fc.Arbitrary<readonly Step[]> = fc.array(aStep, {
  maxLength: 80,
  size: 'max',
})

/** Makes a log of `steps`. Signatures are real; by default the verifier believes them. */
export async function play(
  steps: readonly Step[],
  verifier: Verifier = trustingVerifier,
): Promise<Played> {
  const world = newWorld()
  const log: Log = { state: emptyState(), entries: [], refused: [], verifier }
  const founding = composeFounding({
    log: 'accords.example/1',
    operator: world.freshKey(),
    registrars: [world.freshKey(), world.freshKey()],
  })
  let time = START
  await append(log, world, { event: right(founding), time, variant: 0 })
  for (const step of steps) {
    time = later(time, step.wait)
    const effective = dayFromNumber(dayNumber(dayOf(time)) + step.shift)
    const intent = intentOf(world, log.state, step, effective)
    if (intent === null) continue
    const until = step.variant === 5 ? later(time, 30 * 86_400) : null
    const event = right(compose(log.state, intent, until))
    await append(log, world, { event, time, variant: step.variant })
  }
  return log
}

const START: Time = timeFromMilliseconds(1_767_225_600_000) // 2026-01-01T00:00:00Z

interface Log {
  state: LedgerState
  readonly entries: VerifiedEntry[]
  readonly refused: Failure[]
  readonly verifier: Verifier
}

async function append(
  log: Log,
  world: World,
  { event, time, variant }: { event: LedgerEvent; time: Time; variant: number },
): Promise<void> {
  const { size, head } = log.state
  const { signatures } = await signEvent(event, signersOf(log.state, event, variant))
  const index = size as LeafIndex
  const bytes = encodeEntry({ index, prev: head, time, event, signatures })
  const tried = await tryBlock(log.state, [bytes], log.verifier)
  if (tried.failure !== null) {
    log.refused.push(tried.failure)
    return
  }
  log.state = tried.commit()
  log.entries.push(...tried.verified)
  noteSaid(world, event)
}

/** Whoever must sign; where a registrar must, each of them has its turn. */
function signersOf(state: LedgerState, event: LedgerEvent, variant: number): readonly Signer[] {
  const { keys, registrar } = requiredSigners(state, event)
  const registrars = state.authority?.registrars ?? []
  const chosen = registrars[variant % registrars.length]
  return [...keys, ...(registrar && chosen !== undefined ? [chosen] : [])].map(signerWith)
}

function later(time: Time, seconds: number): Time {
  return timeFromMilliseconds((secondsOf(time) + seconds) * 1000)
}

function right<L, A>(either: E.Either<L, A>): A {
  if (E.isLeft(either)) throw new Error(`a step says nonsense: ${JSON.stringify(either.left)}`)
  return either.right
}
