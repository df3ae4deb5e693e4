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
} from './notes/add-checkpoint.ts'
export type { AddCheckpoint } from './notes/add-checkpoint.ts'
export { authorEvent, authorFounding } from './events/author.ts'
export { decodeBase64, encodeBase64 } from './values/base64.ts'
export { concatBytes } from './values/bytes.ts'
export {
  dayFromNumber,
  dayNumber,
  dayOf,
  isDay,
  isTime,
  secondsOf,
  timeFromMilliseconds,
} from './values/calendar.ts'
export {
  formatCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  parseSignedCheckpoint,
  signCheckpoint,
} from './notes/checkpoint.ts'
export type {
  Checkpoint,
  CheckpointError,
  CheckpointKeys,
  OpenedCheckpoint,
  SignedCheckpoint,
  UnknownOrigin,
} from './notes/checkpoint.ts'
export type { Mismatch } from './values/codec.ts'
export { compose, composeFounding } from './events/compose.ts'
export type { Founding, Intent } from './events/compose.ts'
export { cosign, witnessKey } from './notes/cosignature.ts'
export type { Cosignature } from './notes/cosignature.ts'
export { formatDecimal, parseDecimal } from './values/decimal.ts'
export { describe, describeEntry, describeEvent } from './describe.ts'
export type { Describable } from './describe.ts'
export type { ProofFinding } from './describe-proof.ts'
export { EVENT_PAYLOAD_TYPE, preAuthEncode } from './crypto/dsse.ts'
export { exportDsse } from './crypto/dsse-envelope.ts'
export {
  isPublicKeyEncoding,
  passesByteChecks,
  publicKeyOf,
  signEd25519,
  verifyEd25519,
} from './crypto/ed25519.ts'
export {
  decodeEntry,
  decodeSignedEvent,
  encodeEntry,
  encodeSignedEvent,
  entryLink,
  MAX_ENTRY_BYTES,
  MAX_SIGNATURES,
  signatureChecks,
} from './events/entry.ts'
export type { DecodedEntry, Entry, EventSignature, SignedEvent } from './events/entry.ts'
export { encodeEvent, MAX_REGISTRARS, signingBytes } from './events/event-codec.ts'
export { isFounding } from './events/event.ts'
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
} from './events/event.ts'
export type { Failure, Malformed, Unrecognised, Violation } from './replay/failure.ts'
export { FORMAT_RULES } from './notes/format-rule.ts'
export type { BrokenText, FormatRule, TextFormat } from './notes/format-rule.ts'
export {
  isAccordId,
  isCategory,
  isCountry,
  isHash,
  isOrigin,
  isPublicKey,
  isSignatoryId,
} from './values/guards.ts'
export { emptyRoot, memoryHashReader, rootAt } from './tree/hash-reader.ts'
export type { HashReader, SubtreeId } from './tree/hash-reader.ts'
export { findFork, formatForkProof, parseForkProof, verifyFork } from './notes/fork-proof.ts'
export type { Fork, ForkError, ForkProof, NoFork, OriginsDiffer } from './notes/fork-proof.ts'
export { leafHash, nobleHasher, nodeHash, sha256 } from './crypto/hash.ts'
export type { Hasher } from './crypto/hash.ts'
export { decodeHex, encodeHex } from './values/hex.ts'
export { encodeCanonical, formatCanonical, readJson, readUtf8 } from './values/json.ts'
export type { Json } from './values/json.ts'
export { formatKeyFile, parseKeyFile } from './crypto/key-file.ts'
export { blocksOf } from './ledger/catch-up.ts'
export { MAX_CLOCK_LAG_SECONDS, openLedger } from './ledger/open.ts'
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
} from './ledger/ledger.ts'
export {
  formatNote,
  formatSignatureLine,
  MAX_NOTE_BYTES,
  MAX_NOTE_SIGNATURES,
  parseNote,
  parseSignatureLines,
} from './notes/note.ts'
export type { Note, NoteSignature } from './notes/note.ts'
export {
  addKnownSignatures,
  noteKey,
  openNote,
  signNote,
  withSignatures,
} from './notes/open-note.ts'
export type {
  BadNoteSignature,
  KnownSignature,
  NoKnownSignature,
  NoteError,
  NoteSigner,
  OpenedNote,
  OpenNoteError,
} from './notes/open-note.ts'
export { MAX_POLICY_BYTES, MAX_POLICY_ITEMS } from './notes/policy.ts'
export type { Policy, PolicyGroup, PolicyLog, PolicyWitness, QuorumMember } from './notes/policy.ts'
export { parsePolicy } from './notes/policy-file.ts'
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
} from './values/primitives.ts'
export { checkConsistency, checkInclusion, proveConsistency, proveInclusion } from './tree/proof.ts'
export type { ProofError, TreeHead } from './tree/proof.ts'
export { describeQuorum, judgeQuorum } from './notes/quorum.ts'
export type { QuorumReport, QuorumVerdict } from './notes/quorum.ts'
export { escaped, quote } from './values/quote.ts'
export { formatReceipt, MAX_RECEIPT_BYTES, parseReceipt } from './notes/receipt.ts'
export type { Receipt } from './notes/receipt.ts'
export { replay, trialOn, tryBlock } from './replay/replay.ts'
export type { Replayed, ReplayOptions, Trial, Tried, VerifiedEntry } from './replay/replay.ts'
export { brokenRule } from './rules/check.ts'
export { lastOf, MAX_NOTICE_DAYS } from './rules/subject.ts'
export type { LittleChain } from './rules/subject.ts'
export { isEndorsement } from './rules/acts.ts'
export { keyOriginAfter, requiredSigners } from './rules/keys.ts'
export type { RequiredSigners } from './rules/keys.ts'
export { ruleNumber, RULES } from './rules/names.ts'
export type { RuleName } from './rules/names.ts'
export { addSignatures, signerFromSeed, signEvent } from './crypto/sign.ts'
export type { Signer } from './crypto/sign.ts'
export { actKey, emptyState, SEEN_WINDOW } from './replay/state.ts'
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
} from './replay/state.ts'
export { formatStateFile, parseStateFile } from './replay/state-file.ts'
export type { StateFileOptions } from './replay/state-file.ts'
export { asStoreError, EMPTY_HEAD, liftStore, NO_HASH, storeFailure } from './ledger/store.ts'
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
} from './ledger/store.ts'
export type { Lookup, Table } from './replay/table.ts'
export { asTileError } from './tiles/bad-tile.ts'
export type { BadTile } from './tiles/bad-tile.ts'
export { decodeEntryBundle, encodeEntryBundle } from './tiles/entry-bundle.ts'
export { receiptFromTiles } from './tiles/receipt-from-tiles.ts'
export type { TileReceiptError } from './tiles/receipt-from-tiles.ts'
export { formatTilePath, maxTileBytes, parseTilePath, TILE_WIDTH } from './tiles/tile-id.ts'
export type { TileId } from './tiles/tile-id.ts'
export { tileHashReader } from './tiles/tile-reader.ts'
export { tileRow, tilesBetween, tilesOf } from './tiles/tile-set.ts'
export type { TileRow } from './tiles/tile-set.ts'
export { readEntryBundle } from './tiles/tile-source.ts'
export type { TileSource } from './tiles/tile-source.ts'
export {
  formatTlogProof,
  MAX_PROOF_HASHES,
  MAX_TLOG_PROOF_BYTES,
  parseTlogProof,
} from './notes/tlog-proof.ts'
export type { TlogProof } from './notes/tlog-proof.ts'
export {
  appendEntriesBy,
  appendLeaf,
  appendLeafBy,
  appendLeavesBy,
  EMPTY_TREE,
  rootOf,
} from './tree/tree.ts'
export type { Frontier } from './tree/tree.ts'
export { nobleVerifier } from './crypto/verifier.ts'
export type { SignatureCheck, Verifier } from './crypto/verifier.ts'
export {
  formatVerifierKey,
  isKeyName,
  MAX_VERIFIER_KEY_LENGTH,
  parseVerifierKey,
  sameVerifierKey,
  verifierKey,
} from './notes/verifier-key.ts'
export type { SignatureType, VerifierKey } from './notes/verifier-key.ts'
export { verifyLog } from './replay/verify.ts'
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
} from './replay/verify.ts'
export { MAX_CLOCK_LEAD, RECEIPT_CHECKS, verifyReceipt } from './notes/verify-receipt.ts'
export type {
  Logged,
  QuorumMissing,
  ReceiptCheck,
  ReceiptOptions,
  ReceiptRefused,
  Stale,
} from './notes/verify-receipt.ts'
export { addCheckpoint, decideAddCheckpoint } from './notes/witness.ts'
export type {
  Cosigned,
  OldConflict,
  OldTooLarge,
  Witness,
  Witnessed,
  WitnessRefusal,
  WitnessStore,
} from './notes/witness.ts'
