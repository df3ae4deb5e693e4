/**
 * Entries as plain JSON, and what their bytes, hashes and signatures are, by node:crypto and the
 * definitions alone: for judges and writers that share no code with the library.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'

/** An event of any type, in one flat shape. */
export interface PlainEvent {
  readonly type: string
  readonly log: string
  readonly previous: string | null
  readonly seen?: { readonly index: number; readonly hash: string }
  readonly until?: string | null
  readonly format?: number
  readonly operator?: string
  readonly registrars?: readonly string[]
  readonly accord?: string
  readonly title?: string
  readonly text?: string | null
  readonly uri?: string | null
  readonly open?: boolean
  readonly effective?: string
  readonly signatory?: string
  readonly name?: string
  readonly category?: string
  readonly country?: string | null
  readonly key?: string | null
  readonly act?: string
  readonly reason?: string | null
  readonly evidence?: string | null
}

export interface PlainSignature {
  readonly key: string
  readonly sig: string
}

export interface PlainEntry {
  readonly index: number
  readonly prev: string
  readonly time: string
  readonly event: PlainEvent
  readonly signatures: readonly PlainSignature[]
}

export const ZEROS: string = '0'.repeat(64)

/** RFC 8785 for what entries are made of; members that are undefined are left out. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
}

export function bytesOf(entry: PlainEntry): Uint8Array {
  return new TextEncoder().encode(canonical(entry))
}

/** The entry hash. */
export function hashOf(entry: PlainEntry): string {
  const known = hashes.get(entry)
  if (known !== undefined) return known
  const hash = createHash('sha256').update(Uint8Array.of(0)).update(bytesOf(entry)).digest('hex')
  hashes.set(entry, hash)
  return hash
}

const hashes = new WeakMap<PlainEntry, string>()

const PAYLOAD = 'application/vnd.accord-ledger.event.v1+json'

/** DSSE's pre-authentication encoding. */
export function signedBytes(event: PlainEvent): Buffer {
  const body = Buffer.from(canonical(event))
  return Buffer.concat([Buffer.from(`DSSEv1 ${PAYLOAD.length} ${PAYLOAD} ${body.length} `), body])
}

/** A key that anybody here can sign with. */
export interface TestKey {
  readonly key: string
  readonly sign: (event: PlainEvent) => PlainSignature
}

const PRIVATE_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')
const PUBLIC_HEAD = Buffer.from('302a300506032b6570032100', 'hex')
const keys = new Map<string, TestKey>()
const holders = new Map<string, TestKey>()
const publicKeys = new Map<string, KeyObject>()

/** The key of a label: its seed is SHA-256 of the label. */
export function keyOf(label: string): TestKey {
  const known = keys.get(label)
  if (known !== undefined) return known
  const seed = createHash('sha256').update(`accord-ledger test key: ${label}`).digest()
  const der = Buffer.concat([PRIVATE_HEAD, seed])
  const secret = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(secret).export({ format: 'der', type: 'spki' })
  const key = spki.subarray(-32).toString('hex')
  const made: TestKey = {
    key,
    sign: (event) => ({ key, sig: sign(null, signedBytes(event), secret).toString('hex') }),
  }
  keys.set(label, made)
  holders.set(key, made)
  return made
}

/** The key with this public key, or null where nobody here holds it. */
export function holderOf(key: string): TestKey | null {
  return holders.get(key) ?? null
}

/** Whether a signature by an ordinary key stands. (What divides implementations has vectors of its own.) */
export function stands(event: PlainEvent, { key, sig }: PlainSignature): boolean {
  const known = publicKeys.get(key)
  const der = Buffer.concat([PUBLIC_HEAD, Buffer.from(key, 'hex')])
  const publicKey = known ?? createPublicKey({ key: der, format: 'der', type: 'spki' })
  publicKeys.set(key, publicKey)
  return verify(null, signedBytes(event), publicKey, Buffer.from(sig, 'hex'))
}
