/**
 * Entries for stores under test. Their link is of no format at all: 64 lower-case hex digits, the hash of the entry before,
 * and then any bytes but the line feed.
 *
 *     '0000…0000first', then '9d26…2a31second' where 9d26…2a31 = SHA-256(0x00 ‖ '0000…0000first')
 */
import { encodeHex, leafHash } from '@accord-ledger/core'
import type { Head, Link } from '@accord-ledger/core'
import * as fc from 'fast-check'

/** What every store under test is opened with: the first 64 bytes, where they are lower-case hex; null for other bytes. */
export const testLink: Link = (bytes) =>
  bytes.length >= LINK_LENGTH && bytes.subarray(0, LINK_LENGTH).every(isLowerHex)
    ? String.fromCharCode(...bytes.subarray(0, LINK_LENGTH))
    : null

const LINK_LENGTH = 64
const isLowerHex = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66)

/** The entry hash: SHA-256(0x00 ‖ bytes) as 64 lower-case hex. */
export function entryHash(bytes: Uint8Array): string {
  return encodeHex(leafHash(bytes))
}

/** Entries that follow `head`, one for each body: each links to the one before. */
export function entriesAfter(head: Head, bodies: readonly Uint8Array[]): readonly Uint8Array[] {
  let prev = head.hash
  return bodies.map((body) => {
    const bytes = new Uint8Array(LINK_LENGTH + body.length)
    bytes.set(utf8.encode(prev))
    bytes.set(body, LINK_LENGTH)
    prev = entryHash(bytes)
    return bytes
  })
}

/** Entries that follow `head`, with `texts` for bodies. */
export function textEntriesAfter(head: Head, ...texts: readonly string[]): readonly Uint8Array[] {
  return entriesAfter(
    head,
    texts.map((text) => utf8.encode(text)),
  )
}

/** The head of a log that ended at `head` before `entries` came. */
export function headAfter(head: Head, entries: readonly Uint8Array[]): Head {
  const last = entries[entries.length - 1]
  return last === undefined ? head : { size: head.size + entries.length, hash: entryHash(last) }
}

/** An entry for people: `"text"` where its body is printable, else a few of its bytes in hex and how many there are. */
export function showEntry(bytes: Uint8Array): string {
  if (testLink(bytes) === null) return `[no link] ${showBytes(bytes)}`
  return showBytes(bytes.subarray(LINK_LENGTH))
}

function showBytes(bytes: Uint8Array): string {
  if (bytes.length <= SHOWN && bytes.every((byte) => byte >= 0x20 && byte < 0x7f))
    return JSON.stringify(String.fromCharCode(...bytes))
  const more = bytes.length > SHOWN ? `… (${bytes.length} bytes)` : ''
  return `0x${encodeHex(bytes.subarray(0, SHOWN))}${more}`
}

const SHOWN = 32
const utf8 = new TextEncoder()

/** Bodies of entries: mostly one readable letter or word, else any bytes but the line feed, NUL and ill-formed UTF-8 among them. */
export const aBody: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 6 }).map((text) => utf8.encode(text)) },
  {
    weight: 2,
    arbitrary: fc
      .uint8Array({ maxLength: 80 })
      .map((bytes) => bytes.map((byte) => (byte === 0x0a ? 0 : byte))),
  },
)

/** One to four bodies. */
export const aBatch: fc.Arbitrary<readonly Uint8Array[]> = fc.array(aBody, {
  minLength: 1,
  maxLength: 4,
})

/** One to five batches. */
export const batches: fc.Arbitrary<readonly (readonly Uint8Array[])[]> = fc.array(aBatch, {
  minLength: 1,
  maxLength: 5,
})
