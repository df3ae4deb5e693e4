/** Commands that run until they are told to stop, and waiting for what they do meanwhile. */

export interface Stoppable {
  /** What a context takes. */
  readonly untilStopped: () => Promise<void>
  readonly stop: () => void
}

/** Tells a command to stop when `stop` is called. */
export function stoppable(): Stoppable {
  const stopped = new AbortController()
  return {
    untilStopped: () =>
      new Promise((resolve) => stopped.signal.addEventListener('abort', () => resolve())),
    stop: () => stopped.abort(),
  }
}

/** Resolves once `isSo` says so; rejects where that takes longer than anything should. */
export async function until(isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 30_000; !isSo();) {
    if (Date.now() > end) throw new Error('it did not come to that')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
