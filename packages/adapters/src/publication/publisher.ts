/**
 * A publisher: who alone signs the checkpoints of a ledger, for as long as it is open. It signs whenever that is asked for, also
 * while the witnesses of an earlier head are waited for, and publishes what a quorum has cosigned.
 */
import { liftStore, storeFailure } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { findFiles, lockPublisher } from './ledger-files.ts'
import type { StoredCheckpoint } from './ledger-files.ts'
import { publishNow } from './publish.ts'
import type { Publication } from './publish.ts'
import type { PublishError } from './publish-error.ts'
import { signNow } from './signing.ts'
import type { Desk, HeadSigned, PublisherOptions } from './signing.ts'

/** Holds `state/checkpoint.lock` until it is disposed of, which waits for what was begun. After that all is left with `closed`. */
export interface Publisher extends AsyncDisposable {
  /**
   * Signs the head of the log, by the operator alone; it lies durably in the directory when this is done. The checkpoint is of at
   * least the size that the log has at the call; of one that is published already it may bear cosignatures. Calls that wait share
   * one signature. Left: why nothing was signed.
   */
  sign(): TE.TaskEither<PublishError, StoredCheckpoint>
  /**
   * Signs the head of the log, gathers cosignatures, and publishes it once the quorum of the ledger's policy has cosigned. Heads
   * are signed meanwhile, and one that is newer stays waiting. Calls take their turns. Left: as `publishCheckpoint`.
   */
  publish(options?: {
    /** Publish also without the quorum that the policy asks for. The result says so. */
    readonly degraded?: boolean
  }): TE.TaskEither<PublishError, Publication>
}

export interface PublishOptions extends PublisherOptions {
  /** Publish also without the quorum that the policy asks for. The result says so. */
  readonly degraded?: boolean
}

/**
 * Opens the publisher of the ledger at `options.directory`. Before it signs a larger tree than the last signed one for the first
 * time, the witnesses are asked whether they know a larger one. After a rotation of the operator's key it is to be opened anew,
 * with the new signers. Left: `locked` where another one is open or a policy is being set, and what a store says.
 */
export function openPublisher(options: PublisherOptions): TE.TaskEither<PublishError, Publisher> {
  return liftStore(async () => {
    const files = await findFiles(options.directory, options)
    const lock = await lockPublisher(files)
    const unasked = { confirmed: false, cosigned: new Map<string, number>() }
    const desk: Desk = {
      options,
      files,
      requireHeld: () => lock.requireHeld(),
      synced: 0,
      durable: null,
      ...unasked,
    }
    return publisherAt(desk, () => lock.release())
  })
}

/**
 * Signs the head of the log, gathers cosignatures, and publishes it once the quorum of the ledger's policy has cosigned. It may be
 * asked at any time, any number of times. Left: why nothing was signed; of a StoreError, why it was not finished. Nothing is ever
 * replaced by a smaller tree or another one, and on the left nothing was published that lacks its quorum.
 */
export function publishCheckpoint(
  options: PublishOptions,
): TE.TaskEither<PublishError, Publication> {
  return async () => {
    const publisher = await openPublisher(options)()
    if (E.isLeft(publisher)) return publisher
    try {
      return await publisher.right.publish(options)()
    } finally {
      await publisher.right[Symbol.asyncDispose]()
    }
  }
}

function publisherAt(desk: Desk, release: () => Promise<void>): Publisher {
  const [writing, publishing] = [inTurn(), inTurn()]
  let closed: Promise<void> | null = null
  let next: Promise<E.Either<PublishError, HeadSigned>> | null = null

  function signing(): Promise<E.Either<PublishError, HeadSigned>> {
    next ??= writing(() => {
      // Whoever asks from here on may have seen an entry that this signature does not cover.
      next = null
      return signNow(desk)
    })
    return next
  }

  async function open<A>(
    work: () => Promise<E.Either<PublishError, A>>,
  ): Promise<E.Either<PublishError, A>> {
    const done = await liftStore(async () => {
      if (closed !== null) throw storeFailure('closed', 'the publisher was closed')
      return work()
    })()
    return E.isLeft(done) ? done : done.right
  }

  async function close(): Promise<void> {
    await publishing(async () => {})
    await writing(async () => {})
    await release()
  }

  return {
    sign: () => () => open(async () => E.map(({ stored }: HeadSigned) => stored)(await signing())),
    publish:
      ({ degraded = false } = {}) =>
      () =>
        open(() => publishing(() => publishNow(desk, degraded, writing))),
    [Symbol.asyncDispose]: () => (closed ??= close()),
  }
}

/** Works one after another, in the order in which they come. One that rejects keeps none from its turn. */
function inTurn(): <A>(work: () => Promise<A>) => Promise<A> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const done = last.then(work)
    last = done.catch(() => {})
    return done
  }
}
