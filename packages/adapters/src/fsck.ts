/**
 * Reading a ledger's files again, all of them, and telling what is torn, damaged, missing or stale.
 *
 * @module
 */
export { CONDITIONS } from './fsck/finding.ts'
export type { Condition, FsckFinding, FsckVerdict } from './fsck/finding.ts'
export { fsck } from './fsck/fsck.ts'
export type { FsckOptions, FsckReport } from './fsck/fsck.ts'
export { rebuildDerived } from './fsck/rebuild.ts'
export type { Rebuilt } from './fsck/rebuild.ts'
