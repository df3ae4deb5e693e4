/**
 * The log's two hashes by node:crypto, in a fraction of the time that JavaScript takes. The one-shot
 * `hash` is asked for a binary string, which it gives several times faster than an array.
 */
import { hash } from 'node:crypto'
import { nobleHasher } from '@accord-ledger/core'
import type { Hasher } from '@accord-ledger/core'

/** Native SHA-256; the core's own where this Node answers otherwise than the core to a known question. */
export function nativeHasher(): Hasher {
  chosen ??= chosenHasher()
  return chosen
}

/** One for all: it answers at once, so none sees what another left in its buffers. */
let chosen: Hasher | null = null

function chosenHasher(): Hasher {
  const hasher = hasherBy((bytes) => hash('sha256', bytes, 'binary'))
  return agreesWithCore(hasher) ? hasher : nobleHasher
}

/** `digest` gives SHA-256 as a string of 32 code units below 256. */
function hasherBy(digest: (bytes: Uint8Array) => string): Required<Hasher> {
  const node = new Uint8Array(1 + 2 * HASH_BYTES)
  node[0] = 1
  let leaf = new Uint8Array(1024)
  // Views of its beginnings, by length: making one takes a tenth of a hash, and logs have entries of few lengths.
  let views: (Uint8Array | undefined)[] = []
  const beginning = (length: number): Uint8Array => {
    if (length > leaf.length) {
      leaf = new Uint8Array(2 * length)
      views = []
    }
    return (views[length] ??= leaf.subarray(0, length))
  }
  const leafDigest = (bytes: Uint8Array): string => {
    const whole = beginning(bytes.length + 1)
    leaf.set(bytes, 1)
    return digest(whole)
  }
  /** Hashes inside a subtree stay strings: nobody is given them, and a string is written where it is hashed next. */
  const subtreeDigest = (entries: readonly Uint8Array[], start: number, width: number): string => {
    if (width === 1) return leafDigest(present(entries[start]))
    const half = width / 2
    const left = subtreeDigest(entries, start, half)
    const right = subtreeDigest(entries, start + half, half)
    for (let i = 0; i < HASH_BYTES; i++) {
      node[1 + i] = left.charCodeAt(i)
      node[1 + HASH_BYTES + i] = right.charCodeAt(i)
    }
    return digest(node)
  }
  return {
    sha256: (bytes) => bytesOf(digest(bytes)),
    leafHash: (bytes) => bytesOf(leafDigest(bytes)),
    nodeHash: (left, right) => {
      // Of other lengths the reference has its own answer; here one would depend on the hash before.
      if (left.length !== HASH_BYTES || right.length !== HASH_BYTES)
        return nobleHasher.nodeHash(left, right)
      node.set(left, 1)
      node.set(right, 1 + HASH_BYTES)
      return bytesOf(digest(node))
    },
    subtreeRoot: (entries) => {
      const { length } = entries
      if (!Number.isInteger(Math.log2(length))) throw new Error(`${length} entries are no subtree`)
      return bytesOf(subtreeDigest(entries, 0, length))
    },
  }
}

/** The length is a constant: that makes an array of it in less time than one read from the string. */
function bytesOf(binary: string): Uint8Array {
  const bytes = new Uint8Array(HASH_BYTES)
  for (let i = 0; i < HASH_BYTES; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}

function present(entry: Uint8Array | undefined): Uint8Array {
  if (entry === undefined) throw new Error('an entry of a subtree is missing')
  return entry
}

function agreesWithCore(hasher: Required<Hasher>): boolean {
  const [left, right] = [nobleHasher.leafHash(LONG), nobleHasher.leafHash(KNOWN)]
  const both = nobleHasher.nodeHash(left, right)
  return (
    Buffer.compare(hasher.sha256(KNOWN), nobleHasher.sha256(KNOWN)) === 0 &&
    Buffer.compare(hasher.leafHash(LONG), left) === 0 &&
    Buffer.compare(hasher.leafHash(KNOWN), right) === 0 &&
    Buffer.compare(hasher.nodeHash(left, right), both) === 0 &&
    Buffer.compare(hasher.subtreeRoot([LONG, KNOWN]), both) === 0
  )
}

const HASH_BYTES = 32
const KNOWN = new TextEncoder().encode('accord-ledger')
const LONG = new Uint8Array(2000)
