/**
 * The line in which appends wait for their turn. What waits and fits, each append expecting the head that
 * the one before it makes, is written together: one sync for all of them.
 */
import { storeFailure } from '@accord-ledger/core'
import type { AppendResult, Head, Stored } from '@accord-ledger/core'
import { closedFailure } from '../port/arguments.ts'

/** What happens to the appends whose turn it is. */
export interface Committer {
  /** The head that all acknowledged appends have made. */
  head(): Head
  /** How many of `drafts` stand behind `expected` already; null is a conflict. */
  standing(expected: Head, drafts: readonly Stored[]): Promise<number | null>
  /** Makes `drafts`, which follow `head()`, durable. Once it has rejected, nothing is committed any more. */
  commit(drafts: readonly Stored[]): Promise<void>
}

export interface CommitQueue {
  /** Waits its turn. An abort takes effect at once: before the turn nothing is stored, after it the outcome is `ambiguous`. */
  append(expected: Head, drafts: readonly Stored[], signal?: AbortSignal): Promise<AppendResult>
  /** Ends what waits with `closed`; what is being written is let finish. */
  close(): Promise<void>
}

interface Request {
  readonly expected: Head
  readonly drafts: readonly Stored[]
  /** Only the first outcome counts. */
  readonly settle: (outcome: Promise<AppendResult>) => void
}

/** Entries written together at most: all of them wait in memory. */
const GROUP_ENTRIES = 4_096

/** A queue in front of `committer`; nothing waits yet. */
export function commitQueue(committer: Committer): CommitQueue {
  const waiting: Request[] = []
  let working: Promise<void> | null = null
  let closed = false

  function append(
    expected: Head,
    drafts: readonly Stored[],
    signal?: AbortSignal,
  ): Promise<AppendResult> {
    if (closed) return refused()
    return new Promise((resolve) => {
      const abort = (): void => {
        const at = waiting.indexOf(request)
        if (at !== -1) waiting.splice(at, 1)
        request.settle(aborted(at !== -1, signal))
      }
      const request: Request = {
        expected,
        drafts,
        settle: (outcome) => {
          signal?.removeEventListener('abort', abort)
          resolve(outcome)
        },
      }
      signal?.addEventListener('abort', abort, { once: true })
      waiting.push(request)
      working ??= work()
    })
  }

  async function work(): Promise<void> {
    // A caller that appends without waiting has asked for all of it before the first turn begins.
    await Promise.resolve()
    for (let turn = begin(); turn !== null; turn = begin()) await turn
    working = null
  }

  /** Begins the turn of whoever stands first; null where nobody does. */
  function begin(): Promise<void> | null {
    const group = takeGroup()
    if (group.length > 0) {
      const committing = commit(group.flatMap((request) => request.drafts))
      return finish(group, (request) => committing.then(() => acknowledged(request, false)))
    }
    const single = waiting.shift()
    return single === undefined ? null : finish([single], answer)
  }

  /** A request is settled only when its outcome is known: until then, an abort may settle it. */
  async function finish(
    requests: readonly Request[],
    outcomeOf: (request: Request) => Promise<AppendResult>,
  ): Promise<void> {
    const turns = requests.map((request) => ({ request, outcome: outcomeOf(request) }))
    await Promise.allSettled(turns.map(({ outcome }) => outcome))
    for (const { request, outcome } of turns) request.settle(outcome)
  }

  /** Takes what stands first in the line and follows on from the head without a gap. */
  function takeGroup(): readonly Request[] {
    let { size, hash } = committer.head()
    const limit = size + GROUP_ENTRIES
    const end = waiting.findIndex(({ expected, drafts }) => {
      const fits = expected.size === size && expected.hash === hash && size < limit
      size += drafts.length
      hash = drafts[drafts.length - 1]?.hash ?? hash
      return !fits
    })
    return waiting.splice(0, end === -1 ? waiting.length : end)
  }

  /** The log does not end at the expected head: a replay, the rest of a batch cut short, or a conflict. */
  async function answer(request: Request): Promise<AppendResult> {
    const present = await committer.standing(request.expected, request.drafts)
    if (present === null) return { ok: false, reason: 'conflict', head: committer.head() }
    const missing = request.drafts.slice(present)
    if (missing.length > 0) await commit(missing)
    return acknowledged(request, missing.length === 0)
  }

  async function commit(drafts: readonly Stored[]): Promise<void> {
    try {
      await committer.commit(drafts)
    } catch (thrown) {
      refuseAll()
      throw thrown
    }
  }

  function refuseAll(): void {
    closed = true
    for (const request of waiting.splice(0)) request.settle(refused())
  }

  async function close(): Promise<void> {
    refuseAll()
    await working
  }

  return { append, close }
}

function acknowledged({ expected, drafts }: Request, replayed: boolean): AppendResult {
  const hash = drafts[drafts.length - 1]?.hash ?? expected.hash
  return { ok: true, head: { size: expected.size + drafts.length, hash }, replayed }
}

async function refused(): Promise<never> {
  throw closedFailure()
}

async function aborted(waiting: boolean, signal: AbortSignal | undefined): Promise<never> {
  if (waiting) signal?.throwIfAborted()
  throw storeFailure(
    'ambiguous',
    'the append was aborted while it was written: repeat it to learn what came of it',
  )
}
