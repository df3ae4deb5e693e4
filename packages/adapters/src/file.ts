/**
 * A store in a directory: the embedded default. docs/design/store.md has the laws and the layout,
 * file/LIFE-OF-AN-ENTRY.md follows one entry through it.
 *
 * @module
 */
export type { FileStore } from './file/file-store.ts'
export type { FileStat, FileSystem, OpenFile, OpenHow } from './file/file-system.ts'
export { nodeFileSystem } from './file/node-file-system.ts'
export { openFileStore } from './file/open.ts'
export type { FileStoreOptions } from './file/open.ts'
export type { OpenReport, TornTail } from './file/open-report.ts'
export { readRawEntries } from './file/raw-entries.ts'
export type { RawEntries, RawReport } from './file/raw-entries.ts'
