/** A ledger opened for writing, by one command at a time. */
import { openFileStore } from '@accord-ledger/adapters/file'
import type { FileStore } from '@accord-ledger/adapters/file'
import { knownSizeOf } from '@accord-ledger/adapters/publication'
import { entryLink, liftStore, openLedger, quote } from '@accord-ledger/core'
import type { Ledger, VerifiedEntry } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import { explainOpen, explainStore } from '../explain.ts'
import type { CommandFailure, Task } from '../failure.ts'
import { failure } from '../failure.ts'
import { isUrl } from '../is-url.ts'
import { verifierOf } from './verifier.ts'

export interface WriteOptions {
  /** Make the ledger where there is none. */
  readonly create?: boolean
  /** Called with every entry: those that are there, then those that are appended. */
  readonly onEntry?: (entry: VerifiedEntry) => void
}

/** Opens the ledger in `dir`, has `use` write to it, and closes it, whatever comes of it. */
export function withLedger<A>(
  context: Context,
  dir: string,
  options: WriteOptions,
  use: (ledger: Ledger) => Promise<E.Either<CommandFailure, A>>,
): Task<A> {
  return async () => {
    if (isUrl(dir)) return E.left(writtenElsewhere(dir))
    const store = await openStore(dir, options)
    if (E.isLeft(store)) return store
    try {
      tellTornTail(context, store.right, dir)
      const ledger = await openLedger({
        store: store.right,
        verifier: await verifierOf(context),
        clock: context.clock,
        ...(options.onEntry === undefined ? {} : { onEntry: options.onEntry }),
      })()
      if (E.isLeft(ledger)) return E.left(explainOpen(ledger.left, dir))
      return await use(ledger.right)
    } finally {
      await store.right[Symbol.asyncDispose]()
    }
  }
}

/** As `withLedger`, of a ledger that has been founded. */
export function withFoundedLedger<A>(
  context: Context,
  dir: string,
  options: WriteOptions,
  use: (ledger: Ledger) => Promise<E.Either<CommandFailure, A>>,
): Task<A> {
  return withLedger(context, dir, options, (ledger) =>
    ledger.view().size > 0 ? use(ledger) : Promise.resolve(E.left(notFounded(dir))),
  )
}

/** What is logged at an address is logged by whoever runs it. */
function writtenElsewhere(url: string): CommandFailure {
  return failure(
    'usage',
    `${quote(url)} is an address, and nothing is logged there from here`,
    `write the event with --offline FILE, and send it with: accord-ledger submit ${url} FILE`,
    { exit: 64 },
  )
}

function notFounded(dir: string): CommandFailure {
  return failure(
    'unknown',
    `the ledger at ${dir} has no entry`,
    'found it with: accord-ledger init --help',
    { exit: 2 },
  )
}

async function openStore(
  dir: string,
  { create }: WriteOptions,
): Promise<E.Either<CommandFailure, FileStore>> {
  // What was signed is there, or nothing is appended: to an old copy an operator would log another history.
  const signed = await knownSizeOf(dir)()
  if (E.isLeft(signed) && signed.left.code !== 'unavailable') {
    return E.left(explainStore(signed.left, dir))
  }
  const knownSize = E.isRight(signed) ? signed.right : 0
  const options = { link: entryLink, mode: 'write', create: create ?? false, knownSize } as const
  const store = await liftStore(() => openFileStore(dir, options))()
  return E.isLeft(store) ? E.left(explainStore(store.left, dir)) : store
}

function tellTornTail({ stderr }: Context, { openReport }: FileStore, dir: string): void {
  const { tornTail } = openReport
  if (tornTail === null) return
  const copy = tornTail.copiedTo === null ? '' : `; a copy lies in ${dir}/${tornTail.copiedTo}`
  stderr.write(
    `note: ${tornTail.bytes} bytes of an interrupted append were cut off behind entry ${tornTail.index - 1}${copy}\n`,
  )
}
