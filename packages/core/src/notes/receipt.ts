/**
 * Receipts: an entry and the proof that it was logged, in one text file that is checked offline.
 *
 *     accord-ledger receipt v1
 *     {"event":{…},"index":2,"prev":"…","signatures":[…],"time":"…"}        the entry's canonical bytes: the leaf
 *     c2sp.org/tlog-proof@v1                                                a tlog-proof, to the end
 *     index 2
 *     …
 *
 * Its third line and what follows are a tlog-proof that other tools read; it has no `extra` line.
 * The extension is `.receipt`. Spec: proofs §7.1.
 */
import * as E from 'fp-ts/lib/Either.js'
import { concatBytes } from '../values/bytes.ts'
import { MAX_ENTRY_BYTES } from '../events/entry.ts'
import { broken, readText } from './format-rule.ts'
import type { BrokenText } from './format-rule.ts'
import { quote } from '../values/quote.ts'
import { formatTlogProof, MAX_TLOG_PROOF_BYTES, tlogProofOf } from './tlog-proof.ts'
import type { TlogProof } from './tlog-proof.ts'

/** An entry and its proof. Nothing in it has been checked. */
export interface Receipt {
  /** The entry's canonical bytes. */
  readonly entry: Uint8Array
  readonly proof: TlogProof & { readonly extra: null }
}

/** Bytes a receipt may take: an entry, a tlog-proof, and the line above. */
export const MAX_RECEIPT_BYTES: number = MAX_ENTRY_BYTES + MAX_TLOG_PROOF_BYTES + 64

/** The bytes of a receipt. */
export function formatReceipt({ entry, proof }: Receipt): Uint8Array {
  return concatBytes(UTF8.encode(`${HEADER}\n`), entry, LINE_FEED, formatTlogProof(proof))
}

/**
 * Reads attacker-controlled bytes as a receipt. Accepts only what `formatReceipt` prints; whether
 * the second line is an entry is left to `verifyReceipt`. Left: the first rule they break.
 */
export function parseReceipt(bytes: Uint8Array): E.Either<BrokenText, Receipt> {
  const text = readText('receipt', bytes, MAX_RECEIPT_BYTES)
  if (E.isLeft(text)) return text
  const first = text.right.indexOf('\n')
  const second = text.right.indexOf('\n', first + 1)
  const [header, entry] = [text.right.slice(0, first), text.right.slice(first + 1, second)]
  if (header !== HEADER) return broken('receipt', 'header', 1, HEADER, quote(header))
  if (second < 0 || !entry.startsWith('{')) {
    return broken('receipt', 'entry-line', 2, "an entry's canonical bytes", quote(entry))
  }
  const proof = tlogProofOf('receipt', text.right.slice(second + 1), 3)
  if (E.isLeft(proof)) return proof
  const { extra, ...rest } = proof.right
  return extra === null
    ? E.right({ entry: UTF8.encode(entry), proof: { ...rest, extra } })
    : broken('receipt', 'extra', 4, 'no extra data', 'an extra line')
}

const HEADER = 'accord-ledger receipt v1'
const LINE_FEED = Uint8Array.of(0x0a)
const UTF8 = new TextEncoder()
