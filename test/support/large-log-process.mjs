/**
 * One process of the million-entries test, on the built packages:
 *
 *     node --expose-gc large-log-process.mjs make DIRECTORY SIZE PARTIES
 *     node --expose-gc large-log-process.mjs publish DIRECTORY SIZE     the first SIZE entries, with their tiles
 *     node --expose-gc large-log-process.mjs open | verify | fsck DIRECTORY SIZE
 *     node --expose-gc large-log-process.mjs serve DIRECTORY            until its standard input ends
 *     node --expose-gc large-log-process.mjs follow URL SIZE            until SIZE entries are published
 *
 * `serve` prints its address first, `follow` a line when it waits for more. Each prints in the end, as JSON, seconds, and bytes: live ones
 * (heap and buffers, after collection) at the start, at most on the way and at the end, and the most that were resident.
 */
import { openFileStore, readRawEntries } from '@accord-ledger/adapters/file'
import { fsck } from '@accord-ledger/adapters/fsck'
import { remoteLog } from '@accord-ledger/adapters/http-client'
import { serveLedger } from '@accord-ledger/adapters/http-server'
import { bestVerifier } from '@accord-ledger/adapters/native'
import { publishCheckpoint } from '@accord-ledger/adapters/publication'
import {
  encodeHex,
  entryLink,
  leafHash,
  memoryHashReader,
  openLedger,
  verifyLog,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { makeLargeLog, NOW, operator, ORIGIN } from './large-log.mjs'

const [step, place, length, parties] = process.argv.slice(2)
const size = Number(length)

const right = (either) => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left))
  return either.right
}

const live = () => {
  globalThis.gc()
  globalThis.gc()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

let seen = 0
let most = 0
/** Called with each entry as it goes by. */
const onEntry = () => {
  seen += 1
  if (seen % Math.ceil(size / 10) === 0) most = Math.max(most, live())
}

const STEPS = {
  make: async () => makeLargeLog(place, size, Number(parties)),
  publish,
  open,
  verify: async () => requireSound(await verifyLog(await linesOf(), await options())),
  fsck: async () => {
    const { verdict, findings } = await fsck(place, await options())
    const wrong = findings.filter(({ kind }) => kind !== 'trusted-on-first-use')
    if (verdict !== 'sound' || wrong.length > 0) throw new Error(JSON.stringify(findings))
  },
  serve,
  follow,
}

const options = async () => ({ verifier: await bestVerifier(), onEntry })

async function linesOf() {
  return (await readRawEntries(place)).blocks
}

function requireSound(verification, count = size) {
  if (verification.verdict !== 'sound' || verification.size !== count)
    throw new Error(`${verification.verdict} after ${verification.size} entries`)
  return verification
}

async function publish() {
  const leaves = []
  for await (const lines of await linesOf())
    for (const line of lines.slice(0, size - leaves.length)) leaves.push(leafHash(line))
  const publication = await publishCheckpoint({
    directory: place,
    log: {
      origin: ORIGIN,
      size,
      hashes: memoryHashReader(leaves),
      operators: [{ key: operator.key, from: 0 }],
    },
    signers: [operator],
    verifier: await bestVerifier(),
    clock: () => NOW,
    ask: () => {
      throw new Error('there is no policy, and no witness to be asked')
    },
  })()
  if (right(publication).status !== 'published') throw new Error(publication.right.status)
}

async function open() {
  const store = await openFileStore(place, { link: entryLink, mode: 'write' })
  const ledger = right(await openLedger({ store, ...(await options()), clock: () => NOW })())
  if (ledger.view().size !== size) throw new Error(`${ledger.view().size} entries`)
  most = Math.max(most, live())
  await store[Symbol.asyncDispose]()
}

async function serve() {
  const server = right(await serveLedger(place, { clock: () => NOW, limits: {} })())
  console.log(server.url)
  const timer = setInterval(() => (most = Math.max(most, live())), 1_000)
  await new Promise((resolve) => process.stdin.on('end', resolve).resume())
  clearInterval(timer)
  await server.close()
}

/** Reads and verifies what is published, and what is published then, until `size` entries are. */
async function follow() {
  const log = right(remoteLog(place, { fetch, pollMs: 200, timeoutMs: 120_000 }))
  let state
  for (;;) {
    const { checkpoint } = right(await log.checkpoint()())
    const verification = await verifyLog(log.entries(state?.size ?? 0, checkpoint.size), {
      ...(await options()),
      ...(state === undefined ? {} : { resume: state }),
    })
    requireSound(verification, checkpoint.size)
    if (verification.root !== encodeHex(checkpoint.root)) throw new Error('another root')
    state = verification.state
    if (state.size === size) return
    console.log('waiting')
    await log.waitForMore(state.size, AbortSignal.timeout(60_000))
  }
}

const work = STEPS[step]
const start = live()
const began = performance.now()
await work()
const seconds = (performance.now() - began) / 1_000
const end = live()
const resident = process.resourceUsage().maxRSS * 1_024
console.log(JSON.stringify({ seconds, start, most: Math.max(most, end), end, resident }))
process.exit(0)
