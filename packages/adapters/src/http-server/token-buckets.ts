/**
 * Token buckets, one for each name: so much at once, and so much again in time. As many names are kept as there is room for; the
 * one that was asked for longest ago is forgotten first, which a crowd of names can bring about and gains nothing by.
 */
import type { Clock } from '@accord-ledger/core'

/** How much one name may take. */
export interface BucketLimits {
  /** Tokens that a full bucket holds: what may be taken at once. At least 1. */
  readonly burst: number
  /** Tokens that come back in a second. More than 0. */
  readonly perSecond: number
}

export interface TokenBuckets {
  /** Takes `tokens`, and gives 0; or takes nothing, and gives the milliseconds after which it is worth asking again. */
  take(name: string, tokens?: number): number
  /** Takes `tokens` also where they are not there: what is owed, up to a full bucket, is paid before the next is taken. */
  charge(name: string, tokens: number): void
  /** Names kept. */
  readonly size: number
}

interface Bucket {
  tokens: number
  at: number
}

/** Buckets that begin full. `clock` in milliseconds; `maxNames` at least 1. */
export function tokenBuckets(
  { burst, perSecond }: BucketLimits,
  clock: Clock,
  maxNames: number = 65_536,
): TokenBuckets {
  if (!(burst >= 1) || !(perSecond > 0))
    throw new RangeError('a bucket holds and refills something')
  const buckets = new Map<string, Bucket>()
  const bucketOf = (name: string): Bucket => {
    const now = clock()
    const bucket = buckets.get(name) ?? { tokens: burst, at: now }
    // A clock that goes back gives nothing, and takes nothing.
    const passed = Math.max(0, now - bucket.at)
    bucket.tokens = Math.min(burst, bucket.tokens + (passed / 1_000) * perSecond)
    bucket.at = now
    buckets.delete(name)
    buckets.set(name, bucket)
    if (buckets.size > maxNames) buckets.delete(buckets.keys().next().value ?? name)
    return bucket
  }
  return {
    get size() {
      return buckets.size
    },
    take: (name, tokens = 1) => {
      const bucket = bucketOf(name)
      if (bucket.tokens < tokens) return Math.ceil(((tokens - bucket.tokens) / perSecond) * 1_000)
      bucket.tokens -= tokens
      return 0
    },
    charge: (name, tokens) => {
      const bucket = bucketOf(name)
      bucket.tokens = Math.max(-burst, bucket.tokens - tokens)
    },
  }
}
