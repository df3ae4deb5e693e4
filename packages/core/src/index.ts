/**
 * @accord-ledger/core: events, entries, rules, the Merkle tree, replay, and the ports that storage and
 * signature checking are plugged into. Pure: runs in Node and in browsers.
 */
export {
  formatAddCheckpoint,
  formatTlogSize,
  MAX_ADD_CHECKPOINT_BYTES,
  parseAddCheckpoint,
  parseTlogSize,
  TLOG_SIZE_TYPE,
} from './add-checkpoint.ts'
export type { AddCheckpoint } from './add-checkpoint.ts'
export { authorEvent, authorFounding } from './author.ts'
export { decodeBase64, encodeBase64 } from './base64.ts'
export {
  dayFromNumber,
  dayNumber,
  dayOf,
  isDay,
  isTime,
  secondsOf,
  timeFromMilliseconds,
} from './calendar.ts'
export {
  formatCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  parseSignedCheckpoint,
  signCheckpoint,
} from './checkpoint.ts'
export type {
  Checkpoint,
  CheckpointError,
  CheckpointKeys,
  OpenedCheckpoint,
  SignedCheckpoint,
  UnknownOrigin,
} from './checkpoint.ts'
export type { Mismatch } from './codec.ts'
export { compose, composeFounding } from './compose.ts'
export type { Founding, Intent } from './compose.ts'
export { cosign, witnessKey } from './cosignature.ts'
export type { Cosignature } from './cosignature.ts'
export { formatDecimal, parseDecimal } from './decimal.ts'
export { describe, describeEntry, describeEvent } from './describe.ts'
export type { Describable } from './describe.ts'
export type { ProofFinding } from './describe-proof.ts'
export { EVENT_PAYLOAD_TYPE, preAuthEncode } from './dsse.ts'
export { exportDsse } from './dsse-envelope.ts'
export {
  isPublicKeyEncoding,
  passesByteChecks,
  publicKeyOf,
  signEd25519,
  verifyEd25519,
} from './ed25519.ts'
export {
  decodeEntry,
  decodeSignedEvent,
  encodeEntry,
  encodeSignedEvent,
  entryLink,
  MAX_ENTRY_BYTES,
  MAX_SIGNATURES,
  signatureChecks,
} from './entry.ts'
export type { DecodedEntry, Entry, EventSignature, SignedEvent } from './entry.ts'
export { encodeEvent, MAX_REGISTRARS, signingBytes } from './event-codec.ts'
export { isFounding } from './event.ts'
export type {
  AccordEvent,
  ActEvent,
  AttestEvent,
  AuthorityEvent,
  EndorseEvent,
  EventType,
  FoundingEvent,
  LedgerEvent,
  RotateEvent,
  Seen,
  SignatoryEvent,
  StrikeEvent,
  Unknown,
  WithdrawEvent,
} from './event.ts'
export type { Failure, Malformed, Unrecognised, Violation } from './failure.ts'
export { FORMAT_RULES } from './format-rule.ts'
export type { BrokenText, FormatRule, TextFormat } from './format-rule.ts'
export {
  isAccordId,
  isCategory,
  isCountry,
  isHash,
  isOrigin,
  isPublicKey,
  isSignatoryId,
} from './guards.ts'
export { emptyRoot, memoryHashReader, rootAt } from './hash-reader.ts'
export type { HashReader, SubtreeId } from './hash-reader.ts'
export { findFork, formatForkProof, parseForkProof, verifyFork } from './fork-proof.ts'
export type { Fork, ForkError, ForkProof, NoFork, OriginsDiffer } from './fork-proof.ts'
export { leafHash, nodeHash, sha256 } from './hash.ts'
export { decodeHex, encodeHex } from './hex.ts'
export { encodeCanonical, formatCanonical, readJson, readUtf8 } from './json.ts'
export type { Json } from './json.ts'
export { formatKeyFile, parseKeyFile } from './key-file.ts'
export { blocksOf } from './catch-up.ts'
export { MAX_CLOCK_LAG_SECONDS, openLedger } from './open.ts'
export type {
  Admission,
  AppendError,
  Author,
  Clock,
  ClockBehind,
  Ledger,
  LedgerOptions,
  OpenError,
  Refused,
} from './ledger.ts'
export {
  formatNote,
  formatSignatureLine,
  MAX_NOTE_BYTES,
  MAX_NOTE_SIGNATURES,
  parseNote,
  parseSignatureLines,
} from './note.ts'
export type { Note, NoteSignature } from './note.ts'
export { addKnownSignatures, noteKey, openNote, signNote, withSignatures } from './open-note.ts'
export type {
  BadNoteSignature,
  KnownSignature,
  NoKnownSignature,
  NoteError,
  NoteSigner,
  OpenedNote,
  OpenNoteError,
} from './open-note.ts'
export { MAX_POLICY_BYTES, MAX_POLICY_ITEMS } from './policy.ts'
export type { Policy, PolicyGroup, PolicyLog, PolicyWitness, QuorumMember } from './policy.ts'
export { parsePolicy } from './policy-file.ts'
export type {
  AccordId,
  Category,
  Country,
  Day,
  Hash,
  LeafIndex,
  Name,
  Origin,
  PublicKey,
  Reason,
  Signature,
  SignatoryId,
  Time,
  Title,
  Uri,
} from './primitives.ts'
export { checkConsistency, checkInclusion, proveConsistency, proveInclusion } from './proof.ts'
export type { ProofError, TreeHead } from './proof.ts'
export { describeQuorum, judgeQuorum } from './quorum.ts'
export type { QuorumReport, QuorumVerdict } from './quorum.ts'
export { escaped, quote } from './quote.ts'
export { formatReceipt, MAX_RECEIPT_BYTES, parseReceipt } from './receipt.ts'
export type { Receipt } from './receipt.ts'
export { replay, trialOn, tryBlock } from './replay.ts'
export type { Replayed, ReplayOptions, Trial, Tried, VerifiedEntry } from './replay.ts'
export { MAX_NOTICE_DAYS } from './rules/subject.ts'
export { isEndorsement } from './rules/acts.ts'
export { keyOriginAfter, requiredSigners } from './rules/keys.ts'
export type { RequiredSigners } from './rules/keys.ts'
export { ruleNumber, RULES } from './rules/names.ts'
export type { RuleName } from './rules/names.ts'
export { addSignatures, signerFromSeed, signEvent } from './sign.ts'
export type { Signer } from './sign.ts'
export { actKey, emptyState, SEEN_WINDOW } from './state.ts'
export type {
  AccordState,
  ActKey,
  ActState,
  AuthorityState,
  KeyOrigin,
  LedgerState,
  LedgerView,
  SignatoryState,
  Standing,
} from './state.ts'
export { formatStateFile, parseStateFile } from './state-file.ts'
export { asStoreError, EMPTY_HEAD, NO_HASH, storeFailure } from './store.ts'
export type {
  AppendResult,
  CallOptions,
  Head,
  Link,
  Store,
  StoreCaps,
  Stored,
  StoreError,
  StoreErrorCode,
  StoreFailure,
} from './store.ts'
export type { Lookup, Table } from './table.ts'
export {
  formatTlogProof,
  MAX_PROOF_HASHES,
  MAX_TLOG_PROOF_BYTES,
  parseTlogProof,
} from './tlog-proof.ts'
export type { TlogProof } from './tlog-proof.ts'
export { appendLeaf, EMPTY_TREE, rootOf } from './tree.ts'
export type { Frontier } from './tree.ts'
export { nobleVerifier } from './verifier.ts'
export type { SignatureCheck, Verifier } from './verifier.ts'
export {
  formatVerifierKey,
  isKeyName,
  MAX_VERIFIER_KEY_LENGTH,
  parseVerifierKey,
  sameVerifierKey,
  verifierKey,
} from './verifier-key.ts'
export type { SignatureType, VerifierKey } from './verifier-key.ts'
export { verifyLog } from './verify.ts'
export type {
  Empty,
  Finding,
  RolesNotSeparated,
  Trust,
  TrustedOnFirstUse,
  TrustReport,
  Untrusted,
  Verification,
  VerifyOptions,
} from './verify.ts'
export { MAX_CLOCK_LEAD, RECEIPT_CHECKS, verifyReceipt } from './verify-receipt.ts'
export type {
  Logged,
  QuorumMissing,
  ReceiptCheck,
  ReceiptOptions,
  ReceiptRefused,
  Stale,
} from './verify-receipt.ts'
export { addCheckpoint, decideAddCheckpoint } from './witness.ts'
export type {
  Cosigned,
  OldConflict,
  OldTooLarge,
  Witness,
  Witnessed,
  WitnessRefusal,
  WitnessStore,
} from './witness.ts'
