/** Opening a ledger in a directory for submissions: its store, its rules, the ids of its events, and its publisher. */
import { entryLink, openLedger } from '@accord-ledger/core'
import type { Admission, Clock, OpenError, Signer, Store, Verifier } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { FileSystem } from '../file/file-system.ts'
import { openFileStore } from '../file/open.ts'
import type { AskWitness } from '../publication/ask-witnesses.ts'
import { knownSizeOf } from '../publication/ledger-files.ts'
import { trackLog } from '../publication/log-track.ts'
import { openPublisher } from '../publication/publisher.ts'
import type { PublishError } from '../publication/publish-error.ts'
import { eventId, eventIds } from './event-ids.ts'
import type { OpenLedger } from './live-ledger.ts'

export interface OpenLedgerOptions {
  readonly directory: string
  /** The operator's key in force; during the overlap of a rotation the one before it, too. */
  readonly signers: readonly Signer[]
  readonly ask: AskWitness
  readonly verifier: Verifier
  readonly clock: Clock
  readonly admit?: Admission
  /** Sign nothing before a witness of the policy has confirmed what was signed last. */
  readonly requireWitness?: boolean
  /** For tests: another file system than that of the machine. */
  readonly fileSystem?: FileSystem
}

/** Opens the ledger, by replaying it. Left: why it does not open; nothing of it is open then. Rejects with a StoreFailure. */
export async function openForSubmissions(
  options: OpenLedgerOptions,
): Promise<E.Either<OpenError | PublishError, OpenLedger>> {
  const { directory, clock, verifier, admit, fileSystem } = options
  const onDisk = fileSystem === undefined ? {} : { fileSystem }
  const knownSize = await knownSizeOf(directory, onDisk)()
  if (E.isLeft(knownSize)) return knownSize
  const store: Store = await openFileStore(directory, {
    link: entryLink,
    mode: 'write',
    knownSize: knownSize.right,
    ...onDisk,
  })
  try {
    const log = trackLog()
    const ids = eventIds((await store.head()).size)
    const ledger = await openLedger({
      store,
      verifier,
      clock,
      ...(admit === undefined ? {} : { admit }),
      onEntry: (entry) => {
        log.onEntry(entry)
        ids.add(eventId(entry.event), entry.index)
      },
    })()
    if (E.isLeft(ledger)) {
      await store[Symbol.asyncDispose]()
      return ledger
    }
    const publisher = await openPublisher({ ...options, log })()
    if (E.isLeft(publisher)) {
      await store[Symbol.asyncDispose]()
      return publisher
    }
    const close = async (): Promise<void> => {
      // The publisher's work reads the entries: it ends first.
      await publisher.right[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
    }
    return E.right({
      store,
      ledger: ledger.right,
      log,
      ids,
      publisher: publisher.right,
      [Symbol.asyncDispose]: close,
    })
  } catch (thrown) {
    await store[Symbol.asyncDispose]()
    throw thrown
  }
}
