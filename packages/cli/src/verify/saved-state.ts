/** Saved state: from where a verification goes on, if it is still of this log. */
import { nativeHasher } from '@accord-ledger/adapters/native'
import { readStateFile, writeStateFile } from '@accord-ledger/adapters/publication'
import {
  appendLeavesBy,
  decodeEntry,
  describe,
  EMPTY_TREE,
  encodeHex,
  formatStateFile,
  parseStateFile,
  rootOf,
} from '@accord-ledger/core'
import type { LedgerState, PublicKey } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { countOf } from '../io/words.ts'
import type { Blocks, LogReading } from '../io/read-log.ts'
import { weighed } from './finding.ts'
import type { Weighed } from './finding.ts'
import type { Waypoint } from '../waypoint.ts'

/** What a state file says. `ours`: it may be replaced. */
export interface Saved {
  readonly file: string
  readonly state: LedgerState | null
  readonly ours: boolean
  /** Why it is not used. */
  readonly refused: string | null
}

/** Reads a state file. What is wrong with it is no failure: everything is verified then. */
export async function loadState(file: string): Promise<Saved> {
  const bytes = await readStateFile(file)()
  if (E.isLeft(bytes)) return { file, state: null, ours: false, refused: bytes.left.message }
  if (bytes.right === null) return { file, state: null, ours: true, refused: null }
  const state = parseStateFile(bytes.right, { hasher: nativeHasher() })
  if (E.isRight(state)) return { file, state: state.right, ours: true, refused: null }
  // A file of another kind is somebody's: it is not written over.
  const ours = Buffer.from(bytes.right.subarray(0, MAGIC.length)).toString('latin1') === MAGIC
  return { file, state: null, ours, refused: describe(state.left) }
}

/** How every state file begins, of whatever version. */
const MAGIC = 'accord-ledger state '

/** The entries that a saved state covers, hashed and not verified again. */
export type Skimmed =
  | { readonly fits: true; readonly rest: Blocks }
  | {
      readonly fits: false
      /** The root at the size of the state, 64 hex; null where the log is shorter. */
      readonly root: string | null
      /** How many entries were hashed: as many as the state covers, or all. */
      readonly size: number
    }

/**
 * Hashes as many entries as `state` covers, every byte of them, and compares their root with the one that was verified. Where it is
 * the same, these are the entries that were verified.
 */
export async function skim(
  blocks: Blocks,
  state: LedgerState,
  waypoint: Waypoint,
): Promise<Skimmed> {
  const source = blocks[Symbol.asyncIterator]()
  const hasher = nativeHasher()
  let tree = EMPTY_TREE
  for (let step = await source.next(); step.done !== true; step = await source.next()) {
    const need = state.size - tree.size
    const leaves: Uint8Array[] = []
    for (const bytes of step.value.slice(0, need)) {
      const leaf = hasher.leafHash(bytes)
      waypoint.takeLeaf(leaf, operatorIn(bytes, tree.size + leaves.length))
      leaves.push(leaf)
    }
    tree = appendLeavesBy(hasher, tree, leaves)
    if (tree.size < state.size) continue
    const root = encodeHex(rootOf(tree))
    if (root !== encodeHex(rootOf(state.tree))) {
      await source.return?.()
      return { fits: false, root, size: tree.size }
    }
    return { fits: true, rest: following(step.value.slice(need), source) }
  }
  return { fits: false, root: null, size: tree.size }
}

async function* following(
  block: readonly Uint8Array[],
  source: AsyncIterator<readonly Uint8Array[]>,
): AsyncGenerator<readonly Uint8Array[]> {
  try {
    if (block.length > 0) yield block
    for (let step = await source.next(); step.done !== true; step = await source.next()) {
      yield step.value
    }
  } finally {
    await source.return?.() // verification ends at the first bad entry
  }
}

/** The operator's key that an entry brings. Only these entries are decoded. */
function operatorIn(bytes: Uint8Array, index: number): PublicKey | null {
  if (!Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(AUTHORITY)) return null
  const decoded = decodeEntry(bytes, index)
  if (E.isLeft(decoded)) return null
  const { event } = decoded.right.entry
  return event.type === 'authority' ? event.operator : null
}

// In canonical JSON a quotation mark inside a text is written with a backslash before it.
const AUTHORITY = '"type":"authority"'

/** What it means that `state` did not fit a log that was then verified in full. */
export function misfit(
  { file, state }: Saved,
  { verification: { origin, size, head, findings }, storeError }: LogReading,
  skimmed: Skimmed | null,
): Weighed | null {
  if (state === null || skimmed === null || skimmed.fits) return null
  if (origin === null) return null // told already
  if (origin !== state.log) {
    return weighed('information', {
      kind: 'state-of-another-log',
      message: `${file} is of ${state.log ?? ''}, and was left as it is: everything was verified`,
    })
  }
  const isBroken = findings.some(({ _tag }) => _tag === 'Violation')
  if (isBroken || storeError !== null) {
    return weighed('information', {
      kind: 'state-not-resumed',
      message: `the entries are not the ${state.size} that were verified before: everything was verified`,
    })
  }
  const before = `${countOf(state.size, 'entry', 'entries')} of this log were verified before`
  if (skimmed.root === null) {
    return weighed('unsound', {
      kind: 'rolled-back',
      index: skimmed.size,
      expected: `${state.size}`,
      found: `${skimmed.size}`,
      // An entry that is not understood is none of those that were verified.
      message: `${before}, and ${skimmed.size} are here${skimmed.size === size ? whatIsLeft(state.hashes.get(size - 1), head) : OTHER}`,
    })
  }
  const expected = encodeHex(rootOf(state.tree))
  const found = skimmed.root
  return weighed('unsound', {
    kind: 'rewritten',
    expected,
    found,
    message: `${before}, with the root ${expected}, and the same number have now ${found}: the history is another one`,
  })
}

/** What it means that a log ends with `head`, where the state has the hash `there`, or looks no further back. */
function whatIsLeft(there: string | undefined, head: string): string {
  if (there === undefined)
    return ': this copy is old, was cut, or is of another history, which the state cannot tell so far back'
  return there === head ? ': this copy is old, or was cut' : OTHER
}

const OTHER = ', which do not lead to them: this copy is cut and of another history'

/** Saves the state of a sound log. Left out where what lies there is to be kept, which is told. */
export async function saveState(saved: Saved, state: LedgerState): Promise<SavedNow> {
  const { file } = saved
  if (saved.state !== null && saved.state.log !== state.log) {
    return { saved: false, finding: null } // told as a misfit
  }
  if (!saved.ours) {
    const message = `${file} was left as it is: it is no saved state of this user`
    return { saved: false, finding: weighed('information', { kind: 'state-not-saved', message }) }
  }
  const written = await writeStateFile(file, formatStateFile(state, nativeHasher()))()
  if (E.isRight(written)) return { saved: true, finding: null }
  const message = `the state was not saved: ${written.left.message}`
  return { saved: false, finding: weighed('information', { kind: 'state-not-saved', message }) }
}

/** What came of saving. */
export interface SavedNow {
  readonly saved: boolean
  readonly finding: Weighed | null
}
