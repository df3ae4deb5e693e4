/** Waiting that an abort ends. */
import { waiters } from '../port/waiters.ts'

/** Resolves after `milliseconds`, or at once where `signal` is aborted. Never rejects, and leaves no timer behind. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return waiters().wait(signal ?? new AbortController().signal, milliseconds)
}
