/** State that a verifier saved in `state/`: derived from the entries, and trusted by whoever goes on from it. */
import { join } from 'node:path'
import { describe, encodeHex, formatStateFile, parseStateFile, rootOf } from '@accord-ledger/core'
import type { LedgerState } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { FileSystem } from '../file/file-system.ts'
import { withFile } from '../file/file-system.ts'
import type { Layout } from '../file/layout.ts'
import { nativeHasher } from '../native/hasher.ts'
import { readStateFile } from '../publication/state-file.ts'
import type { ReadLog } from './check-checkpoints.ts'
import type { FindingList } from './finding.ts'

/** How every state file begins. */
const MAGIC = 'accord-ledger state '

/** What a state file claims: so many entries, with this root. */
export interface SavedClaim {
  readonly file: string
  readonly size: number
  /** 64 hex. */
  readonly root: string
}

/** Reads the state files among `names` of `state/`. What is none is a finding; none is kept in memory. */
export async function savedClaims(
  fs: FileSystem,
  layout: Layout,
  names: readonly string[],
  { add }: FindingList,
): Promise<readonly SavedClaim[]> {
  const claims: SavedClaim[] = []
  for (const name of names) {
    const file = `state/${name}`
    if (!(await beginsAsState(fs, join(layout.state, name)))) {
      const message = "this file is none of the ledger's, and was not read"
      add({ condition: 'note', kind: 'foreign-file', file, message })
      continue
    }
    const state = await readState(fs, layout, name)
    if (E.isLeft(state)) {
      const message = `it is no saved state any more, and is not used: ${state.left}`
      add({ condition: 'stale', kind: 'saved-state', file, message })
    } else claims.push({ file, size: state.right.size, root: encodeHex(rootOf(state.right.tree)) })
  }
  return claims
}

/** Compares what state files claim with the entries that were read. */
export async function checkSavedStates(
  claims: readonly SavedClaim[],
  { verification, lines, storeError, waypoints }: ReadLog,
  { fs, layout }: { readonly fs: FileSystem; readonly layout: Layout },
  { add }: FindingList,
): Promise<void> {
  for (const { file, size, root } of claims) {
    const there = waypoints.rootAt(size)
    if (there === null) {
      if (storeError !== null) continue
      const message = `it is of ${size} entries that were verified, and ${lines} are here: this copy is old, or was cut`
      add({ condition: 'missing', kind: 'rolled-back', file, index: lines, message })
      continue
    }
    const found = encodeHex(there)
    if (found !== root) {
      const message = `it has the root ${root} at size ${size}, and these entries have ${found}: one of the two was changed`
      add({ condition: 'damaged', kind: 'rewritten', file, expected: root, found, message })
      continue
    }
    // At the end of the log all of it can be compared.
    if (size !== verification.size) continue
    const state = await readState(fs, layout, file.slice('state/'.length))
    if (E.isRight(state) && isSame(state.right, verification.state)) continue
    const message = 'it says another thing than the entries come to: remove it'
    add({ condition: 'damaged', kind: 'saved-state', file, message })
  }
}

async function beginsAsState(fs: FileSystem, path: string): Promise<boolean> {
  const start = new Uint8Array(MAGIC.length)
  try {
    await withFile(fs.open(path, 'read'), (file) => file.read(start, 0))
  } catch {
    return false
  }
  return Buffer.from(start).toString('latin1') === MAGIC
}

async function readState(
  fs: FileSystem,
  layout: Layout,
  name: string,
): Promise<E.Either<string, LedgerState>> {
  const bytes = await readStateFile(join(layout.state, name), { fileSystem: fs })()
  if (E.isLeft(bytes)) return E.left(bytes.left.message)
  const state = parseStateFile(bytes.right ?? new Uint8Array(0), { hasher: nativeHasher() })
  return E.isLeft(state) ? E.left(describe(state.left)) : state
}

function isSame(saved: LedgerState, found: LedgerState): boolean {
  const hasher = nativeHasher()
  return Buffer.compare(formatStateFile(saved, hasher), formatStateFile(found, hasher)) === 0
}
