/**
 * A private writer of logs, from the definitions and node:crypto alone: it shares no code with the
 * library that its logs test, and it writes what it is told, sound or not.
 *
 * Everything is fixed: keys are Ed25519 keys whose seed is SHA-256 of a label, entry n is logged n
 * hours after 2026-01-01T09:00:00Z unless the caller says otherwise.
 */
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'

export const ZEROS = '0'.repeat(64)
const ORIGIN = 'accords.example/1'

export const sha256 = (...parts) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** SHA-256 of a text, in hex: what stands for the document of that text. */
export const textOf = (text) => sha256(text).toString('hex')

export const leafOf = (bytes) => sha256(Buffer.of(0), bytes)

/** The Merkle tree hash by its recursive definition (RFC 9162 §2.1.1). */
export const rootOf = (leaves) => {
  if (leaves.length === 0) return sha256('')
  if (leaves.length === 1) return leaves[0]
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return sha256(Buffer.of(1), rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)))
}

/** RFC 8785, for what events are made of. */
export const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.keys(value).toSorted()
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`
}

const PAYLOAD = 'application/vnd.accord-ledger.event.v1+json'

/** What is signed: the DSSE pre-authentication encoding of an event. */
export const signingBytes = (event) => {
  const body = Buffer.from(canonical(event))
  return Buffer.concat([Buffer.from(`DSSEv1 ${PAYLOAD.length} ${PAYLOAD} ${body.length} `), body])
}

const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')
const pairs = new Map()

const pairOf = (label) => {
  if (!pairs.has(label)) {
    const seed = sha256(`accord-ledger test key: ${label}`)
    const secret = createPrivateKey({
      key: Buffer.concat([PKCS8_HEAD, seed]),
      format: 'der',
      type: 'pkcs8',
    })
    const spki = createPublicKey(secret).export({ format: 'der', type: 'spki' })
    pairs.set(label, { secret, key: spki.subarray(-32).toString('hex') })
  }
  return pairs.get(label)
}

/** The public key of a label, in hex. */
export const keyOf = (label) => pairOf(label).key

/** A signature of `message` by a label's key, in hex. */
export const signBy = (label, message) => sign(null, message, pairOf(label).secret).toString('hex')

export const byKey = (a, b) => (a.key < b.key ? -1 : 1)

const timeAt = (hours) =>
  `${new Date(Date.UTC(2026, 0, 1, 9) + hours * 3_600_000).toISOString().slice(0, 19)}Z`

/** The little chain of an event. */
const chainOf = ({ type, accord, signatory }) => {
  if (type === 'authority' || type === 'accord') return `${type} ${accord ?? ''}`
  return type === 'signatory' || type === 'rotate'
    ? `signatory ${signatory}`
    : `act ${accord} ${signatory}`
}

/** An empty log to write. */
export function newLog(origin = ORIGIN) {
  /** Every entry so far: its bytes, its leaf hash, and the parsed entry (null where it was written as raw bytes). */
  const entries = []
  const chains = new Map()
  const hashAt = (index) => entries[index].leaf.toString('hex')

  const log = {
    entries,
    size: () => entries.length,
    hashAt,
    head: () => (entries.length === 0 ? ZEROS : hashAt(entries.length - 1)),
    /** The entry hash of the last event in the little chain of `event`, or null. */
    last: (event) => chains.get(chainOf(event)) ?? null,
    /** The whole event: `says`, and, where it does not say otherwise, what binds it to this log. */
    event: (says) => {
      const founds = says.type === 'authority' && entries.length === 0
      const bound = {
        log: origin,
        previous: log.last(says),
        ...(founds ? {} : { seen: { index: entries.length - 1, hash: log.head() }, until: null }),
      }
      return without({ ...bound, ...says })
    },
    /** Signatures of `event` by the labels `by`, ascending by key. */
    signatures: (event, by) => {
      const message = signingBytes(event)
      return by.map((label) => ({ key: keyOf(label), sig: signBy(label, message) })).toSorted(byKey)
    },
    /** Writes what `says` says, signed by `by`. `over` overrides members of the entry, but not of its event. */
    add: (says, by, over = {}) => {
      const event = log.event(says)
      const signatures = log.signatures(event, by)
      return log.write(
        without({
          index: entries.length,
          prev: log.head(),
          time: timeAt(entries.length),
          event,
          signatures,
          ...over,
        }),
      )
    },
    /** Writes an entry as it is given. */
    write: (entry) => {
      log.raw(Buffer.from(canonical(entry)))
      const { event } = entry
      entries.at(-1).entry = entry
      if (typeof event === 'object' && event !== null) chains.set(chainOf(event), log.head())
      return log
    },
    /** Writes bytes as the next line. */
    raw: (bytes) => {
      entries.push({ bytes, leaf: leafOf(bytes), entry: null })
      return log
    },
    /** Takes the last entry back and writes other bytes in its place: what `change` makes of its text. */
    respell: (change) => {
      const text = entries.at(-1).bytes.toString()
      const changed = change(text)
      if (changed === text) throw new Error('a respelling that changes nothing')
      entries.pop()
      return log.raw(Buffer.isBuffer(changed) ? changed : Buffer.from(changed))
    },
    /** The bytes of the file. */
    file: () => Buffer.concat(entries.flatMap(({ bytes }) => [bytes, Buffer.from('\n')])),
  }
  return log
}

/** `object` without the members that are undefined. */
const without = (object) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
