/**
 * The bytes in which a store is read and appended to over HTTP (docs/spec/http.md): used by both ends.
 *
 *     GET /v1/head                     {"caps":{"ack":"disk","maxBatch":256,"maxEntryBytes":65535},"hash":"7a1c…","size":2}
 *                                      etag: "2-7a1c…"
 *     GET /v1/entries?from=0           {"event":…,"index":0,…}⏎
 *                                      {"event":…,"index":1,…}⏎
 *                                      {"head":{"hash":"7a1c…","size":2},"next":2}⏎       the trailer: without it the page was cut
 *     POST /v1/entries                 if-match: "2-7a1c…", a body of entries, each with its line feed
 *                                      {"head":{"hash":"9e03…","size":3},"replayed":false}
 *
 * JSON here is canonical: a reader accepts only what a writer prints, but for members of `/v1/head` that it does not know.
 */
import { encodeCanonical, MAX_ENTRY_BYTES, NO_HASH, readJson } from '@accord-ledger/core'
import type { AppendResult, Head, StoreCaps } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'

/** The media type of entries, one a line. */
export const ENTRIES_TYPE = 'application/x-ndjson'
/** The media type of a problem (RFC 9457). */
export const PROBLEM_TYPE = 'application/problem+json'
/** Entries that a page holds at most. */
export const MAX_PAGE_ENTRIES = 1_000
/** A server adds no entry to a page that has so many bytes. */
export const PAGE_BYTES = 1_048_576
/** Bytes that a page can have, with its last entry and its trailer. */
export const MAX_PAGE_BYTES: number = PAGE_BYTES + MAX_ENTRY_BYTES + 1_024
/** Seconds that a server waits at most where there is nothing to give yet. */
export const MAX_WAIT_SECONDS = 20
/** Entries of one append. */
export const MAX_APPEND_ENTRIES = 256
/** Bytes of the body of one append. */
export const MAX_APPEND_BYTES = 1_048_576
/** Bytes of an answer that is one JSON object. */
export const MAX_JSON_BYTES = 65_536

/** What a server tells of its store. */
export type ToldCaps = Pick<StoreCaps, 'ack' | 'maxBatch' | 'maxEntryBytes'>

/** A page of entries, as it stands. Nothing in it has been checked. */
export interface Page {
  readonly entries: readonly Uint8Array[]
  /** The head of the log when the page was made. */
  readonly head: Head
  /** The index behind the last entry. */
  readonly next: number
}

/** Whether `text` can be a token by which appending is allowed: 16 to 512 characters of printable ASCII without spaces. */
export function isToken(text: string): boolean {
  return /^[\x21-\x7e]{16,512}$/.test(text)
}

/** The entity tag of a head: `"<size>-<hash>"`, quotes included. */
export function formatEtag({ size, hash }: Head): string {
  return `"${size}-${hash}"`
}

/** The head that an entity tag names, or null. Attacker-controlled: perhaps one that no log can have. */
export function parseEtag(text: string): Head | null {
  const [, digits = '', hash] = /^"(\d{1,16})-([0-9a-f]{64})"$/.exec(text) ?? []
  const size = Number(digits)
  if (hash === undefined || String(size) !== digits || !Number.isSafeInteger(size)) return null
  return { size, hash }
}

/** The body of `GET /v1/head`. */
export function encodeHead(head: Head, { ack, maxBatch, maxEntryBytes }: ToldCaps): Uint8Array {
  return encodeCanonical({ caps: { ack, maxBatch, maxEntryBytes }, ...plainHead(head) })
}

