/** From a store to the state: what an open ledger reads, and how a store's failures come in. */
import * as E from 'fp-ts/lib/Either.js'
import type { Failure } from '../replay/failure.ts'
import type { Opened } from './ledger.ts'
import { replay } from '../replay/replay.ts'
import type { VerifiedEntry } from '../replay/replay.ts'
import { liftStore } from './store.ts'
import type { CallOptions, Head, Store, StoreError } from './store.ts'

const READ_BLOCK = 1024

/**
 * Replays what the store holds beyond the state. The state moves with every part that is verified: it has
 * changed its tables, so where the store fails later the state must stand behind it.
 */
export async function catchUp(
  ledger: Opened,
  signal?: AbortSignal,
): Promise<E.Either<Failure | StoreError, Head>> {
  const { store, verifier } = ledger
  const read = await liftStore(async () => {
    const options = signal === undefined ? {} : { signal }
    const head = await store.head(options)
    const blocks = blocksOf(store, ledger.state.size, head.size, options)
    const { failure } = await replay(ledger.state, blocks, {
      ...options,
      verifier,
      onState: (state) => (ledger.state = state),
      onEntry: (entry) => tell(ledger, [entry]),
    })
    return { failure, head }
  })()
  if (E.isLeft(read)) return read
  const { failure, head } = read.right
  return failure === null ? E.right(head) : E.left(failure)
}

/** Tells `onEntry` of entries that the state holds now. */
export function tell(ledger: Opened, entries: readonly VerifiedEntry[]): void {
  try {
    for (const entry of entries) ledger.onEntry?.(entry)
  } catch (thrown) {
    ledger.deaf = { thrown }
    throw thrown
  }
}

/** The entries of a store in blocks, for `replay` and `verifyLog`. */
export async function* blocksOf(
  store: Store,
  from: number,
  to: number,
  options: CallOptions = {},
): AsyncIterable<readonly Uint8Array[]> {
  let block: Uint8Array[] = []
  for await (const { bytes } of store.read(from, to, options)) {
    block.push(bytes)
    if (block.length === READ_BLOCK) {
      yield block
      block = []
    }
  }
  if (block.length > 0) yield block
}
