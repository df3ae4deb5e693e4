/** The rounds of `watch`: look, verify, tell, wait. */
import { escaped } from '@accord-ledger/core'
import type { LedgerState, Policy, Trust, Verifier } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import type { CommandFailure } from '../failure.ts'
import { failure } from '../failure.ts'
import { countOf } from '../io/words.ts'
import { saveCursor } from './cursor.ts'
import type { Cursor } from './cursor.ts'
import { deliver } from './deliver.ts'
import type { DeliverOptions } from './deliver.ts'
import { filterOf } from './filter.ts'
import type { FilterOptions } from './filter.ts'
import { follower } from './follow.ts'
import type { Trouble } from './follow.ts'
import { onlooker, troubleNotice } from './notice.ts'
import type { Notice } from './notice.ts'
import { pause } from './pause.ts'
import type { Tail } from './tail.ts'

/** How a log is watched. */
export interface WatchTailOptions {
  readonly policy: Policy | null
  /** What was told before; null where nothing is known of that. */
  readonly cursor: Cursor | null
  /** The first entry to tell of where there is no cursor; null for those that come from now on. */
  readonly from: number | null
  readonly filter: FilterOptions
  /** Milliseconds. */
  readonly maxAge: number
  readonly intervalMs: number
  readonly verifier: Verifier
  readonly trust?: Trust
  readonly deliver: DeliverOptions
}

/** What was watched. */
export interface Watched {
  readonly origin: string | null
  /** Entries that were verified. */
  readonly size: number
  readonly told: number
}

/** Watches until `options.deliver.stop` is aborted; with `once`, for one round. Left: the log is unsound, or cannot be read to begin with. */
export async function watchTail(
  context: Context,
  place: string,
  tail: Tail,
  options: WatchTailOptions,
): Promise<E.Either<CommandFailure, Watched>> {
  const { cursor, maxAge } = options
  const { once, stop, json } = options.deliver
  const isAskedFor = filterOf(options.filter)
  const { take } = onlooker()
  const waiting: Notice[] = []
  let from = cursor?.size ?? options.from ?? Infinity
  let cursorHash: string | null = null
  const following = follower(context, place, tail, {
    ...(options.trust === undefined ? {} : { trust: options.trust }),
    policy: options.policy,
    maxAge,
    verifier: options.verifier,
    onEntry: (entry) => {
      const notice = take(entry)
      if (entry.index + 1 === cursor?.size) cursorHash = entry.hash
      if (entry.index >= from && isAskedFor(notice)) waiting.push(notice)
    },
  })
  let told = 0
  let passed: number | null = null
  let begun = false
  let lastHeard = context.clock()
  let troubled: ReadonlySet<string> = new Set()

  /** Tells what waits, in order. False: the watch is to stop. */
  async function tellAll(notices: Notice[]): Promise<E.Either<CommandFailure, boolean>> {
    for (let next = notices[0]; next !== undefined; next = notices[0]) {
      if (stop.aborted) return E.right(false)
      const delivered = await deliver(context, next, options.deliver)
      if (E.isLeft(delivered)) return delivered
      if (delivered.right === 'stopped') return E.right(false)
      notices.shift()
      told += 1
    }
    return E.right(true)
  }

  /** What is late or missing is told when it begins. */
  function newTroubles(troubles: readonly Trouble[]): Notice[] {
    const before = troubled
    troubled = new Set(troubles.map(({ kind }) => kind))
    const { log } = following.state()
    return troubles
      .filter(({ kind }) => !before.has(kind))
      .map(({ kind, says }) => troubleNotice(kind, log, says))
  }

  /** Entries that are not asked for have been passed over: the cursor need not come back to them. */
  async function passOver({
    log,
    size,
    head,
  }: LedgerState): Promise<E.Either<CommandFailure, void>> {
    const { cursor: file } = options.deliver
    if (file === null || log === null || size === passed) return E.right(undefined)
    passed = size
    return saveCursor(context, file, { origin: log, size, hash: head })()
  }

  /** One look. False: the watch is to stop. */
  async function round(): Promise<E.Either<CommandFailure, boolean>> {
    const looked = await following.round()
    if (E.isLeft(looked)) {
      if (!isPassing(looked.left)) return looked
      if (!begun || once) return looked
      context.stderr.write(`note: ${escaped(looked.left.message)}; it is looked at again\n`)
      if (context.clock() - lastHeard <= maxAge) return E.right(true)
      return tellAll(newTroubles([{ kind: 'unreachable', says: looked.left.message }]))
    }
    lastHeard = context.clock()
    if (!begun) {
      const misfit = cursorMisfit(options, following.state(), cursorHash)
      if (misfit !== null) return E.left(misfit)
      begun = true
      if (from === Infinity) from = following.state().size
      if (!json && !once) tellBegun(context, following.state(), from)
    }
    const toldAll = await tellAll(waiting)
    if (E.isLeft(toldAll) || !toldAll.right) return toldAll
    const saved = await passOver(following.state())
    return E.isLeft(saved) ? saved : tellAll(newTroubles(looked.right))
  }

  for (;;) {
    const went = await round()
    if (E.isLeft(went)) {
      const { code, message } = went.left
      // Whoever watches by a command hears of it by the command, once.
      const end = troubleNotice('unsound', following.state().log, message)
      if (code === 'unsound') await deliver(context, end, { ...options.deliver, once: true })
      return went
    }
    if (once || stop.aborted || !went.right) break
    await untilNext(tail, following.state().size, options)
    if (stop.aborted) break
  }
  const { log, size } = following.state()
  return E.right({ origin: log, size, told })
}

/** What can pass by itself: nobody answers, or nobody can tell. */
function isPassing({ exit, details }: CommandFailure): boolean {
  if (exit === 75 || details?.['store'] === 'unavailable') return true
  return exit === 2 && details?.['index'] === undefined
}

/** Why the cursor is not one of this log; null where it is. */
function cursorMisfit(
  { cursor, deliver: { cursor: file } }: WatchTailOptions,
  { log, size }: LedgerState,
  hash: string | null,
): CommandFailure | null {
  if (cursor === null || file === null) return null
  if (cursor.origin !== log) {
    return failure(
      'refused',
      `${file} is the cursor of a watch of ${cursor.origin}, and this is ${log ?? 'no log'}`,
      'give the log that it belongs to, or another --cursor',
    )
  }
  if (cursor.size === 0 || hash === cursor.hash) return null
  const kind = size < cursor.size ? 'rolled-back' : 'rewritten'
  const message =
    kind === 'rolled-back'
      ? `${countOf(cursor.size, 'entry', 'entries')} of this log were told, by ${file}, and ${size} are here: this copy is old, or was cut`
      : `entry ${cursor.size - 1} was told as ${cursor.hash}, by ${file}, and is now ${hash ?? 'gone'}: the history is another one`
  return failure(
    'unsound',
    message,
    'keep this copy and that file as evidence, and compare it with another copy: accord-ledger compare --help',
    { details: { kind } },
  )
}

function tellBegun({ stderr }: Context, { log, size }: LedgerState, from: number): void {
  stderr.write(
    `watching ${escaped(log ?? '')}: ${countOf(size, 'entry', 'entries')} verified; telling from entry ${from} on\n`,
  )
}

async function untilNext(
  tail: Tail,
  size: number,
  { intervalMs, deliver: { stop } }: WatchTailOptions,
): Promise<void> {
  const ended = new AbortController()
  const signal = AbortSignal.any([stop, ended.signal])
  await Promise.race([pause(intervalMs, signal), tail.wait(size, signal)])
  ended.abort()
}