/** What the body of `GET /v1/head` says; null where it is none. Attacker-controlled. */
export function decodeHead(
  bytes: Uint8Array,
): { readonly head: Head; readonly caps: ToldCaps } | null {
  const value = jsonOf(bytes)
  const caps = memberOf(value, 'caps')
  const head = headOf(value)
  const [ack, maxBatch, maxEntryBytes] = [
    memberOf(caps, 'ack'),
    memberOf(caps, 'maxBatch'),
    memberOf(caps, 'maxEntryBytes'),
  ]
  if (head === null || !isAck(ack)) return null
  if (!isCountUpTo(maxBatch, 65_536) || !isCountUpTo(maxEntryBytes, MAX_ENTRY_BYTES)) return null
  return { head, caps: { ack, maxBatch, maxEntryBytes } }
}

/** A head alone, as it stands in answers. */
export function plainHead({ hash, size }: Head): { readonly hash: string; readonly size: number } {
  return { hash, size }
}

/** The head that a JSON value is; null where it is none: size 0 and no hash belong together. */
export function headOf(value: unknown): Head | null {
  const [hash, size] = [memberOf(value, 'hash'), memberOf(value, 'size')]
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) return null
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return null
  return (size === 0) === (hash === NO_HASH) ? { size, hash } : null
}

/** Entries as lines: the body of an append, and a page but for its trailer. */
export function encodeLines(entries: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(entries.reduce((sum, { length }) => sum + length + 1, 0))
  let at = 0
  for (const entry of entries) {
    bytes.set(entry, at)
    at += entry.length + 1
    bytes[at - 1] = LINE_FEED
  }
  return bytes
}

/** The lines of attacker-controlled bytes, each a copy, without their line feeds; null where the last one has none. */
export function decodeLines(bytes: Uint8Array): readonly Uint8Array[] | null {
  if (bytes.length > 0 && bytes[bytes.length - 1] !== LINE_FEED) return null
  const lines: Uint8Array[] = []
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(LINE_FEED, at)
    lines.push(bytes.slice(at, end))
    at = end + 1
  }
  return lines
}

/** The bytes of a page. */
export function encodePage({ entries, head, next }: Page): Uint8Array {
  return encodeLines([...entries, encodeCanonical({ head: plainHead(head), next })])
}

/** The page that attacker-controlled bytes are; null where they do not end with a trailer: it was cut, or is no page. */
export function decodePage(bytes: Uint8Array): Page | null {
  const lines = decodeLines(bytes)
  const last = lines?.[lines.length - 1]
  if (lines === null || last === undefined) return null
  const trailer = jsonOf(last)
  const [head, next] = [headOf(memberOf(trailer, 'head')), memberOf(trailer, 'next')]
  if (head === null || typeof next !== 'number' || !Number.isSafeInteger(next)) return null
  const printed = encodeCanonical({ head: plainHead(head), next })
  return sameText(printed, last) ? { entries: lines.slice(0, -1), head, next } : null
}

/** The body of the answer to an append that was not refused. */
export function encodeAppended({
  head,
  replayed,
}: Extract<AppendResult, { ok: true }>): Uint8Array {
  return encodeCanonical({ head: plainHead(head), replayed })
}

/** What that body says; null where it is none. */
export function decodeAppended(
  bytes: Uint8Array,
): { readonly head: Head; readonly replayed: boolean } | null {
  const value = jsonOf(bytes)
  const [head, replayed] = [headOf(memberOf(value, 'head')), memberOf(value, 'replayed')]
  return head === null || typeof replayed !== 'boolean' ? null : { head, replayed }
}

/** The members of a JSON object; none where attacker-controlled bytes are none. */
export function jsonMembers(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const value = jsonOf(bytes)
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {}
}

const LINE_FEED = 0x0a
const ACKS: readonly string[] = ['memory', 'page-cache', 'disk', 'replicas']

function isAck(value: unknown): value is StoreCaps['ack'] {
  return typeof value === 'string' && ACKS.includes(value)
}

function isCountUpTo(value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value <= most
}

function jsonOf(bytes: Uint8Array): unknown {
  const json = readJson(bytes, MAX_JSON_BYTES)
  return E.isLeft(json) ? null : json.right
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return Object.getOwnPropertyDescriptor(value, name)?.value
}

function sameText(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
