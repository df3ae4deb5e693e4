/** The way of every command that makes one event: log it at once, or write it to a file for others to sign. */
import { compose, requiredSigners, signEvent, timeFromMilliseconds } from '@accord-ledger/core'
import type {
  AppendError,
  Author,
  Day,
  Intent,
  LedgerEvent,
  LedgerView,
  Signer,
  Time,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { today } from './arguments.ts'
import type { UntilArgument } from './arguments.ts'
import type { Context } from './context.ts'
import { explainAppend } from './explain.ts'
import type { CommandFailure, Task } from './failure.ts'
import { fail } from './failure.ts'
import { readSound } from './io/read-log.ts'
import { withFoundedLedger } from './io/write-log.ts'
import { loggedResult } from './logged.ts'
import { writeOffline } from './offline.ts'
import { filledIn, rehearse } from './rehearse.ts'
import { readingOf } from './options.ts'
import type { ReadingOptions } from './options.ts'
import type { Result } from './result.ts'
import { emptyStanding } from './standing.ts'
import type { GrowingStanding, Standing } from './standing.ts'

/** Options of every command that makes an event. */
export interface EventOptions extends Pick<ReadingOptions, 'pins'> {
  readonly effective?: Day
  readonly until?: UntilArgument
  readonly offline?: string
}

/** What an event is made from. */
export interface Known {
  readonly view: LedgerView
  readonly standing: Standing
  /** From when the event rules: as asked, or today. */
  readonly effective: Day
}

/** Who is there to sign. */
export interface Hand {
  readonly signer: Signer
  /** True: signs only where the event needs it. */
  readonly spare?: boolean
}

/** Says what the event is to say, or why there is nothing to be said. */
export type IntentOf = (known: Known) => E.Either<CommandFailure, Intent>

/** Days after which an event that was held back is too old to be logged, unless `--until` says otherwise. */
const VALID_DAYS = 30

/** The time until which an event may be logged; null: for ever. */
export function untilOf(until: UntilArgument | undefined, { clock }: Context): Time | null {
  if (until === undefined) return timeFromMilliseconds(clock() + VALID_DAYS * 86_400_000)
  return until === 'none' ? null : until
}

/** Makes the event that `intentOf` says, signed by `hands`, and logs it at `place`, or writes it to `options.offline`. */
export function writeEvent(
  context: Context,
  place: string,
  options: EventOptions,
  hands: readonly Hand[],
  intentOf: IntentOf,
): Task<Result> {
  const standing = emptyStanding()
  const effective = options.effective ?? today(context.clock)
  const until = untilOf(options.until, context)
  const author: Author<CommandFailure> = async (view) => {
    const intent = intentOf({ view, standing, effective })
    if (E.isLeft(intent)) return intent
    const event = compose(view, intent.right, until)
    if (E.isLeft(event)) return E.left(explainAppend(event.left, place))
    const signers = signersOf(view, event.right, hands)
    return E.isLeft(signers) ? signers : E.right(await signEvent(event.right, signers.right))
  }
  const { offline } = options
  return offline === undefined
    ? logEvent(context, place, author, standing)
    : fileEvent(context, place, author, standing, { ...options, offline })
}

function logEvent(
  context: Context,
  dir: string,
  author: Author<CommandFailure>,
  { take }: GrowingStanding,
): Task<Result> {
  return withFoundedLedger(context, dir, { onEntry: take }, async (ledger) => {
    const logged = await ledger.appendEach([author])()
    return E.isLeft(logged)
      ? E.left(explained(logged.left, dir))
      : E.right(loggedResult(ledger.view(), logged.right))
  })
}

function fileEvent(
  context: Context,
  place: string,
  author: Author<CommandFailure>,
  { take }: GrowingStanding,
  options: EventOptions & { readonly offline: string },
): Task<Result> {
  return async () => {
    const log = await readSound(context, place, { ...readingOf(options), onEntry: take })()
    if (E.isLeft(log)) return log
    const { state } = log.right
    const signed = await author(state)
    if (E.isLeft(signed)) return signed
    // A party learns what would be refused before others sign.
    const whole = await filledIn(state, signed.right)
    const tried = await rehearse(state, context.clock, [async () => E.right(whole)])
    return E.isLeft(tried)
      ? E.left(explainAppend(tried.left, place))
      : writeOffline(options.offline, place, state, signed.right)()
  }
}

/** A failure of our own as it is, one of the ledger's explained. */
function explained(error: AppendError | CommandFailure, dir: string): CommandFailure {
  return error._tag === 'CommandFailure' ? error : explainAppend(error, dir)
}

/** Those who sign `event`. Left: somebody who is there to sign it, and whose signature it has no place for. */
function signersOf(
  view: LedgerView,
  event: LedgerEvent,
  hands: readonly Hand[],
): E.Either<CommandFailure, readonly Signer[]> {
  const { keys, registrar } = requiredSigners(view, event)
  const registrars = registrar ? (view.authority?.registrars ?? []) : []
  const isNeeded = ({ signer }: Hand): boolean =>
    keys.includes(signer.key) || registrars.includes(signer.key)
  const stranger = hands.find((hand) => hand.spare !== true && !isNeeded(hand))
  const who = [...keys, ...(registrar ? ['a registrar of this log'] : [])]
  // Where nobody can sign, a rule says why.
  if (stranger === undefined || who.length === 0) {
    return E.right(
      hands.filter((hand) => hand === stranger || isNeeded(hand)).map(({ signer }) => signer),
    )
  }
  return fail(
    'refused',
    `the key ${stranger.signer.key} does not sign this: ${who.join(', and ')} must`,
    'give the key file of that key',
  )
}
