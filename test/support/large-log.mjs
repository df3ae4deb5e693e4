/**
 * Makes a ledger of many entries and parties, fast: entries are written as they will stand, signed natively, and no rule is
 * checked. Whether they are sound is for whoever reads them to say.
 *
 *     entry 0         the founding
 *     entry 1         an accord
 *     the next PARTIES parties are admitted, each by the registrar and itself
 *     the rest        they join and leave, in turn, for ever
 */
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { EVENT_PAYLOAD_TYPE } from '@accord-ledger/core'

export const ORIGIN = 'accords.example/1'
/** The time of every entry, and the clock of who opens the ledger. */
export const NOW = Date.UTC(2026, 0, 1)

const SEGMENT_ENTRIES = 65_536
const TEXT = 'a'.repeat(64)

/** The n-th signer, from 0: its key's seed is the number n. `bytes` signs bytes. */
export function nthSigner(n) {
  const seed = Buffer.alloc(32)
  seed.writeUInt32BE(n, 28)
  const head = Buffer.from('302e020100300506032b657004220420', 'hex')
  const secret = createPrivateKey({
    key: Buffer.concat([head, seed]),
    format: 'der',
    type: 'pkcs8',
  })
  const key = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(12)
  return {
    key: key.toString('hex'),
    bytes: (message) => sign(null, message, secret),
    sign: async (message) => new Uint8Array(sign(null, message, secret)),
  }
}

export const operator = nthSigner(1)
export const registrar = nthSigner(2)

/** Events by entry, in canonical JSON but for `seen`, and who signs them. */
function eventOf(n, parties, last, seen) {
  const bound = `"seen":{"hash":"${seen}","index":${n - 1}}`
  const day = '"effective":"2026-01-01"'
  if (n === 0) {
    const event = `{"format":1,"log":"${ORIGIN}","operator":"${operator.key}","previous":null,"registrars":["${registrar.key}"],"type":"authority"}`
    return { event, signers: [operator, registrar] }
  }
  if (n === 1) {
    const event = `{"accord":"pact",${day},"log":"${ORIGIN}","open":true,"previous":null,${bound},"text":"${TEXT}","title":"The Pact","type":"accord","until":null,"uri":null}`
    return { event, signers: [registrar] }
  }
  const turn = n - 2
  const at = turn % parties.length
  const party = parties[at]
  const id = `party-${at}`
  if (turn < parties.length) {
    const event = `{"category":"company","country":null,${day},"key":"${party.key}","log":"${ORIGIN}","name":"Party ${at}","previous":null,${bound},"signatory":"${id}","type":"signatory","until":null}`
    return { event, signers: [registrar, party] }
  }
  const previous = last[at] === undefined ? 'null' : `"${last[at]}"`
  const joins = Math.floor(turn / parties.length) % 2 === 1
  const event = joins
    ? `{"accord":"pact",${day},"log":"${ORIGIN}","previous":${previous},${bound},"signatory":"${id}","text":"${TEXT}","type":"endorse","until":null}`
    : `{"accord":"pact",${day},"log":"${ORIGIN}","previous":${previous},"reason":null,${bound},"signatory":"${id}","type":"withdraw","until":null}`
  return { event, signers: [party], acts: at }
}

/** DSSE's pre-authentication encoding of an event of ASCII. */
function signedBytes(event) {
  return Buffer.from(
    `DSSEv1 ${EVENT_PAYLOAD_TYPE.length} ${EVENT_PAYLOAD_TYPE} ${event.length} ${event}`,
    'latin1',
  )
}

/** Writes the ledger at `directory`: `size` entries by `parties` parties. Its leaf hashes, 32 bytes each. */
export function makeLargeLog(directory, size, parties) {
  const entries = join(directory, 'public', 'entries')
  for (const path of [entries, join(directory, 'state'), join(directory, 'torn')])
    mkdirSync(path, { recursive: true, mode: 0o700 })
  const signers = Array.from({ length: parties }, (_, i) => nthSigner(3 + i))
  const last = []
  const leaves = []
  let prev = '0'.repeat(64)
  for (let first = 0; first < size; first += SEGMENT_ENTRIES) {
    const path = join(entries, `${String(first).padStart(12, '0')}.jsonl`)
    const file = openSync(path, 'wx', 0o640)
    const end = Math.min(size, first + SEGMENT_ENTRIES)
    let lines = ''
    for (let n = first; n < end; n++) {
      const { event, signers: by, acts } = eventOf(n, signers, last, prev)
      const message = signedBytes(event)
      const signatures = by
        .toSorted((a, b) => (a.key < b.key ? -1 : 1))
        .map(({ key, bytes }) => `{"key":"${key}","sig":"${bytes(message).toString('hex')}"}`)
      const entry = `{"event":${event},"index":${n},"prev":"${prev}","signatures":[${signatures.join(',')}],"time":"2026-01-01T00:00:00Z"}`
      const leaf = createHash('sha256').update('\0').update(entry, 'latin1').digest()
      leaves.push(new Uint8Array(leaf))
      prev = leaf.toString('hex')
      if (acts !== undefined) last[acts] = prev
      if (n === 0)
        writeFileSync(join(directory, 'ledger.json'), `{"first":"${prev}","format":"1"}\n`)
      lines += `${entry}\n`
      if (lines.length > 1_000_000 || n + 1 === end) {
        writeSync(file, lines, null, 'latin1')
        lines = ''
      }
    }
    fsyncSync(file)
    closeSync(file)
    if (end === first + SEGMENT_ENTRIES) chmodSync(path, 0o440)
  }
  return leaves
}
