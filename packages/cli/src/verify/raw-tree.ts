/** The tree of a log's entries as they lie there, whatever they say: for logs that are not understood to their end. */
import { nativeHasher } from '@accord-ledger/adapters/native'
import { appendEntriesBy, EMPTY_TREE, rootOf } from '@accord-ledger/core'
import type { Context } from '../context.ts'
import type { LogSource } from '../io/log-source.ts'
import { readLog } from '../io/read-log.ts'

/** The first entries of a log. */
export interface RawTree {
  /** How many were read: as many as were asked for, or all. */
  readonly size: number
  /** The root of as many as were asked for, 32 bytes; null where there are fewer. */
  readonly root: Uint8Array | null
}

/** The tree of the first `size` entries. Null where they cannot be read. Rejects for no fault of the log. */
export async function rawTree(
  context: Context,
  source: LogSource,
  size: number,
): Promise<RawTree | null> {
  const hasher = nativeHasher()
  let tree = EMPTY_TREE
  const { storeError } = await readLog(context, source, {
    begin: async (blocks) => {
      for await (const block of blocks) {
        tree = appendEntriesBy(hasher, tree, block.slice(0, size - tree.size))
        if (tree.size === size) break
      }
      return { blocks: (async function* () {})() }
    },
  })
  if (storeError !== null) return null
  return { size: tree.size, root: tree.size === size ? rootOf(tree) : null }
}
