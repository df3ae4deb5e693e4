/**
 * Property-based audits of a ledger: arbitraries and properties for fast-check, which is a peer. Valid histories and all that they
 * are made of; the laws of logs, proofs, projections, notes and policies (`runLedgerLaws`); attacks on a log and auditing a real one (`auditLog`); and the
 * conformance suite for stores (`storeLaws`, docs/guides/write-your-own-store.md).
 */
export { aBent } from './fuzz/bend.ts'
export { PLAIN_CAST } from './arbitraries/cast.ts'
export type { Cast, CastAccord, CastParty } from './arbitraries/cast.ts'
export { aHistory, makeHistory } from './arbitraries/history.ts'
export type { History, HistoryOptions } from './arbitraries/history.ts'
export { asSigner, coreSigner, keyring, muteKeyring } from './arbitraries/keyring.ts'
export type { Keyring, SignerFactory, SigningKey } from './arbitraries/keyring.ts'
export { narrate } from './arbitraries/narration.ts'
export { aKeyName, aNote, aNoteText, anUnknownLine, nthWitnessKey } from './arbitraries/notes.ts'
export type { NoteCase } from './arbitraries/notes.ts'
export type { Told } from './arbitraries/past.ts'
export { aPolicy, isEnough } from './arbitraries/policies.ts'
export type { PolicyCase, QuorumModel } from './arbitraries/policies.ts'
export {
  aProof,
  aTree,
  operatorAt,
  policyOf,
  publishedOf,
  receiptOf,
} from './arbitraries/proofs.ts'
export type { Proof, Tree } from './arbitraries/proofs.ts'
export { newStatistician } from './arbitraries/statistics.ts'
export type { HistoryStatistics, Statistician } from './arbitraries/statistics.ts'
export type { Deed, Step } from './arbitraries/step.ts'
export { aName, aReason, aTitle } from './arbitraries/text.ts'
export { TRANSITIONS, transitionsIn } from './arbitraries/transitions.ts'
export { believing, remembering } from './arbitraries/verifiers.ts'
export {
  aCountry,
  aDay,
  aHash,
  aKey,
  anAccord,
  anId,
  anOrigin,
  aParty,
  aTime,
} from './arbitraries/words.ts'
export type { AccordWords, PartyWords } from './arbitraries/words.ts'
export { allLaws, ledgerLaws, projectionLaws, proofLaws } from './laws/all-laws.ts'
export { describeLedgerLaw, formatLedgerReport } from './laws/describe-ledger-report.ts'
export type { Law, LawKind, LawRun, OnRun, Sources } from './laws/law.ts'
export { noteLaws } from './laws/note-laws.ts'
export { policyLaws } from './laws/policy-laws.ts'
export { breachOf, ruleLaws } from './laws/rule-laws.ts'
export { runLedgerLaws } from './laws/run-ledger-laws.ts'
export type { LedgerLawOptions, LedgerLawReport, LedgerLawsReport } from './laws/run-ledger-laws.ts'
export { library } from './laws/subject.ts'
export type { LedgerSubject } from './laws/subject.ts'
export { naiveModel } from './model/naive-model.ts'
export type { At } from './model/naive-model.ts'
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
export { attacks } from './attacks/catalogue.ts'
export type { NamedAttack } from './attacks/catalogue.ts'
export type { Attack, AttackedThing } from './attacks/attack.ts'
export { auditLog } from './audit/audit-log.ts'
export type {
  AuditedLog,
  AuditOptions,
  AuditReport,
  PublishedCheckpoint,
} from './audit/audited-log.ts'
export type { AttackReport } from './audit/attack-run.ts'
export type { LogLawReport } from './audit/log-law.ts'
export { aTamperingOf, tamper } from './attacks/tampering.ts'
export type { Tampering } from './attacks/tampering.ts'
export type { CaseAtHand, LawFinding, LawVerdict, OnCase, TryOptions } from './try-law.ts'
