/**
 * Waiting for a published log to grow. Where the host has long polls (`GET /v1/entries?from=N&limit=1&wait=S`), they tell at once that
 * an entry came; the checkpoint that covers it follows, and is what is waited for. Elsewhere the checkpoint is asked for at an interval.
 */
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { exchangeBounded } from '../http/ask-bounded.ts'
import type { Fetch } from '../http/ask-bounded.ts'
import { decodePage, ENTRIES_TYPE, MAX_PAGE_BYTES } from '../http/store-wire.ts'
import { pause } from './pause.ts'
import type { RemoteError } from './remote-error.ts'

/** How it is waited. */
export interface WaitingOptions {
  readonly fetch: Fetch
  readonly timeoutMs?: number
  readonly pollMs?: number
  readonly longPollSeconds?: number
  readonly random?: () => number
}

type CheckpointSize = (options: {
  readonly signal: AbortSignal
}) => TE.TaskEither<RemoteError, { readonly checkpoint: { readonly size: number } }>

/** `waitForMore` of the log at `prefix`. Whether the host has long polls is learned by the first answer. */
export function growthOf(
  prefix: string,
  checkpoint: CheckpointSize,
  options: WaitingOptions,
): (size: number, signal: AbortSignal) => Promise<void> {
  const { fetch, timeoutMs = 10_000, random = Math.random } = options
  const { pollMs = 5_000, longPollSeconds = 20 } = options
  let hasLongPolls: boolean | null = null

  /** Whether an entry at `index` came; null where the host did not tell. */
  async function longPoll(index: number, signal: AbortSignal): Promise<boolean | null> {
    const url = `${prefix}/v1/entries?from=${index}&limit=1&wait=${longPollSeconds}`
    const waiting = { timeoutMs: timeoutMs + longPollSeconds * 1_000, signal }
    const asked = await exchangeBounded(fetch, { url, maxBytes: MAX_PAGE_BYTES }, waiting)
    if (E.isLeft(asked)) return null
    const { status, type, body } = asked.right
    // 416: it has not even `index` entries, so it is behind what was published.
    if (status === 416) return null
    const page = status === 200 && type === ENTRIES_TYPE ? decodePage(body) : null
    if (page !== null) hasLongPolls = true
    else if (status < 500 && status !== 429) hasLongPolls = false
    return page === null ? null : page.entries.length > 0
  }

  return async (size, signal) => {
    let came: boolean | null = false
    let soon = SOON_MS
    while (!signal.aborted) {
      const began = Date.now()
      // Once an entry came it stays: from then on only its checkpoint is waited for.
      if (came !== true) came = hasLongPolls === false ? null : await longPoll(size, signal)
      if (came === false) {
        // Nothing came while it was waited, so nothing can have been published. A host that does not wait is not asked more often.
        await pause(began + LEAST_MS - Date.now(), signal)
        continue
      }
      const now = await checkpoint({ signal })().catch(() => null)
      if (signal.aborted || now === null) return
      if (E.isRight(now) && now.right.checkpoint.size > size) return
      await pause((came === true ? soon : pollMs) * (1 - random() / 4), signal)
      // A server that has entries and no checkpoint has not published its first one yet.
      if (E.isLeft(now) && !(came === true && now.left.kind === 'missing')) return
      soon = Math.min(pollMs, 2 * soon)
    }
  }
}

/** Milliseconds that a long poll takes at least where nothing came. */
const LEAST_MS = 1_000
/** Milliseconds before the second look for the checkpoint of an entry that came; each one after it is twice as long. */
const SOON_MS = 250
