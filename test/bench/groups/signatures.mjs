/** Verification of a file log by each backend, against the bare backend on the same signatures. */
import { verify } from 'node:crypto'
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { nativeVerifier, sodiumVerifier } from '@accord-ledger/adapters/native'
import { nobleVerifier } from '@accord-ledger/core'
import { ledgerOf, signaturesOf, verified } from '../logs.mjs'
import { inTurns, ratios } from '../measure.mjs'

export const SODIUM = createRequire(import.meta.url).resolve('sodium-native')
const IN_FLIGHT = 64

export async function signatures({ cache, entries, parties, repeats }) {
  const directory = ledgerOf(cache, entries, parties)
  const all = await signaturesOf(directory)
  const caller = nativeVerifier({ threads: 'caller' })
  const pool = nativeVerifier()
  const seconds = await inTurns(
    {
      one: () => verified(directory, { verifier: caller }),
      bareOne: () => bareLoop(all),
      cores: () => verified(directory, { verifier: pool }),
      bareCores: () => bareCallbacks(all),
    },
    repeats,
  )
  const { one, bareOne, cores, bareCores } = seconds
  const found = { entries, signatures: all.length }
  return [
    {
      id: 'verify-one-thread',
      ...found,
      values: ratios(bareOne, one),
      seconds: { ours: one, bare: bareOne },
    },
    {
      id: 'verify-all-cores',
      ...found,
      values: ratios(bareCores, cores),
      seconds: { ours: cores, bare: bareCores },
    },
    { id: 'two-cores', ...found, values: ratios(one, cores), seconds: { one, cores } },
    ...(await bySodium(directory, all, repeats, found)),
  ]
}

async function bySodium(directory, all, repeats, found) {
  const sodium = sodiumVerifier({ sodium: SODIUM })
  const half = all.length >> 1
  const workers = await Promise.all([all.slice(0, half), all.slice(half)].map(bareWorker))
  const { ours, bare } = await inTurns(
    {
      ours: () => verified(directory, { verifier: sodium }),
      bare: () => Promise.all(workers.map(({ run }) => run())),
    },
    repeats,
  )
  await Promise.all([sodium[Symbol.asyncDispose](), ...workers.map(({ end }) => end())])
  return [{ id: 'verify-sodium', ...found, values: ratios(bare, ours), seconds: { ours, bare } }]
}

export async function noble({ cache, noble: entries, repeats }) {
  const directory = ledgerOf(cache, entries, partiesOf(entries))
  const pool = nativeVerifier()
  const { ours, slow } = await inTurns(
    {
      ours: () => verified(directory, { verifier: pool }),
      slow: () => verified(directory, { verifier: nobleVerifier }),
    },
    Math.min(repeats, 3),
  )
  return [{ id: 'over-noble', entries, values: ratios(slow, ours), seconds: { ours, noble: slow } }]
}

/** A fifth of the entries: what the logs have by default. */
export function partiesOf(entries) {
  return Math.floor(entries / 5)
}

export function bareLoop(all) {
  for (const { key, message, signature } of all)
    if (!verify(null, message, key, signature)) throw new Error('a signature does not stand')
}

function bareCallbacks(all) {
  return new Promise((resolve, reject) => {
    let next = 0
    let done = 0
    const ask = () => {
      if (next === all.length) return
      const { key, message, signature } = all[next++]
      verify(null, message, key, signature, (error, stands) => {
        if (error !== null || !stands)
          return reject(new Error('a signature does not stand', { cause: error }))
        if (++done === all.length) return resolve()
        ask()
      })
    }
    for (let i = 0; i < IN_FLIGHT; i++) ask()
  })
}

const PROGRAM = `
const { parentPort, workerData: { path, all } } = require('node:worker_threads')
const sodium = require(path)
parentPort.on('message', () => {
  for (const { raw, message, signature } of all)
    if (sodium.crypto_sign_verify_detached(signature, message, raw) !== true) throw new Error('it does not stand')
  parentPort.postMessage('done')
})
parentPort.postMessage('ready')`

/** A thread that has the signatures in its own memory and verifies all of them at every `run`. */
async function bareWorker(part) {
  const all = part.map(({ raw, message, signature }) => ({
    raw: new Uint8Array(raw),
    message: new Uint8Array(message),
    signature: new Uint8Array(signature),
  }))
  const worker = new Worker(PROGRAM, {
    eval: true,
    execArgv: [],
    workerData: { path: SODIUM, all },
  })
  const answer = () =>
    new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
  await answer()
  return {
    run: () => {
      const done = answer()
      worker.postMessage('run', [])
      return done
    },
    end: () => worker.terminate(),
  }
}
