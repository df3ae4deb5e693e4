/**
 * Property-based audits of a ledger: arbitraries and properties for fast-check, which is a peer. So far: tampering with a log,
 * and the conformance suite for stores (`storeLaws`, docs/guides/write-your-own-store.md).
 */
export { describeLaw, formatStoreReport } from './store-laws/describe-report.ts'
export {
  entriesAfter,
  entryHash,
  headAfter,
  testLink,
  textEntriesAfter,
} from './store-laws/entries.ts'
export { failingStore } from './store-laws/failing-store.ts'
export type { FailingStore } from './store-laws/failing-store.ts'
export type { Ground } from './store-laws/ground.ts'
export type { Need, OnGround, StoreLaw } from './store-laws/law.ts'
export { runLaws } from './store-laws/run-laws.ts'
export type { LawOptions, LawReport, StoreReport } from './store-laws/run-laws.ts'
export { storeLaws } from './store-laws/store-laws.ts'
export type {
  After,
  Damage,
  StoreBackend,
  StoreSubject,
  WriteFailure,
} from './store-laws/subject.ts'
export { aTamperingOf, tamper } from './tampering.ts'
export type { Tampering } from './tampering.ts'
