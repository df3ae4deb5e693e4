/** Verifies a receipt from a script, offline. `node verify-receipt.js RECEIPT POLICY` */
// #region verify
import { readFileSync } from 'node:fs'
import { bestVerifier } from '@accord-ledger/adapters/native'
import { describe, describeEntry, parsePolicy, verifyReceipt } from '@accord-ledger/core'

const [receipt = '', policyFile = ''] = process.argv.slice(2)
const policy = parsePolicy(readFileSync(policyFile))
if (policy._tag === 'Left') throw new Error(describe(policy.left))
const options = { now: Date.now(), maxAge: 30 * 86_400_000, verifier: await bestVerifier() }
const found = await verifyReceipt(readFileSync(receipt), policy.right, options)
console.log(found._tag === 'Right' ? describeEntry(found.right.entry) : describe(found.left))
process.exitCode = found._tag === 'Right' ? 0 : 1
// #endregion verify
