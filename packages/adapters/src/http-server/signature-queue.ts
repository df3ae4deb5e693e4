/**
 * Signature checks of strangers, in a queue that is bounded and fair: senders take turns, and of one sender the keys that its events
 * claim to be signed by. A key is claimed by anybody, so a claim alone gains no turn over another sender. Whoever floods the queue
 * waits behind its own flood; where there is no room, the newest check of whoever has most of it gives way.
 */
import { signatureChecks } from '@accord-ledger/core'
import type { SignedEvent, Verifier } from '@accord-ledger/core'

/** `crowded`: there was no room, or no more; nothing was checked. */
export type SignatureVerdict = 'valid' | 'forged' | 'crowded'

export interface SignatureQueue {
  /** Whether all signatures of `signed` stand. Rejects where the verifier does. */
  check(signed: SignedEvent, sender: string): Promise<SignatureVerdict>
  /** Events that wait. */
  readonly waiting: number
}

export interface SignatureQueueLimits {
  /** Events that wait, of all senders. At least 1. 1,024 by default. */
  readonly maxWaiting?: number
  /** Events of one sender that wait. At least 1. 256 by default. */
  readonly maxOfSender?: number
}

/** A queue before `verifier`. */
export function signatureQueue(
  verifier: Verifier,
  { maxWaiting = 1_024, maxOfSender = 256 }: SignatureQueueLimits = {},
): SignatureQueue {
  const senders = new Map<string, Line>()
  let waiting = 0
  let busy = false

  /** Makes room for one more of `sender`; false where it is owed none. */
  const makeRoom = (sender: string): boolean => {
    const own = senders.get(sender)?.length ?? 0
    if (own >= maxOfSender) return false
    if (waiting < maxWaiting) return true
    let longest = sender
    for (const [name, { length }] of senders)
      if (length > (senders.get(longest)?.length ?? 0)) longest = name
    const line = senders.get(longest)
    if (line === undefined || line.length <= own + 1) return false
    line.dropLast()?.done('crowded')
    waiting -= 1
    return true
  }

  /** The next of the sender whose turn it is, which goes to the end of the row. */
  const take = (): Job | null => {
    for (const [sender, line] of senders) {
      senders.delete(sender)
      const job = line.take()
      if (line.length > 0) senders.set(sender, line)
      if (job === null) continue
      waiting -= 1
      return job
    }
    return null
  }

  const work = async (): Promise<void> => {
    if (busy) return
    busy = true
    try {
      for (let batch = takeBatch(take); batch.length > 0; batch = takeBatch(take))
        await decide(verifier, batch)
    } finally {
      busy = false
    }
  }

  return {
    get waiting() {
      return waiting
    },
    check: (signed, sender) =>
      new Promise((done, failed) => {
        if (!makeRoom(sender)) return done('crowded')
        const line = senders.get(sender) ?? lineOf()
        senders.set(sender, line)
        line.put({ signed, done, failed })
        waiting += 1
        void work()
      }),
  }
}

interface Job {
  readonly signed: SignedEvent
  readonly done: (verdict: SignatureVerdict) => void
  readonly failed: (thrown: unknown) => void
}

/** What one sender has waiting, by the first key that each event claims. */
interface Line {
  readonly length: number
  put(job: Job): void
  take(): Job | null
  /** The newest of the key with most. */
  dropLast(): Job | null
}

function lineOf(): Line {
  const keys = new Map<string, Job[]>()
  let length = 0
  const removed = (job: Job | undefined): Job | null => {
    if (job === undefined) return null
    length -= 1
    return job
  }
  return {
    get length() {
      return length
    },
    put: (job) => {
      const key = job.signed.signatures[0]?.key ?? ''
      const jobs = keys.get(key) ?? []
      keys.set(key, jobs)
      jobs.push(job)
      length += 1
    },
    take: () => {
      const [first] = keys
      if (first === undefined) return null
      const [key, jobs] = first
      keys.delete(key)
      const job = jobs.shift()
      if (jobs.length > 0) keys.set(key, jobs)
      return removed(job)
    },
    dropLast: () => {
      let most: Job[] = []
      for (const jobs of keys.values()) if (jobs.length > most.length) most = jobs
      return removed(most.pop())
    },
  }
}

/** Signatures that are put to the verifier at once: enough for its threads, few enough for turns to be short. */
const BATCH = 16

function takeBatch(take: () => Job | null): readonly Job[] {
  const batch: Job[] = []
  for (let signatures = 0; signatures < BATCH;) {
    const job = take()
    if (job === null) break
    batch.push(job)
    signatures += job.signed.signatures.length
  }
  return batch
}

/** Never rejects. */
async function decide(verifier: Verifier, batch: readonly Job[]): Promise<void> {
  const checks = batch.map(({ signed }) => signatureChecks(signed))
  try {
    const verdicts = await verifier.verify(checks.flat())
    if (verdicts.length !== checks.flat().length)
      throw new Error(`${verifier.name} gave another number of verdicts`)
    let at = 0
    for (const [i, { done }] of batch.entries()) {
      const own = verdicts.slice(at, (at += checks[i]?.length ?? 0))
      // Nothing but `true` is a yes.
      done(own.every((verdict: unknown) => verdict === true) ? 'valid' : 'forged')
    }
  } catch (thrown) {
    for (const { failed } of batch) failed(thrown)
  }
}
