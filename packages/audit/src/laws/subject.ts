/**
 * What laws are laws of: the verbs of the core and of the projection. The library's own by default; whoever wants to know whether the
 * laws would notice puts a broken one in its place.
 *
 *     const deaf = { ...library, checkInclusion: () => E.right(undefined) }
 *     await runLedgerLaws({ seed: 1, subject: deaf })        // broken: a proof checks for its own leaf and for no other
 */
import {
  checkConsistency,
  checkInclusion,
  cosign,
  decodeEntry,
  encodeEntry,
  findFork,
  formatCheckpoint,
  formatForkProof,
  formatNote,
  formatReceipt,
  formatStateFile,
  formatTilePath,
  formatTlogProof,
  formatVerifierKey,
  judgeQuorum,
  memoryHashReader,
  openCheckpoint,
  openLedger,
  openNote,
  parseCheckpoint,
  parseNote,
  parsePolicy,
  parseReceipt,
  parseStateFile,
  parseTilePath,
  parseTlogProof,
  parseVerifierKey,
  proveConsistency,
  proveInclusion,
  receiptFromTiles,
  rootAt,
  signCheckpoint,
  tileHashReader,
  tilesBetween,
  verifyFork,
  verifyLog,
  verifyReceipt,
  withSignatures,
} from '@accord-ledger/core'
import {
  both,
  counts,
  diff,
  history,
  members,
  project,
  register,
  report,
  wordingsSigned,
} from '@accord-ledger/projection'

/** The verbs, each with the signature that it has in its package. */
export interface LedgerSubject {
  readonly verifyLog: typeof verifyLog
  readonly openLedger: typeof openLedger
  readonly decodeEntry: typeof decodeEntry
  readonly encodeEntry: typeof encodeEntry
  readonly formatStateFile: typeof formatStateFile
  readonly parseStateFile: typeof parseStateFile

  readonly memoryHashReader: typeof memoryHashReader
  readonly rootAt: typeof rootAt
  readonly proveInclusion: typeof proveInclusion
  readonly checkInclusion: typeof checkInclusion
  readonly proveConsistency: typeof proveConsistency
  readonly checkConsistency: typeof checkConsistency
  readonly tileHashReader: typeof tileHashReader
  readonly tilesBetween: typeof tilesBetween
  readonly formatTilePath: typeof formatTilePath
  readonly parseTilePath: typeof parseTilePath
  readonly receiptFromTiles: typeof receiptFromTiles
  readonly verifyReceipt: typeof verifyReceipt
  readonly formatReceipt: typeof formatReceipt
  readonly parseReceipt: typeof parseReceipt
  readonly formatTlogProof: typeof formatTlogProof
  readonly parseTlogProof: typeof parseTlogProof
  readonly findFork: typeof findFork
  readonly formatForkProof: typeof formatForkProof
  readonly verifyFork: typeof verifyFork

  readonly formatNote: typeof formatNote
  readonly parseNote: typeof parseNote
  readonly openNote: typeof openNote
  readonly withSignatures: typeof withSignatures
  readonly formatCheckpoint: typeof formatCheckpoint
  readonly parseCheckpoint: typeof parseCheckpoint
  readonly signCheckpoint: typeof signCheckpoint
  readonly openCheckpoint: typeof openCheckpoint
  readonly cosign: typeof cosign
  readonly formatVerifierKey: typeof formatVerifierKey
  readonly parseVerifierKey: typeof parseVerifierKey
  readonly parsePolicy: typeof parsePolicy
  readonly judgeQuorum: typeof judgeQuorum

  readonly register: typeof register
  readonly project: typeof project
  readonly members: typeof members
  readonly counts: typeof counts
  readonly diff: typeof diff
  readonly history: typeof history
  readonly report: typeof report
  readonly wordingsSigned: typeof wordingsSigned
  readonly both: typeof both
}

/** The library itself. */
export const library: LedgerSubject = {
  verifyLog,
  openLedger,
  decodeEntry,
  encodeEntry,
  formatStateFile,
  parseStateFile,
  memoryHashReader,
  rootAt,
  proveInclusion,
  checkInclusion,
  proveConsistency,
  checkConsistency,
  tileHashReader,
  tilesBetween,
  formatTilePath,
  parseTilePath,
  receiptFromTiles,
  verifyReceipt,
  formatReceipt,
  parseReceipt,
  formatTlogProof,
  parseTlogProof,
  findFork,
  verifyFork,
  formatNote,
  parseNote,
  openNote,
  withSignatures,
  formatCheckpoint,
  formatForkProof,
  parseCheckpoint,
  signCheckpoint,
  openCheckpoint,
  cosign,
  formatVerifierKey,
  parseVerifierKey,
  parsePolicy,
  judgeQuorum,
  register,
  project,
  members,
  counts,
  diff,
  history,
  report,
  wordingsSigned,
  both,
}
