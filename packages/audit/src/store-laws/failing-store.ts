/**
 * A store on the far side of something that fails: a line, a process, a disk. Each failure is tried both ways: what was to be
 * stored is there, a first part of it is, or nothing is. For stores that cannot fail by themselves, and for whatever is built
 * on a store and has to cope with one that does.
 */
import type { AppendResult, CallOptions, Head, Store } from '@accord-ledger/core'
import { storeFailure } from '@accord-ledger/core'
import type { WriteFailure } from './subject.ts'

/** A store, and the way to make it fail. */
export interface FailingStore {
  /** As the store that was given, but for the appends that fail. */
  readonly store: Store
  /**
   * The next append fails: `before` it is sent, `unavailable`; `midway`, with a first part of the batch stored, or `after` all
   * of it was, `ambiguous`.
   */
  failNextWrite(when: WriteFailure): void
  /** Calls `act` when the next append has been sent. Where its signal is aborted then, it is stored, and `ambiguous`. */
  duringNextWrite(act: () => void): void
}

/** Wraps `inner`, which goes on without failing. */
export function failingStore(inner: Store): FailingStore {
  let failing: WriteFailure | null = null
  let during: (() => void) | null = null

  async function append(
    expected: Head,
    entries: readonly Uint8Array[],
    options?: CallOptions,
  ): Promise<AppendResult> {
    const [when, act] = [failing, during]
    failing = null
    during = null
    if (when === 'before') throw storeFailure('unavailable', 'it was not sent')
    const sent = when === 'midway' ? entries.slice(0, Math.floor(entries.length / 2)) : entries
    if (act !== null) return sentAndWatched(act, inner.append(expected, entries), options)
    if (when === null) return inner.append(expected, entries, options)
    if (sent.length > 0) await inner.append(expected, sent, options)
    throw storeFailure('ambiguous', 'there was no answer')
  }

  return {
    store: { ...inner, append },
    failNextWrite: (when) => {
      failing = when
    },
    duringNextWrite: (act) => {
      during = act
    },
  }
}

async function sentAndWatched(
  act: () => void,
  appending: Promise<AppendResult>,
  options?: CallOptions,
): Promise<AppendResult> {
  act()
  const result = await appending
  if (options?.signal?.aborted === true) throw storeFailure('ambiguous', 'nobody waited')
  return result
}
