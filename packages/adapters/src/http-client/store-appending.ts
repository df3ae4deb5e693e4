/** Appending to a store on a server: one request an append, in the order of the calls, and never sent twice by itself. */
import { storeFailure } from '@accord-ledger/core'
import type { AppendResult, Head, Stored } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { exchangeBounded } from '../http/ask-bounded.ts'
import type { FullAnswer } from '../http/ask-bounded.ts'
import {
  decodeAppended,
  encodeLines,
  ENTRIES_TYPE,
  formatEtag,
  headOf,
  jsonMembers,
  MAX_APPEND_BYTES,
  MAX_JSON_BYTES,
} from '../http/store-wire.ts'
import { appendFailure, unsettled } from './store-answers.ts'
import type { StoreReading } from './store-reading.ts'

/** What an append is sent with. */
export interface StoreAppending extends StoreReading {
  readonly token: string
}

/** Throws `too-large` where the drafts do not fit one request. */
export function requireRoom(drafts: readonly Stored[]): void {
  const bytes = drafts.reduce((sum, { bytes: { length } }) => sum + length + 1, 0)
  if (bytes > MAX_APPEND_BYTES)
    throw storeFailure(
      'too-large',
      `an append takes at most ${MAX_APPEND_BYTES} bytes, this one ${bytes}`,
    )
}

/**
 * Sends one append and reads what came of it. Rejects: `ambiguous` where it was sent and the answer does not tell, `unavailable` where it
 * certainly was not, `damaged` for an answer that cannot be true, the reason of a signal aborted before; else as the server says.
 */
export async function sendAppend(
  { prefix, fetch, token, patience, known }: StoreAppending,
  expected: Head,
  drafts: readonly Stored[],
  signal?: AbortSignal,
): Promise<AppendResult> {
  const url = `${prefix}/v1/entries`
  const before = known.latest()
  const { timeoutMs = 10_000 } = patience
  const asked = await exchangeBounded(
    fetch,
    {
      url,
      body: encodeLines(drafts.map(({ bytes }) => bytes)),
      headers: {
        'content-type': ENTRIES_TYPE,
        'if-match': formatEtag(expected),
        authorization: `Bearer ${token}`,
      },
      maxBytes: MAX_JSON_BYTES,
    },
    { timeoutMs, ...(signal === undefined ? {} : { signal }) },
  )
  if (E.isLeft(asked)) {
    if (!asked.left.sent) signal?.throwIfAborted()
    throw unsettled(url, asked.left)
  }
  const { status } = asked.right
  if (status === 200 || status === 201) return stored(asked.right)
  if (status === 412) return conflicting(asked.right)
  throw appendFailure(url, asked.right)

  function stored({ body }: FullAnswer): AppendResult {
    const told = decodeAppended(body)
    // A proxy's page: the append may have gone through it, or not.
    if (told === null || told.replayed !== (status === 200))
      throw storeFailure('ambiguous', `${url}: its answer tells not what came of the append`)
    const { head, replayed } = told
    const last = drafts[drafts.length - 1]
    if (last === undefined) throw new Error('an append holds at least one entry')
    if (head.size !== last.index + 1 || head.hash !== last.hash)
      throw storeFailure('damaged', `${url}: it says to have stored another entry`, {
        at: last.index,
      })
    // A replay's head may be long past.
    known.observe(head, replayed ? head : before)
    return { ok: true, head, replayed }
  }

  function conflicting({ body }: FullAnswer): AppendResult {
    const head = headOf(jsonMembers(body)['head'])
    if (head === null)
      throw storeFailure('ambiguous', `${url}: its answer tells not what came of the append`)
    known.observe(head, before)
    if (head.size === expected.size && head.hash === expected.hash)
      throw storeFailure('damaged', `${url}: it says that the expected head is another than itself`)
    return { ok: false, reason: 'conflict', head }
  }
}
