/** Verifies the ledger in a folder from a script. `node verify.js FOLDER [FOUNDING-KEY]` */
// #region verify
import { readRawEntries } from '@accord-ledger/adapters/file'
import { bestVerifier } from '@accord-ledger/adapters/native'
import { describe, isPublicKey, verifyLog } from '@accord-ledger/core'

const [folder = '.', key] = process.argv.slice(2)
const { blocks } = await readRawEntries(folder)
if (key !== undefined && !isPublicKey(key)) throw new Error('a key is 64 lower-case hex digits')
const trust = key === undefined ? {} : { trust: { kind: 'key', key } as const }
const found = await verifyLog(blocks, { verifier: await bestVerifier(), ...trust })
console.log(`${found.verdict}: ${found.size} entries, root ${found.root}`)
for (const finding of found.findings) console.log(`- ${describe(finding)}`)
process.exitCode = found.verdict === 'sound' ? 0 : found.verdict === 'unsound' ? 1 : 2
// #endregion verify
