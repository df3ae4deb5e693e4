/** The logs that are measured, made once and kept in the cache folder, by size. The makings follow from the numbers alone: the seed of the n-th key is n. */
import { createPublicKey } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readRawEntries } from '@accord-ledger/adapters/file'
import { nativeHasher } from '@accord-ledger/adapters/native'
import { decodeEntry, preAuthEncode, verifyLog } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { makeLargeLog } from '../support/large-log.mjs'

/** A verifier that says yes: what is left is everything but signatures. */
export const yes = {
  name: 'yes',
  hasher: nativeHasher(),
  verify: async (batch) => batch.map(() => true),
}

/** The directory of a ledger of `size` entries by `parties` signatories. */
export function ledgerOf(cache, size, parties) {
  const path = join(cache, `ledger-${size}-${parties}`)
  if (existsSync(path)) return path
  const making = `${path}.${process.pid}`
  mkdirSync(cache, { recursive: true })
  rmSync(making, { recursive: true, force: true })
  makeLargeLog(making, size, parties)
  renameSync(making, path)
  return path
}

/** Reads and verifies a ledger, as `verify` of the command does. */
export async function verified(directory, options) {
  const { blocks } = await readRawEntries(directory)
  const verification = await verifyLog(blocks, options)
  if (verification.verdict !== 'sound')
    throw new Error(`${verification.verdict}: ${JSON.stringify(verification.findings)}`)
  return verification
}

/** Every signature of a ledger, as a bare loop wants it: bytes decoded and keys imported. At most `limit` entries are read. */
export async function signaturesOf(directory, limit = Infinity) {
  const keys = new Map()
  const found = []
  let index = 0
  for await (const lines of (await readRawEntries(directory)).blocks)
    for (const line of lines) {
      if (index >= limit) return found
      const decoded = decodeEntry(line, index++, yes.hasher)
      if (E.isLeft(decoded)) throw new Error(JSON.stringify(decoded.left))
      const message = preAuthEncode(decoded.right.event)
      for (const { key, sig } of decoded.right.entry.signatures) {
        if (!keys.has(key)) keys.set(key, importKey(key))
        const signature = Buffer.from(sig, 'hex')
        found.push({ key: keys.get(key), raw: Buffer.from(key, 'hex'), message, signature })
      }
    }
  return found
}

function importKey(hex) {
  const x = Buffer.from(hex, 'hex').toString('base64url')
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } })
}
