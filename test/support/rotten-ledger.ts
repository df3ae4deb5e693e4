/** A small ledger on the disk whose segments rot, and all ways of looking at it held against the oracle of rot.ts. */
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFileStore } from '@accord-ledger/adapters/file'
import { fsck } from '@accord-ledger/adapters/fsck'
import type { FsckReport } from '@accord-ledger/adapters/fsck'
import { nativeVerifier } from '@accord-ledger/adapters/native'
import { rebuildTiles } from '@accord-ledger/adapters/tiles'
import { remembering } from '@accord-ledger/audit'
import {
  appendLeaf,
  asStoreError,
  decodeHex,
  EMPTY_TREE,
  entryLink,
  rootOf,
  signCheckpoint,
} from '@accord-ledger/core'
import type { Head, Origin, Stored } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { expect } from 'vitest'
import { grow, opened } from './large-ledger.ts'
import { expectedOf } from './rot.ts'
import type { Expected, Segments } from './rot.ts'
import { nthSigner } from './signers.ts'

/** Five entries: a segment of three, and one that may grow. */
export const SIZE: number = 5
const EACH = 3
const NAMES = ['000000000000.jsonl', '000000000003.jsonl']

const verifier = remembering(nativeVerifier())
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'accord-ledger-'))
const pathOf = (name: string): string => join(folder, 'public', 'entries', name)
const checkpoint = join(folder, 'public', 'checkpoint')
const tiles = join(folder, 'public', 'tile')
const kept = join(folder, 'tile')

let original: readonly Buffer[] = []
let entries: readonly Stored[] = []
let head: Head = { size: 0, hash: '' }
/** Signed checkpoints by their sizes. */
const signed = new Map<number, Uint8Array>()

/** Makes the ledger; its segments. */
export async function makeRotten(): Promise<readonly Buffer[]> {
  const options = { link: entryLink, segmentEntries: EACH }
  const store = await openFileStore(folder, { ...options, mode: 'write', create: true })
  await grow(await opened({ store, verifier }), SIZE, 1)
  entries = await all(store.read(0))
  head = await store.head()
  await store[Symbol.asyncDispose]()
  // What this machine remembers of the log is tried elsewhere: a copy has none of it.
  rmSync(join(folder, 'state', 'durable'), { force: true })
  original = NAMES.map((name) => readFileSync(pathOf(name)))
  let tree = EMPTY_TREE
  for (const { hash, index } of entries) {
    tree = appendLeaf(tree, decodeHex(hash) ?? new Uint8Array(0))
    const at = { size: index + 1, root: rootOf(tree) }
    signed.set(index + 1, await signCheckpoint('accords.example/1' as Origin, at, [nthSigner(0)]))
    writeFileSync(checkpoint, signed.get(index + 1) ?? '')
    const made = await rebuildTiles(folder)()
    if (E.isLeft(made)) throw new Error(made.left.message)
  }
  return original
}

/** Removes it. */
export const removeRotten = (): void => rmSync(folder, { recursive: true })

async function all(source: AsyncIterable<Stored>): Promise<readonly Stored[]> {
  const found: Stored[] = []
  for await (const stored of source) found.push(stored)
  return found
}

/** Puts segments in their place. */
function put(segments: Segments): void {
  for (const [i, bytes] of segments.entries()) {
    const path = pathOf(NAMES[i] ?? '')
    rmSync(path, { force: true })
    if (bytes === null) continue
    writeFileSync(path, bytes)
    if (i === 0) chmodSync(path, 0o440)
  }
}

/** How often each verdict came: a test that meets one of them only shows nothing. */
export type Tally = Record<Expected['verdict'] | 'otherHead', number>
export const tally = (): Tally => ({ same: 0, shorter: 0, torn: 0, damaged: 0, otherHead: 0 })

