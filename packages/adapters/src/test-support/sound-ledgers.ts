/** Ledgers on disk that every rule holds for, for tests that spoil them. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  appendLeaf,
  authorEvent,
  authorFounding,
  decodeHex,
  EMPTY_TREE,
  entryLink,
  openLedger,
  rootOf,
  signCheckpoint,
} from '@accord-ledger/core'
import { openFileStore } from '../file/open.ts'
import { rebuildTiles } from '../tiles/check-tiles.ts'
import { NOW, operator, ORIGIN, right, signer } from './checkpoints.ts'
import { verifier } from './publishing.ts'

/** Entries of a segment of these ledgers. */
export const SEGMENT_ENTRIES = 4

/** Appends to the ledger at `directory`, or founds it, until it has `size` entries. An accord is restated over and over. */
export async function growSound(
  directory: string,
  size: number,
  segmentEntries: number = SEGMENT_ENTRIES,
): Promise<void> {
  await using store = await openFileStore(directory, {
    link: entryLink,
    mode: 'write',
    create: true,
    segmentEntries,
  })
  const ledger = right(await openLedger({ store, verifier, clock: () => NOW })())
  while (ledger.view().size < size) {
    const n = ledger.view().size
    const author =
      n === 0
        ? authorFounding({ log: ORIGIN, operator: operator.key, registrars: [signer(2).key] }, [
            operator,
            signer(2),
          ])
        : authorEvent(
            {
              type: 'accord',
              accord: 'pact',
              title: 'The Pact',
              text: 'a'.repeat(64),
              uri: `https://accords.example/${n}`,
              open: true,
              effective: '2026-01-01',
            },
            [signer(2)],
          )
    right(await ledger.appendEach([author])())
  }
}

/** The checkpoint of the first `size` entries of the ledger at `directory`, signed by its operator. */
export async function checkpointAt(
  directory: string,
  size: number,
  segmentEntries: number = SEGMENT_ENTRIES,
): Promise<Uint8Array> {
  await using store = await openFileStore(directory, {
    link: entryLink,
    mode: 'read',
    segmentEntries,
  })
  let tree = EMPTY_TREE
  for await (const { hash } of store.read(0, size))
    tree = appendLeaf(tree, decodeHex(hash) ?? new Uint8Array(0))
  return await signCheckpoint(ORIGIN, { size, root: rootOf(tree) }, [operator])
}

/** Publishes the checkpoint of the first `size` entries, and their tiles. */
export async function publishAt(directory: string, size: number): Promise<Uint8Array> {
  const bytes = await checkpointAt(directory, size)
  await writeFile(join(directory, 'public', 'checkpoint'), bytes)
  right(await rebuildTiles(directory)())
  return bytes
}
