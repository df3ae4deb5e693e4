/** One signal for several, that leaves nothing behind on those that outlive it. */

/** A signal that is aborted, for the same reason, with the first of those that it was made of. */
export interface LinkedSignal {
  readonly signal: AbortSignal
  /** Ends what was asked under it, and lets go of the others. Idempotent. */
  release(): void
}

export function linkSignals(...signals: readonly (AbortSignal | undefined)[]): LinkedSignal {
  const controller = new AbortController()
  const links = signals.flatMap((signal) => {
    if (signal === undefined) return []
    const abort = (): void => controller.abort(signal.reason)
    signal.addEventListener('abort', abort)
    if (signal.aborted) abort()
    return [() => signal.removeEventListener('abort', abort)]
  })
  return {
    signal: controller.signal,
    release: () => {
      links.forEach((unlink) => unlink())
      controller.abort()
    },
  }
}
