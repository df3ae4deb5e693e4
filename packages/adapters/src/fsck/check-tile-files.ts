/** The tiles, byte for byte: those of what is published, and whatever else lies there. */
import * as E from 'fp-ts/lib/Either.js'
import { PUBLISHED } from '../publication/ledger-files.ts'
import type { LedgerFiles } from '../publication/ledger-files.ts'
import { checkTiles } from '../tiles/check-tiles.ts'
import type { TilePaths } from '../tiles/check-tiles.ts'
import { hasDirectory, TILE_DRAFT } from '../tiles/tile-files.ts'
import type { StoredCheckpoints, ReadLog } from './check-checkpoints.ts'
import type { Condition, FindingList } from './finding.ts'

/** Checks the tiles against the entries; how many of them are right. */
export async function checkTileFiles(
  directory: string,
  files: LedgerFiles,
  { published, none }: StoredCheckpoints,
  log: ReadLog,
  list: FindingList,
): Promise<number> {
  const { add } = list
  const size = published?.checkpoint.size ?? 0
  const isWhole = log.storeError === null && log.lines >= size
  const hasTiles = await hasDirectory(files, 'tile').catch(() => true)
  if (none && hasTiles) {
    const message =
      'there are tiles, which are published after it was signed: it was there, and is gone'
    add({ condition: 'missing', kind: 'no-checkpoint', file: PUBLISHED, message })
  }
  if (!isWhole || (size === 0 && !hasTiles)) return 0
  const report = await checkTiles(directory, size, { fileSystem: files.fs })()
  if (E.isLeft(report)) {
    const { code, message } = report.left
    const condition = code === 'damaged' || code === 'unsupported' ? 'damaged' : 'unknown'
    add({ condition, kind: 'tiles', file: 'public/tile', message })
    return 0
  }
  const { right, spare, missing, differing, foreign } = report.right
  tell(missing, 'missing', 'tile-missing', 'a tile of the published log, which can be made again')
  tell(
    differing,
    'damaged',
    'tile-differs',
    isSound(log)
      ? 'it has other bytes than the entries give'
      : 'it has other bytes than the entries give: one of the two was changed, and it may be the entries',
  )
  for (const path of foreign.first) {
    const file = `public/${path}`
    if (path.endsWith(TILE_DRAFT)) {
      const message = 'a draft: a tile that was interrupted, or is under way; it counts for nothing'
      add({ condition: 'note', kind: 'draft', file, message })
    } else {
      const message = 'it is no tile of this log'
      add({ condition: 'stale', kind: 'tile-foreign', file, message })
    }
  }
  return right + spare

  function tell(
    { first, count }: TilePaths,
    condition: Condition,
    kind: string,
    message: string,
  ): void {
    for (const path of first)
      add({ condition, kind, file: `public/${path}`, derived: true, message })
    if (count <= first.length) return
    const more = `${count - first.length} more of this kind were found`
    add({ condition, kind, file: 'public/tile', derived: true, message: more })
  }
}

function isSound({ verification }: ReadLog): boolean {
  return verification.verdict === 'sound'
}
