/**
 * One process of the large-ledger test, on the built packages:
 *
 *     node --expose-gc large-ledger-process.mjs STEP DIRECTORY SIZE [--keep]
 *
 * STEP is `append` (up to SIZE entries), `open` or `verify`. Prints, as JSON, the live bytes (heap and buffers, after
 * collection) at the end, when what the step made is still in use, and at most on the way. With --keep it holds
 * on to every entry: what a ledger must not do, so that the test can show that it would notice.
 */
import { createPrivateKey, sign } from 'node:crypto'
import { openFileStore } from '@accord-ledger/adapters/file'
import { nativeVerifier } from '@accord-ledger/adapters/native'
import {
  authorEvent,
  authorFounding,
  blocksOf,
  encodeHex,
  entryLink,
  openLedger,
  publicKeyOf,
  verifyLog,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'

const [step, directory, length, keep] = process.argv.slice(2)
const size = Number(length)
const PARTIES = 16
const BATCH = 256

const signerOf = (n) => {
  const seed = Buffer.alloc(32, n)
  const head = Buffer.from('302e020100300506032b657004220420', 'hex')
  const key = createPrivateKey({ key: Buffer.concat([head, seed]), format: 'der', type: 'pkcs8' })
  return {
    key: encodeHex(publicKeyOf(seed)),
    sign: async (message) => new Uint8Array(sign(null, message, key)),
  }
}

const operator = signerOf(1)
const registrar = signerOf(2)
const parties = Array.from({ length: PARTIES }, (_, i) => signerOf(3 + i))

/** Entry n: the founding, an accord, the parties, and then they join and leave, in turn, for ever. */
const authorOf = (n) => {
  const effective = '2026-01-01'
  const text = 'a'.repeat(64)
  if (n === 0) {
    const founding = { log: 'accords.example/1', operator: operator.key }
    return authorFounding({ ...founding, registrars: [registrar.key] }, [operator, registrar])
  }
  if (n === 1) {
    const accord = { type: 'accord', accord: 'pact', title: 'The Pact', text, uri: null }
    return authorEvent({ ...accord, open: true, effective }, [registrar])
  }
  const turn = n - 2
  const party = parties[turn % PARTIES]
  const signatory = `party-${turn % PARTIES}`
  if (turn < PARTIES) {
    const admitted = { type: 'signatory', signatory, name: signatory, category: 'company' }
    return authorEvent({ ...admitted, country: null, key: party.key, effective }, [
      registrar,
      party,
    ])
  }
  const act = { accord: 'pact', signatory, effective }
  return Math.floor(turn / PARTIES) % 2 === 1
    ? authorEvent({ type: 'endorse', ...act, text }, [party])
    : authorEvent({ type: 'withdraw', ...act, reason: null }, [party])
}

const clock = () => Date.UTC(2026, 0, 1)

const live = () => {
  globalThis.gc()
  globalThis.gc()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const kept = []
let entries = 0
let most = 0

/** Called with each entry as it goes by. */
const onEntry = (entry) => {
  entries += 1
  if (keep === '--keep') kept.push(entry)
  if (entries % Math.ceil(size / 10) === 0) most = Math.max(most, live())
}

const store = await openFileStore(directory, {
  link: entryLink,
  mode: step === 'verify' ? 'read' : 'write',
  create: true,
})
const verifier = nativeVerifier()

const result = step === 'verify' ? await verify() : await work()
const end = live()
if (entries !== size) throw new Error(`${entries} entries went by, not ${size}`)
if (result.state.size !== size) throw new Error(`the state is of ${result.state.size} entries`)
await store[Symbol.asyncDispose]()
console.log(JSON.stringify({ end, most: Math.max(most, end) }))

async function verify() {
  const found = await verifyLog(blocksOf(store, 0, size), { verifier, onEntry })
  if (found.verdict !== 'sound') throw new Error(found.verdict)
  return found
}

async function work() {
  const opened = await openLedger({ store, verifier, clock, onEntry })()
  if (E.isLeft(opened)) throw new Error(JSON.stringify(opened.left))
  const ledger = opened.right
  const wanted = step === 'append' ? size : 0
  while (ledger.view().size < wanted) {
    const from = ledger.view().size
    const count = Math.min(BATCH, size - from)
    const authors = Array.from({ length: count }, (_, i) => authorOf(from + i))
    const appended = await ledger.appendEach(authors)()
    if (E.isLeft(appended)) throw new Error(JSON.stringify(appended.left))
  }
  return { ledger, state: ledger.view() }
}
