/**
 * The tiles of a ledger in a directory: the files by which any static web server serves its log to whoever reads
 * c2sp.org/tlog-tiles. docs/spec/proofs.md §11 says what they are.
 *
 * @module
 */
export { checkTiles, rebuildTiles } from './tiles/check-tiles.ts'
export type { Rebuilt, TilePaths, TileReport } from './tiles/check-tiles.ts'
export { folderTiles } from './tiles/folder-tiles.ts'
export type { TileFolder } from './tiles/folder-tiles.ts'
