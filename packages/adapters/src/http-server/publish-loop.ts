/**
 * Publishing from time to time: when the log has grown, and once in a while where it has not, so that a quiet log does not look like a
 * frozen one.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Clock } from '@accord-ledger/core'
import type { Publication } from '../publication/publish.ts'
import type { LiveLedger } from './live-ledger.ts'
import type { Metrics } from './metrics.ts'

export interface PublishLoopOptions {
  readonly live: LiveLedger
  /** Milliseconds from the end of one try to the beginning of the next. */
  readonly every: number
  readonly metrics: Metrics
  readonly clock: Clock
  /** Told of every try that failed or contradicts, by a sentence or what was thrown. */
  readonly onError?: (thrown: unknown) => void
}

export interface PublishLoop {
  /** Ends it, and publishes once more what is not published yet. Idempotent. */
  stop(): Promise<void>
}

/** Begins with a try. */
export function publishLoop(options: PublishLoopOptions): PublishLoop {
  const { every } = options
  const last = { size: 0, at: Number.NEGATIVE_INFINITY }
  let timer: NodeJS.Timeout | null = null
  let trying: Promise<void> = Promise.resolve()
  let stopped: Promise<void> | null = null
  const attempt = (): void => {
    trying = publishOnce(options, last).finally(() => {
      if (stopped === null) timer = setTimeout(attempt, every)
    })
  }
  const stop = async (): Promise<void> => {
    if (timer !== null) clearTimeout(timer)
    await trying
    await publishOnce(options, last)
  }
  attempt()
  return {
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}

/** The witnesses are asked again within this time, whatever the log does. */
const FRESH_MS = 20 * 3_600_000

/** Never rejects. */
async function publishOnce(
  { live, metrics, clock, onError }: PublishLoopOptions,
  last: { size: number; at: number },
): Promise<void> {
  const open = live.current()
  if (open === null || open.log.size === 0) return
  if (open.log.size === last.size && clock() - last.at < FRESH_MS) return
  try {
    const published = await open.publisher.publish()()
    if (E.isLeft(published)) {
      metrics.publishing('failed')
      onError?.(published.left)
      return
    }
    metrics.publishing(published.right.status)
    const contradiction = contradictionIn(published.right)
    if (contradiction !== null) {
      onError?.(contradiction)
      live.giveUp()
    } else if (published.right.status === 'published') {
      last.size = published.right.size
      last.at = clock()
    }
  } catch (thrown) {
    metrics.publishing('failed')
    onError?.(thrown)
  }
}

/** A witness that knows more of this log than is here, or another history: no more is signed before somebody looked at it. */
function contradictionIn({ witnesses }: Publication): Error | null {
  const worst = witnesses.find(
    (outcome) => outcome.kind === 'ahead' || (outcome.kind === 'refused' && outcome.status === 422),
  )
  return worst === undefined
    ? null
    : new Error(`nothing is logged any more: the witness ${worst.name} knows another history`)
}
