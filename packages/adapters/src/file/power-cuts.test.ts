/** A power cut in the middle of whatever a writer does: every state that it can leave is looked at, or of very many a sample. */
import type { Head, Link } from '@accord-ledger/core'
import { asStoreError, NO_HASH } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { entriesAfter, entryHash, testLink, wholeLog } from '../test-support/ledger-under-test.ts'
import { journal } from '../test-support/journal.ts'
import type { Journal } from '../test-support/journal.ts'
import { powerCuts, restored } from '../test-support/power-cuts.ts'
import type { PowerCut, Reach } from '../test-support/power-cuts.ts'
import { openToWrite } from '../test-support/small-logs.ts'
import type { FileStore } from './file-store.ts'
import type { FileSystem } from './file-system.ts'

const LONG = process.env['ACCORD_LEDGER_LONG'] === '1'
const REACH: Reach = LONG
  ? { exhaustive: 60_000, sampled: 20_000, seed: 7 }
  : { exhaustive: 600, sampled: 200, seed: 7 }
const TIME = { timeout: LONG ? 1_800_000 : 120_000 }

const DIRECTORY = '/ledger'
const SEGMENT = `${DIRECTORY}/public/entries/000000000000.jsonl`
const EMPTY_HEAD: Head = { size: 0, hash: NO_HASH }

/** Entries of many lengths, most of them longer than a sector, some much longer; segments hold four. */
const entries = entriesAfter(
  EMPTY_HEAD,
  [300, 700, 90, 1_700, 500, 20, 600, 450, 100, 800].map((length, i) =>
    Buffer.alloc(length, String(i)),
  ),
)

/** Refuses zeros in an entry, as the ledger's own link does (docs/design/store.md §1.2). */
const link: Link = (bytes) => (bytes.includes(0) ? null : testLink(bytes))

const open = (fileSystem: FileSystem): Promise<FileStore> =>
  openToWrite(DIRECTORY, { fileSystem, link })

function headAt(size: number): Head {
  const last = entries[size - 1]
  return last === undefined ? EMPTY_HEAD : { size, hash: entryHash(last) }
}

/** Opens the ledger, appends the entries up to index `to` in one call, promises them, and closes it. */
async function append(written: Journal<number>, to: number): Promise<void> {
  const store = await open(written.fileSystem)
  const { size } = await store.head()
  if (to > size) await store.append(headAt(size), entries.slice(size, to))
  written.promise(to)
  await store[Symbol.asyncDispose]()
}

/** The journal of a ledger of `size` entries, all of it on the disk. */
async function standing(size: number): Promise<Journal<number>> {
  const written = journal(0)
  if (size > 0) await append(written, size)
  written.settled()
  return written
}

/**
 * Looks at what a cut left. It opens, with every promised entry in it, and what it then shows and appends is on the disk. False:
 * it is taken for damage behind all that was promised, and nothing was touched.
 */
async function opens({ tree, promise }: PowerCut<number>): Promise<boolean> {
  const disk = await restored(tree)
  const store = await open(disk.boot()).catch(asStoreError)
  if (store === null) throw new Error('no store error')
  if ('code' in store) {
    expect(store.code).toBe('damaged')
    expect(store.at).toBeGreaterThanOrEqual(promise)
    return false
  }
  const found = await wholeLog(store)
  expect(found.length).toBeGreaterThanOrEqual(promise)
  found.forEach(({ bytes }, i) => expect(Buffer.compare(bytes, entries[i] ?? bytes)).toBe(0))
  const next = entries.slice(found.length, found.length + 1)
  if (next.length > 0) await store.append(headAt(found.length), next)
  // The power goes again, and takes all that was not synced.
  disk.cutPower(() => 0)
  const after = await open(disk.boot())
  expect(await wholeLog(after)).toHaveLength(found.length + next.length)
  await after[Symbol.asyncDispose]()
  return true
}

async function count(
  written: Journal<number>,
  look: (cut: PowerCut<number>) => Promise<boolean> = opens,
): Promise<{ opened: number; damaged: readonly PowerCut<number>[] }> {
  const damaged: PowerCut<number>[] = []
  let opened = 0
  for (const cut of powerCuts(written, REACH)) {
    const isOpen = await look(cut).catch((error: unknown) => {
      throw new Error(`a cut after step ${cut.after} of ${written.steps.length}`, { cause: error })
    })
    if (isOpen) opened += 1
    else damaged.push(cut)
  }
  return { opened, damaged }
}

/** Whether the last segment has a sector that never reached the disk, and a whole line of the append behind the line that it is in. */
function hasHoleBeforeLines({ tree }: PowerCut<number>): boolean {
  const segments = [...tree].filter(([path]) => path.endsWith('.jsonl'))
  const bytes = Buffer.from(segments.at(-1)?.[1] ?? [])
  const hole = bytes.indexOf(0)
  const end = hole === -1 ? -1 : bytes.indexOf('\n', hole)
  return end !== -1 && bytes.includes('\n', end + 1)
}

describe('every state that a power cut leaves', () => {
  it('of a ledger that is being made opens', TIME, async () => {
    const written = journal(0)
    await append(written, 1)
    const { opened, damaged } = await count(written)
    expect(damaged).toEqual([])
    expect(opened).toBeGreaterThan(15)
  })

  for (const size of [1, 2, 3, 4, 5, 6, 7, 8, 9])
    it(
      `of a ledger of ${size} that is appended to opens, with all that was promised`,
      TIME,
      async () => {
        const written = await standing(size)
        await append(written, size + 1)
        const { opened, damaged } = await count(written)
        expect(damaged).toEqual([])
        expect(opened).toBeGreaterThan(2)
      },
    )

  for (const [from, to] of [
    [2, 6],
    [3, 10],
    [0, 9],
  ] as const)
    it(
      `in a batch from ${from} to ${to}, over the end of a segment, opens, or has a hole before whole lines`,
      TIME,
      async () => {
        const written = await standing(from)
        await append(written, to)
        const { opened, damaged } = await count(written)
        expect(opened).toBeGreaterThan(30)
        expect(damaged.filter((cut) => !hasHoleBeforeLines(cut))).toEqual([])
      },
    )

  for (const size of [3, 4, 6])
    it(
      `of a ledger of ${size} that no writer closed opens, while its last segment is written anew`,
      TIME,
      async () => {
        const written = await standing(size)
        await written.fileSystem.remove(`${DIRECTORY}/state/durable`)
        written.settled()
        await append(written, size + 1)
        const { opened, damaged } = await count(written)
        expect(damaged).toEqual([])
        expect(opened).toBeGreaterThan(10)
      },
    )

  it('in the repair of a torn tail opens, and the torn bytes are kept', TIME, async () => {
    const written = await standing(2)
    const torn = (entries[2] ?? new Uint8Array(0)).subarray(0, 70)
    const segment = await written.fileSystem.open(SEGMENT, 'append')
    await segment.write(torn)
    written.settled()
    await append(written, 3)
    const { opened, damaged } = await count(written, async (cut) => {
      const isOpen = await opens(cut)
      const before = [...cut.tree].filter(([path]) => path.startsWith(`${DIRECTORY}/torn/`))
      const kept = before.some(([, bytes]) => bytes !== null && Buffer.compare(bytes, torn) === 0)
      const stands = Buffer.from(cut.tree.get(SEGMENT) ?? []).includes(Buffer.from(torn))
      expect(kept || stands).toBe(true)
      return isOpen
    })
    expect(damaged).toEqual([])
    expect(opened).toBeGreaterThan(8)
  })
})
