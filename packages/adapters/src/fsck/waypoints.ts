/** What a log is at some of its sizes, found out while it is read once: in the memory of its tree's right edge, not of its entries. */
import { appendLeafBy, decodeHex, EMPTY_TREE, NO_HASH, rootOf } from '@accord-ledger/core'
import type { PublicKey, VerifiedEntry } from '@accord-ledger/core'
import { nativeHasher } from '../native/hasher.ts'

/** A log that is read from its first line on. Lines may be taken ahead of the entries that they are. */
export interface Waypoints {
  /** Takes the hash of the next line, 64 hex: also of one that is no entry. */
  readonly takeLine: (hash: string) => void
  /** Takes the next entry that was verified. */
  readonly takeEntry: (entry: Pick<VerifiedEntry, 'index' | 'event'>) => void
  /** The root of as many lines as one of the sizes says, 32 bytes; null where there are fewer. */
  readonly rootAt: (size: number) => Uint8Array | null
  /** The hash of the last of as many lines, 64 hex, zeros for none; null where there are fewer. */
  readonly hashAt: (size: number) => string | null
  /** The operator's key in force after as many entries, as far as they were verified; null where there is none. */
  readonly operatorAt: (size: number) => PublicKey | null
  /** Every operator's key that was in force, in the order of the log. */
  readonly operators: () => readonly PublicKey[]
}

/** Looks at a log where it has as many entries as `sizes` say. */
export function waypointsAt(sizes: readonly number[]): Waypoints {
  const last = Math.max(0, ...sizes)
  const passed = new Map<number, { readonly root: Uint8Array; readonly hash: string }>()
  const terms: { readonly key: PublicKey; readonly from: number }[] = []
  const hasher = nativeHasher()
  let tree = EMPTY_TREE
  const note = (hash: string): void => {
    if (sizes.includes(tree.size)) passed.set(tree.size, { root: rootOf(tree), hash })
  }
  note(NO_HASH)
  return {
    takeLine: (hash) => {
      if (tree.size >= last) return
      const leaf = decodeHex(hash)
      if (leaf === null) throw new Error('an entry hash is hex')
      tree = appendLeafBy(hasher, tree, leaf)
      note(hash)
    },
    takeEntry: ({ index, event }) => {
      if (event.type !== 'authority' || terms.at(-1)?.key === event.operator) return
      terms.push({ key: event.operator, from: index })
    },
    rootAt: (size) => passed.get(size)?.root ?? null,
    hashAt: (size) => passed.get(size)?.hash ?? null,
    operatorAt: (size) => terms.findLast(({ from }) => from < size)?.key ?? null,
    operators: () => [...new Set(terms.map(({ key }) => key))],
  }
}
