/**
 * Removing partial tiles whose full tile is published. Until then they stay: whoever holds a checkpoint of their
 * size has nothing else to read (c2sp.org/tlog-tiles; spec: proofs §11.1).
 */
import { dirname, join } from 'node:path'
import { formatTilePath, TILE_WIDTH, tileRow } from '@accord-ledger/core'
import type { TileId } from '@accord-ledger/core'
import { attempt } from '../file/errno.ts'
import { withFile } from '../file/file-system.ts'
import type { LedgerFiles } from '../publication/ledger-files.ts'
import { hasDirectory, TILE_DRAFT } from './tile-files.ts'

/**
 * Removes partial tiles whose full tile the published log of `size` entries has, but for those in the place of a
 * partial tile of `previous`, the size published before: somebody may be reading by that one. Its caller holds the
 * publisher's lock, and the checkpoint of `size` is durable. It may be killed anywhere: what it leaves, the next one
 * removes. Rejects with a StoreFailure; nothing depends on what it left undone.
 */
export async function removeStaleTiles(
  files: LedgerFiles,
  size: number,
  previous: number,
): Promise<void> {
  for (let level = 0; TILE_WIDTH ** (level + 1) <= size; level++) {
    const row = { end: tileRow(size, level).full, spared: tileRow(previous, level).full }
    await removeFrom(files, { kind: 'hashes', level }, row)
    if (level === 0) await removeFrom(files, { kind: 'entries' }, row)
  }
}

type RowName = { readonly kind: 'hashes'; readonly level: number } | { readonly kind: 'entries' }

/** Looks where partial tiles of a row can be: in the directories from that of the previous end to that of the end. */
async function removeFrom(
  files: LedgerFiles,
  name: RowName,
  { end, spared }: { readonly end: number; readonly spared: number },
): Promise<void> {
  const from = Math.max(0, Math.min(spared, end) - 1)
  for (let group = from - (from % GROUP); group < end; group += GROUP) {
    const path = dirname(formatTilePath(fullTile(name, group)))
    if (!(await hasDirectory(files, path))) continue
    const absolute = join(files.layout.publicDirectory, path)
    const names = await attempt('read', `listing public/${path}`, files.fs.list(absolute))
    const stale = names.filter((each) => {
      const index = PARTIAL.test(each) ? group + Number(each.slice(0, 3)) : null
      return index !== null && index < end && index !== spared
    })
    for (const each of stale)
      await attempt(
        'prepare',
        `removing public/${path}/${each}`,
        removePartial(files, join(absolute, each)),
      )
    if (stale.length > 0)
      await attempt(
        'prepare',
        `syncing public/${path}`,
        withFile(files.fs.open(absolute, 'read'), (file) => file.sync()),
      )
  }
}

/** Removes the partial tiles in a directory, and it, where nothing else lies there. */
async function removePartial({ fs }: LedgerFiles, path: string): Promise<void> {
  if ((await fs.lstat(path))?.kind !== 'directory') return
  const names = await fs.list(path)
  for (const name of names)
    if (WIDTH.test(name) || name === TILE_DRAFT) await fs.remove(join(path, name))
  await fs.removeDirectory(path)
}

function fullTile(name: RowName, index: number): TileId {
  return { ...name, index, width: TILE_WIDTH }
}

/** Tiles whose paths lie in one directory. */
const GROUP = 1000
const PARTIAL = /^[0-9]{3}\.p$/
const WIDTH = /^[1-9][0-9]{0,2}$/
