/** Making a policy the ledger's own before its checkpoints are signed. */
import { openFileStore } from '@accord-ledger/adapters/file'
import { readPolicy, setPolicy } from '@accord-ledger/adapters/publication'
import {
  decodeEntry,
  entryLink,
  liftStore,
  MAX_POLICY_BYTES,
  sha256,
  encodeHex,
} from '@accord-ledger/core'
import type { Origin, Signer } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from './context.ts'
import { explainStore } from './explain.ts'
import { explainPolicy } from './explain-publish.ts'
import type { Task } from './failure.ts'
import { failure } from './failure.ts'
import { readInput } from './io/files.ts'

/** Makes the policy in `file` that of the ledger in `dir`, unless it is already. It must name this log and the key of a signer. */
export function takePolicy(
  context: Context,
  dir: string,
  file: string,
  signers: readonly Signer[],
): Task<void> {
  return async () => {
    const bytes = await readInput(context, file, MAX_POLICY_BYTES + 1)()
    if (E.isLeft(bytes)) return bytes
    const before = await readPolicy(dir)()
    if (E.isRight(before) && before.right?.hash === encodeHex(sha256(bytes.right)))
      return E.right(undefined)
    const origin = await originOf(dir)()
    if (E.isLeft(origin)) return origin
    const subject = { origin: origin.right, keys: signers.map(({ key }) => key) }
    const set = await setPolicy(dir, bytes.right, subject)()
    return E.isLeft(set) ? E.left(explainPolicy(set.left, dir)) : E.right(undefined)
  }
}

/** The origin that entry 0 names. */
function originOf(dir: string): Task<Origin> {
  return async () => {
    const first = await liftStore(async () => {
      const store = await openFileStore(dir, { link: entryLink, mode: 'read' })
      try {
        for await (const { bytes } of store.read(0, 1)) return decodeEntry(bytes, 0)
        return null
      } finally {
        await store[Symbol.asyncDispose]()
      }
    })()
    if (E.isLeft(first)) return E.left(explainStore(first.left, dir))
    if (first.right !== null && E.isRight(first.right))
      return E.right(first.right.right.entry.event.log)
    return E.left(
      failure(
        'unknown',
        `the ledger at ${dir} has no entry that names it`,
        'found it with: accord-ledger init --help',
        { exit: 2 },
      ),
    )
  }
}
