/** What a log is at one of its sizes, found out while it is read. */
import { nativeHasher } from '@accord-ledger/adapters/native'
import { appendLeafBy, decodeHex, EMPTY_TREE, rootOf } from '@accord-ledger/core'
import type { PublicKey, VerifiedEntry } from '@accord-ledger/core'

/** A log that is read, and looked at where it has so many entries. */
export interface Waypoint {
  /** Takes the next entry. */
  readonly take: (entry: Pick<VerifiedEntry, 'hash' | 'event'>) => void
  /** Takes the leaf hash of the next entry, and the operator's key where it names one. */
  readonly takeLeaf: (leaf: Uint8Array, operator: PublicKey | null) => void
  /** 32 bytes; null where the log did not come so far. */
  readonly root: () => Uint8Array | null
  /** The operator's key in force there. */
  readonly operator: () => PublicKey | null
}

/** Looks at the log where it has `size` entries; entries behind cost nothing. */
export function waypointAt(size: number): Waypoint {
  const hasher = nativeHasher()
  let tree = EMPTY_TREE
  let operator: PublicKey | null = null
  const takeLeaf: Waypoint['takeLeaf'] = (leaf, named) => {
    if (tree.size >= size) return
    tree = appendLeafBy(hasher, tree, leaf)
    operator = named ?? operator
  }
  return {
    take: ({ hash, event }) => {
      if (tree.size >= size) return
      const leaf = decodeHex(hash)
      if (leaf === null) throw new Error('an entry hash is hex')
      takeLeaf(leaf, event.type === 'authority' ? event.operator : null)
    },
    takeLeaf,
    root: () => (tree.size === size ? rootOf(tree) : null),
    operator: () => (tree.size === size ? operator : null),
  }
}
