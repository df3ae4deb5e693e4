/** The catalogue of attacks. A new one is a small file of its own, and a line here. */
import type {
  Attack,
  LogAttack,
  NoteAttack,
  PolicyAttack,
  ProofAttack,
  TilesAttack,
} from './attack.ts'
import { addByte } from './add-byte.ts'
import { backdateEffective } from './backdate-effective.ts'
import { backdateTime } from './backdate-time.ts'
import { borrowAuthority } from './borrow-authority.ts'
import { claimSize } from './claim-size.ts'
import { collude } from './collude.ts'
import { cosignatureAhead } from './cosignature-ahead.ts'
import { cosignatureRetimed } from './cosignature-retimed.ts'
import { cosignatureTransplant } from './cosignature-transplant.ts'
import { deleteEntry } from './delete-entry.ts'
import { downgradeProof } from './downgrade-proof.ts'
import { dropAct } from './drop-act.ts'
import { dropByte } from './drop-byte.ts'
import { duplicateEntry } from './duplicate-entry.ts'
import { equivocate } from './equivocate.ts'
import { extendCheckpoint } from './extend-checkpoint.ts'
import { extendUntil } from './extend-until.ts'
import { flipBundle } from './flip-bundle.ts'
import { flipByte } from './flip-byte.ts'
import { flipCheckpoint } from './flip-checkpoint.ts'
import { flipProofHash } from './flip-proof-hash.ts'
import { flipReceipt } from './flip-receipt.ts'
import { flipTile } from './flip-tile.ts'
import { foreignSignature } from './foreign-signature.ts'
import { forkAtK } from './fork-at-k.ts'
import { forkedHead } from './forked-head.ts'
import { impostorFounding } from './impostor-founding.ts'
import { impostorKey } from './impostor-key.ts'
import { impostorOperator } from './impostor-operator.ts'
import { insertEntry } from './insert-entry.ts'
import { lengthenProof } from './lengthen-proof.ts'
import { missingTile } from './missing-tile.ts'
import { otherLeaf } from './other-leaf.ts'
import { policyAliasWitness } from './policy-alias-witness.ts'
import { policyCountTwice } from './policy-count-twice.ts'
import { policyCut } from './policy-cut.ts'
import { policyHiddenLine } from './policy-hidden-line.ts'
import { policyLowerQuorum } from './policy-lower-quorum.ts'
import { policyNamedNone } from './policy-named-none.ts'
import { policyOtherLog } from './policy-other-log.ts'
import { policyOwnWitness } from './policy-own-witness.ts'
import { policySecondQuorum } from './policy-second-quorum.ts'
import { policySwapKey } from './policy-swap-key.ts'
import { policyThreshold } from './policy-threshold.ts'
import { policyUnknownKeyword } from './policy-unknown-keyword.ts'
import { policyUnknownName } from './policy-unknown-name.ts'
import { reEncode } from './re-encode.ts'
import { reSign } from './re-sign.ts'
import { receiptForgedTree } from './receipt-forged-tree.ts'
import { receiptOtherEntry } from './receipt-other-entry.ts'
import { receiptRewritten } from './receipt-rewritten.ts'
import { receiptStale } from './receipt-stale.ts'
import { receiptUncosigned } from './receipt-uncosigned.ts'
import { renameType } from './rename-type.ts'
import { replayAfterWithdrawal } from './replay-after-withdrawal.ts'
import { replayEvent } from './replay-event.ts'
import { reword } from './reword.ts'
import { shortenProof } from './shorten-proof.ts'
import { shortenTile } from './shorten-tile.ts'
import { spliceLogs } from './splice-logs.ts'
import { staleCheckpoint } from './stale-checkpoint.ts'
import { stripCosignature } from './strip-cosignature.ts'
import { stripOperator } from './strip-operator.ts'
import { stripSignature } from './strip-signature.ts'
import { swapEntries } from './swap-entries.ts'
import { tear } from './tear.ts'
import { transplantAccord } from './transplant-accord.ts'
import { transplantLog } from './transplant-log.ts'
import { transplantParty } from './transplant-party.ts'
import { transplantSignature } from './transplant-signature.ts'
import { transplantText } from './transplant-text.ts'
import { truncate } from './truncate.ts'
import { unpin } from './unpin.ts'
import { wrongOrigin } from './wrong-origin.ts'

/** Attacks on a log, and on what is submitted to it. */
export const logAttacks: readonly LogAttack[] = [
  addByte,
  backdateEffective,
  backdateTime,
  deleteEntry,
  dropAct,
  dropByte,
  duplicateEntry,
  extendUntil,
  flipByte,
  foreignSignature,
  forkAtK,
  impostorFounding,
  impostorKey,
  insertEntry,
  reEncode,
  reSign,
  renameType,
  reword,
  spliceLogs,
  stripSignature,
  swapEntries,
  tear,
  transplantSignature,
  transplantText,
  truncate,
  unpin,
  borrowAuthority,
  replayAfterWithdrawal,
  replayEvent,
  transplantAccord,
  transplantLog,
  transplantParty,
]

/** Attacks on inclusion and consistency proofs. */
export const proofAttacks: readonly ProofAttack[] = [
  downgradeProof,
  flipProofHash,
  forkedHead,
  lengthenProof,
  otherLeaf,
  shortenProof,
]

/** Attacks on checkpoints: notes that an operator signs and witnesses cosign. */
export const checkpointAttacks: readonly NoteAttack[] = [
  claimSize,
  collude,
  cosignatureAhead,
  cosignatureRetimed,
  cosignatureTransplant,
  equivocate,
  extendCheckpoint,
  flipCheckpoint,
  impostorOperator,
  staleCheckpoint,
  stripCosignature,
  stripOperator,
  wrongOrigin,
]

/** Attacks on receipts. */
export const receiptAttacks: readonly NoteAttack[] = [
  flipReceipt,
  receiptForgedTree,
  receiptOtherEntry,
  receiptRewritten,
  receiptStale,
  receiptUncosigned,
]

/** Attacks on tiles. */
export const tilesAttacks: readonly TilesAttack[] = [flipBundle, flipTile, missingTile, shortenTile]

/** Attacks on trust policies. */
export const policyAttacks: readonly PolicyAttack[] = [
  policyAliasWitness,
  policyCountTwice,
  policyCut,
  policyHiddenLine,
  policyLowerQuorum,
  policyNamedNone,
  policyOtherLog,
  policyOwnWitness,
  policySecondQuorum,
  policySwapKey,
  policyThreshold,
  policyUnknownKeyword,
  policyUnknownName,
]

/** What every attack tells of itself. */
export type NamedAttack = Omit<Attack<never, never>, 'arbitrary'>

/** The whole catalogue. */
export const attacks: readonly NamedAttack[] = [
  ...logAttacks,
  ...proofAttacks,
  ...checkpointAttacks,
  ...receiptAttacks,
  ...tilesAttacks,
  ...policyAttacks,
]