/** Looks at spoilt segments in all ways, with a checkpoint of `published` entries; 0: none. */
export async function look(
  spoilt: Segments,
  published: number,
  seen: Tally,
  what: string,
): Promise<void> {
  put(spoilt)
  rmSync(checkpoint, { force: true })
  if (published > 0) writeFileSync(checkpoint, signed.get(published) ?? '')
  // Tiles without a checkpoint would say that there was one.
  const [from, to] = published > 0 ? [kept, tiles] : [tiles, kept]
  if (existsSync(from)) renameSync(from, to)
  // Entry 0 is known by ledger.json.
  const expected = expectedOf(original, spoilt, EACH, Math.max(1, published))
  seen[expected.verdict] += 1
  const report = await fsck(folder, {
    verifier,
    segmentEntries: EACH,
    pause: 0,
    locks: async () => '',
  })
  const missed = checkFsck(report, expected, published)
  expect(missed === null ? null : { missed, expected, findings: report.findings }, what).toBeNull()
  await checkStore(expected, published, seen, what)
}

/** What `fsck` got wrong, or null. */
function checkFsck(report: FsckReport, expected: Expected, published: number): string | null {
  const { verdict, findings, size } = report
  const { index, segment, offset, timeOnly } = expected
  const isPlaced = (found: FsckReport['findings'][number] | undefined): boolean =>
    found?.index === index &&
    found.offset === offset &&
    found.file === `public/entries/${NAMES[segment] ?? ''}`
  switch (expected.verdict) {
    case 'same':
      return verdict === 'sound' && size === SIZE ? null : 'it is sound'
    case 'shorter':
      return verdict === 'sound' && size === index ? null : 'it is sound, and shorter'
    case 'torn':
      if (verdict !== 'torn' || size !== index) return 'it is torn'
      return isPlaced(findings.find(({ kind }) => kind === 'torn-tail')) ? null : 'torn elsewhere'
    case 'damaged': {
      if (timeOnly && verdict === 'sound' && index === SIZE - 1 && published < SIZE) return null
      // A byte of an event's type makes it one of a later version.
      if (isPlaced(findings.find(({ kind }) => kind === 'unrecognised')))
        return verdict === 'sound' ? 'it is damaged' : null
      if (verdict !== 'unsound') return 'it is damaged'
      const first = findings.find(
        (each) =>
          ['violation', 'damaged', 'broken-link', 'missing-entries'].includes(each.kind) &&
          each.index !== undefined,
      )
      if (timeOnly && first === undefined) return index === SIZE - 1 ? null : 'no entry is named'
      if (timeOnly && first?.index === index + 1) return null
      return isPlaced(first) ? null : 'it is another entry'
    }
  }
}

/** What the store says, opened for reading, and gives out. */
async function checkStore(
  { verdict, index, segment }: Expected,
  published: number,
  seen: Tally,
  what: string,
): Promise<void> {
  const options = { link: entryLink, segmentEntries: EACH, knownSize: published }
  const store = await openFileStore(folder, { ...options, mode: 'read' })
  const given: Stored[] = []
  let failed: ReturnType<typeof asStoreError> = null
  try {
    for await (const stored of store.read(0)) given.push(stored)
  } catch (thrown) {
    failed = asStoreError(thrown)
    if (failed === null) throw thrown
  }
  const { tornTail } = store.openReport
  const isOtherHead = failed === null && (await store.head()).hash !== head.hash
  await store[Symbol.asyncDispose]()
  const changed = given.findIndex(({ hash }, i) => hash !== entries[i]?.hash)
  if (verdict === 'damaged' && failed === null) {
    // The last entry changed behind its link: nothing follows that could tell, but the head is another.
    expect({ index, isOtherHead, changed }, what).toEqual({
      index: SIZE - 1,
      isOtherHead: true,
      changed: index,
    })
    seen.otherHead += 1
    return
  }
  expect(changed, what).toBe(-1)
  expect(tornTail?.index ?? null, what).toBe(verdict === 'torn' ? index : null)
  if (verdict === 'damaged') {
    expect(failed?.code, what).toBe('damaged')
    // Of two entries that do not fit, the store cannot know which one was changed; of a full segment it reads the end first.
    const ends = segment === 0 || index < EACH ? [EACH - 1, EACH] : []
    expect([index, index + 1, ...ends], what).toContain(failed?.at)
  } else {
    expect(failed, what).toBeNull()
    expect(given.length, what).toBe(verdict === 'same' ? SIZE : index)
  }
}
