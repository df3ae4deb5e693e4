/** Those who wait for something to happen: a follower for the next entry. */
export interface Waiters {
  /** Resolves at the next `wake`, on abort, or, where a time is given, after `milliseconds`. Never rejects. */
  wait(signal: AbortSignal, milliseconds?: number): Promise<void>
  /** Ends every wait that has begun. */
  wake(): void
}

/** Nobody waits yet. A wait that ended holds no timer and no listener. */
export function waiters(): Waiters {
  const waiting = new Set<() => void>()
  const wait = (signal: AbortSignal, milliseconds?: number): Promise<void> =>
    new Promise((resolve) => {
      const end = (): void => {
        waiting.delete(end)
        signal.removeEventListener('abort', end)
        clearTimeout(timer)
        resolve()
      }
      const timer = milliseconds === undefined ? undefined : setTimeout(end, milliseconds)
      waiting.add(end)
      signal.addEventListener('abort', end, { once: true })
      if (signal.aborted) end()
    })
  return { wait, wake: () => [...waiting].forEach((end) => end()) }
}
