/** Why a submission has no receipt. Each says so in a sentence of its own. */
import type { BrokenText, Mismatch, ReceiptRefused } from '@accord-ledger/core'

/** What was to be sent is no signed event, or the address is none. Nothing was sent. */
export interface NotSubmittable {
  readonly _tag: 'NotSubmittable'
  /** What the bytes lack; null where it is the address. */
  readonly reason: Mismatch | null
  readonly message: string
}

/** The server understood, and does not log the event. Sending the same bytes again would not help, unless what it names changes. */
export interface SubmissionRefused {
  readonly _tag: 'SubmissionRefused'
  readonly status: number
  /** The stable code of docs/spec/http.md; null where the answer is no problem of it. */
  readonly code: string | null
  /** All members of the problem, attacker-controlled: `previous`, `seen`, `rule`, `ruleNumber`, `path`, `expected`, `found`. */
  readonly members: Readonly<Record<string, unknown>>
  readonly message: string
}

/** The server could not be reached, or says to come later: nothing of it was logged. */
export interface SubmissionUnavailable {
  readonly _tag: 'SubmissionUnavailable'
  readonly status: number | null
  readonly message: string
}

/** It was sent, and whether it was logged is not known. The same bytes may be sent again; others must not be signed before that. */
export interface SubmissionAmbiguous {
  readonly _tag: 'SubmissionAmbiguous'
  readonly status: number | null
  readonly message: string
}

/** The server says that the event was logged, and its receipt does not show it. */
export interface BadReceipt {
  readonly _tag: 'BadReceipt'
  /** Which check fails; null where the receipt is of another event. */
  readonly reason: ReceiptRefused | BrokenText | null
  /** The answer, as it came. */
  readonly receipt: Uint8Array
  readonly message: string
}

export type SubmitError =
  NotSubmittable | SubmissionRefused | SubmissionUnavailable | SubmissionAmbiguous | BadReceipt
