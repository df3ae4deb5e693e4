/**
 * What a thread of the sodium backend runs, and the bytes that go there and back.
 *
 *     question   count n (4 bytes) || n lengths of messages (4 each) || n times: key (32), signature (64), message
 *     answer     n bytes: 1 where the signature stands, else 0
 *
 * Numbers are in the byte order of the machine; nothing of it leaves the process.
 */
import { Worker } from 'node:worker_threads'
import type { SignatureCheck } from '@accord-ledger/core'

const KEY = 32
const SIGNATURE = 64

/**
 * `checks` as one question, keys of 32 bytes and signatures of 64. Always copies: on a view of shared memory libsodium's binding
 * answers no to everything, without an error.
 */
export function packChecks(checks: readonly SignatureCheck[]): ArrayBuffer {
  let size = 4 + 4 * checks.length
  for (const { message } of checks) size += KEY + SIGNATURE + message.length
  const packed = new ArrayBuffer(size)
  const numbers = new Uint32Array(packed, 0, 1 + checks.length)
  const bytes = new Uint8Array(packed)
  numbers[0] = checks.length
  let at = numbers.byteLength
  for (const [i, { key, signature, message }] of checks.entries()) {
    numbers[1 + i] = message.length
    bytes.set(key, at)
    bytes.set(signature, at + KEY)
    bytes.set(message, at + KEY + SIGNATURE)
    at += KEY + SIGNATURE + message.length
  }
  return packed
}

/** A thread that answers such questions by the sodium-native at `path`. It fails where that cannot be loaded. */
export function sodiumWorker(path: string): Worker {
  return new Worker(PROGRAM, { eval: true, execArgv: [], workerData: path })
}

/** A text, because a thread needs a file that stands beside this one built, bundled and unbuilt alike, and there is none. */
const PROGRAM = `
'use strict'
const { parentPort, workerData } = require('node:worker_threads')
const sodium = require(workerData)
parentPort.on('message', (packed) => {
  const count = new Uint32Array(packed, 0, 1)[0]
  const lengths = new Uint32Array(packed, 4, count)
  const verdicts = new Uint8Array(count)
  let at = 4 + 4 * count
  for (let i = 0; i < count; i++) {
    const key = new Uint8Array(packed, at, ${KEY})
    const signature = new Uint8Array(packed, at + ${KEY}, ${SIGNATURE})
    const message = new Uint8Array(packed, at + ${KEY + SIGNATURE}, lengths[i])
    verdicts[i] = sodium.crypto_sign_verify_detached(signature, message, key) === true ? 1 : 0
    at += ${KEY + SIGNATURE} + lengths[i]
  }
  parentPort.postMessage(verdicts, [verdicts.buffer])
})
`
