/**
 * Valid histories. fast-check draws a cast and steps, which shrink well; what comes of them is composed, signed by whom the rules
 * ask for, and taken by the rules themselves. A step that they refuse is skipped. A history is printed as a script:
 *
 *     founds accords.example/1; publishes pact; admits acme with a key; acme endorses pact; acme leaves pact, 3 days ahead
 */
import {
  brokenRule,
  compose,
  composeFounding,
  dayFromNumber,
  dayNumber,
  dayOf,
  emptyState,
  encodeEntry,
  encodeHex,
  isFounding,
  requiredSigners,
  secondsOf,
  signingBytes,
  timeFromMilliseconds,
  trialOn,
} from '@accord-ledger/core'
import type {
  Entry,
  EventSignature,
  Intent,
  LeafIndex,
  LedgerEvent,
  LedgerView,
  PublicKey,
  Time,
  Trial,
} from '@accord-ledger/core'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { aCast } from './cast.ts'
import type { Cast } from './cast.ts'
import { bringing, intentOf, noteSaid } from './intents.ts'
import type { World } from './intents.ts'
import { keyring } from './keyring.ts'
import type { Keyring } from './keyring.ts'
import { narrate } from './narration.ts'
import { someSteps } from './step.ts'
import type { Step } from './step.ts'

/** A log, and what made it. */
export interface History {
  readonly cast: Cast
  readonly steps: readonly Step[]
  /** What happened, an entry a line. */
  readonly lines: readonly string[]
  /** The lines in one. */
  readonly script: string
  /** The founding entry first: at least one. */
  readonly entries: readonly Entry[]
  /** Their canonical bytes. */
  readonly log: readonly Uint8Array[]
  /** Everybody's keys. */
  readonly keys: Keyring
}

/** What histories are drawn with. */
export interface HistoryOptions {
  /** Who signs: core's own keys by default. One ring for a whole run makes each key once. */
  readonly keys?: Keyring
  /** Steps at most, 40 by default. */
  readonly length?: number
}

/** Valid histories of every type of event, rich in what seldom happens. */
export function aHistory({
  keys = keyring(),
  length = 40,
}: HistoryOptions = {}): fc.Arbitrary<History> {
  return fc
    .record({ cast: aCast, steps: someSteps(length) })
    .map(({ cast, steps }) => makeHistory(cast, steps, keys))
}

/** The history that comes of `steps`. */
export function makeHistory(cast: Cast, steps: readonly Step[], keys: Keyring): History {
  let fresh = 0
  const freshKey = (): PublicKey => keys.nth(fresh++).key
  const world: World = { cast, freshKey, wordings: new Map(), profiles: new Map() }
  const drafting: Drafting = { trial: trialOn(emptyState()), world, keys, entries: [], log: [] }

  const registrars = [freshKey(), freshKey()]
  const founding = composeFounding({ log: cast.origin, operator: freshKey(), registrars })
  let time = START
  offer(drafting, sensible(founding), time, 0)
  for (const step of steps) {
    time = later(time, step.wait)
    const effective = dayFromNumber(dayNumber(dayOf(time)) + step.shift)
    for (let intent = bringing(world, step, effective); intent !== null;) {
      if (!say(drafting, intent, step, time)) break
      intent = bringing(world, step, effective)
    }
    const intent = intentOf(world, drafting.trial.view(), step, effective)
    if (intent !== null) say(drafting, intent, step, time)
  }

  const lines = narrate(drafting.entries)
  const script = lines.join('; ')
  const { entries, log } = drafting
  const history = { cast, steps, lines, script, entries, log, keys }
  return Object.assign(history, { [fc.toStringMethod]: () => script })
}

const START: Time = timeFromMilliseconds(1_767_225_600_000) // 2026-01-01T00:00:00Z

interface Drafting {
  readonly trial: Trial
  readonly world: World
  readonly keys: Keyring
  readonly entries: Entry[]
  readonly log: Uint8Array[]
}

/** Whether an event that says `intent` was logged. */
function say(drafting: Drafting, intent: Intent, { pick }: Step, time: Time): boolean {
  const view = drafting.trial.view()
  const until = pick === 5 ? later(time, 30 * 86_400) : null
  const event = sensible(compose(view, intent, until))
  return offer(drafting, pick === 4 ? seenEarly(view, event) : event, time, pick)
}

/** Whether `event` was logged. */
function offer(drafting: Drafting, event: LedgerEvent, time: Time, pick: number): boolean {
  const { trial, keys, entries, log, world } = drafting
  const view = trial.view()
  const index = view.size as LeafIndex // a safe count
  const unsigned = signersOf(view, event, pick).map((key) => ({ key, sig: BLANK }))
  const entry = { index, prev: view.head, time, event, signatures: unsigned }
  if (brokenRule(view, entry) !== null) return false
  const signed = { ...entry, signatures: signaturesOf(event, unsigned, keys) }
  const bytes = encodeEntry(signed)
  const failure = trial.next(bytes)
  if (failure !== null) throw new Error(`a history breaks a rule: ${JSON.stringify(failure)}`)
  entries.push(signed)
  log.push(bytes)
  noteSaid(world, event)
  return true
}

const BLANK = '0'.repeat(128) as EventSignature['sig'] // 128 hex

/** Whoever must sign, ascending; where a registrar must, each of them has its turn. */
function signersOf(view: LedgerView, event: LedgerEvent, pick: number): readonly PublicKey[] {
  const { keys, registrar } = requiredSigners(view, event)
  const registrars = view.authority?.registrars ?? []
  const chosen = registrars[pick % registrars.length]
  return [...keys, ...(registrar && chosen !== undefined ? [chosen] : [])].toSorted()
}

function signaturesOf(
  event: LedgerEvent,
  unsigned: readonly EventSignature[],
  keys: Keyring,
): readonly EventSignature[] {
  const message = signingBytes(event)
  return unsigned.map(({ key }) => ({
    key,
    sig: encodeHex(keys.holderOf(key).sign(message)) as EventSignature['sig'], // 64 bytes
  }))
}

/** The event of an author who has seen nothing but the founding. */
function seenEarly({ founding }: LedgerView, event: LedgerEvent): LedgerEvent {
  return isFounding(event) || founding === null
    ? event
    : { ...event, seen: { index: 0 as LeafIndex, hash: founding } }
}

function later(time: Time, seconds: number): Time {
  return timeFromMilliseconds((secondsOf(time) + seconds) * 1000)
}

function sensible<A>(composed: E.Either<unknown, A>): A {
  if (E.isLeft(composed)) throw new Error(`a step says nonsense: ${JSON.stringify(composed.left)}`)
  return composed.right
}
