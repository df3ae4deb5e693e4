/** Laws of receipts: under the policy of the stand-ins, and under what was really published of the log. */
import {
  describe as sentenceOf,
  formatReceipt,
  formatVerifierKey,
  noteKey,
  parsePolicy,
  parseSignedCheckpoint,
  proveInclusion,
  verifyReceipt,
} from '@accord-ledger/core'
import type { Policy, SignedCheckpoint, VerifiedEntry } from '@accord-ledger/core'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { present } from '../attacks/places.ts'
import { MAX_AGE } from '../attacks/published-target.ts'
import { logCases, logLaw } from './log-law.ts'
import type { LogLaw } from './log-law.ts'

/** Receipts as stand-ins would give them. */
export const receiptLaw: LogLaw = logLaw({
  name: 'receipts',
  claim: 'the receipt of any entry is accepted, under a checkpoint of the whole log',
  protects: 'whoever keeps a receipt',
  share: 0.5,
  on: async ({ entries, target, verifier }) =>
    logCases({
      covers: ['a receipt'],
      cases: fc.nat(entries.length - 1),
      describe: (index) => `the receipt of entry ${index}`,
      check: async (index, met) => {
        met('a receipt')
        const bytes = await target.receipt(index, target.signed.note)
        const { policy, now } = target
        const found = await verifyReceipt(bytes, policy, { now, maxAge: MAX_AGE, verifier })
        if (E.isLeft(found)) throw new Error(`${found.left.check}: ${sentenceOf(found.left)}`)
        if (found.right.entry.index !== index) throw new Error('it is of another entry')
      },
    }),
})

/** Receipts under the checkpoint that was published, by whoever holds the keys. */
export const publishedReceiptLaw: LogLaw = logLaw({
  name: 'published-receipts',
  claim: 'the receipt of any entry is accepted, under the checkpoint that is published',
  protects: 'whoever keeps a receipt of this very log',
  needs: 'a published checkpoint',
  share: 0.5,
  on: async ({ entries, target, published, verifier, now }) => {
    if (published === null) return null
    const signed = parseSignedCheckpoint(published.bytes)
    if (E.isLeft(signed)) throw new Error(`no checkpoint: ${sentenceOf(signed.left)}`)
    const { size } = signed.right.checkpoint
    const policy = published.policy ?? policyOf(entries, signed.right)
    return logCases({
      covers: ['a receipt'],
      cases: fc.nat(size - 1),
      describe: (index) => `the receipt of entry ${index} under the published checkpoint`,
      check: async (index, met) => {
        met('a receipt')
        const entry = present(entries[index]).bytes
        const hashes = await proveInclusion(target.reader, index, size)
        const proof = { index, hashes, signed: signed.right, extra: null }
        const bytes = formatReceipt({ entry, proof })
        const found = await verifyReceipt(bytes, policy, { now, maxAge: Infinity, verifier })
        if (E.isLeft(found)) throw new Error(`${found.left.check}: ${sentenceOf(found.left)}`)
      },
    })
  },
})

/** A policy that believes the operator whose key is in force after the last entry of a checkpoint. */
function policyOf(entries: readonly VerifiedEntry[], { checkpoint }: SignedCheckpoint): Policy {
  const covered = entries.slice(0, checkpoint.size)
  const authority = covered.findLast(({ event }) => event.type === 'authority')?.event
  if (authority?.type !== 'authority') throw new Error('a log begins with its founding')
  const key = formatVerifierKey(noteKey(authority.log, { key: authority.operator }))
  const policy = parsePolicy(new TextEncoder().encode(`log ${key}\nquorum none\n`))
  if (E.isLeft(policy)) throw new Error('an origin and a key make a policy')
  return policy.right
}
