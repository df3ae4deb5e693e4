/** Every law of a ledger, by what it is about. */
import { accountLaws } from './account-laws.ts'
import { appendingLaws } from './appending-laws.ts'
import type { Law } from './law.ts'
import { membershipLaws } from './membership-laws.ts'
import { noteLaws } from './note-laws.ts'
import { policyLaws } from './policy-laws.ts'
import { receiptLaws } from './receipt-laws.ts'
import { ruleLaws } from './rule-laws.ts'
import { tileLaws } from './tile-laws.ts'
import { treeLaws } from './tree-laws.ts'
import { verdictLaws } from './verdict-laws.ts'
import { verifyingLaws } from './verifying-laws.ts'

/** Laws of verifying, of logging, and of each rule. */
export const ledgerLaws: readonly Law[] = [
  ...verifyingLaws,
  ...verdictLaws,
  ...appendingLaws,
  ...ruleLaws,
]

/** Laws of trees and their proofs, of receipts, tiles and forks. */
export const proofLaws: readonly Law[] = [...treeLaws, ...receiptLaws, ...tileLaws]

/** Laws of membership, and of what is told of it. */
export const projectionLaws: readonly Law[] = [...membershipLaws, ...accountLaws]

/** In the order in which they are tried. */
export const allLaws: readonly Law[] = [
  ...ledgerLaws,
  ...proofLaws,
  ...projectionLaws,
  ...noteLaws,
  ...policyLaws,
]
