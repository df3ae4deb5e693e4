/**
 * One process of the memory rows: `node [--expose-gc] memory-process.mjs DIRECTORY SIZE` verifies a ledger. Prints, as JSON, bytes: live ones
 * at the start, at the end and at most (with --expose-gc alone), and the most that were resident.
 */
import { nativeVerifier } from '@accord-ledger/adapters/native'
import { verified } from './logs.mjs'

const [directory, length] = process.argv.slice(2)
const size = Number(length)

function live() {
  if (globalThis.gc === undefined) return 0
  globalThis.gc()
  globalThis.gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const start = live()
let most = start
let seen = 0
const onEntry = () => {
  seen += 1
  if (seen % Math.ceil(size / 10) === 0) most = Math.max(most, live())
}
// Held to the end: the keys that it keeps count.
const verifier = nativeVerifier()
const verification = await verified(directory, { verifier, onEntry })
const end = live()
most = Math.max(most, end)
if (seen !== size || verification.size !== size) throw new Error(`${seen} by ${verifier.name}`)
console.log(
  JSON.stringify({ start, end, live: most, resident: process.resourceUsage().maxRSS * 1_024 }),
)
