import {
  decodeEntry,
  decodeSignedEvent,
  describe as sentenceOf,
  entryLink,
  escaped,
  MAX_ENTRY_BYTES,
} from '@accord-ledger/core'
import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import {
  A,
  entry,
  EVENTS,
  graft,
  pathsIn,
  readBadInput,
  signed,
  sorted,
  text,
  type BadInput,
} from './support/badinput.ts'

const documents = readBadInput('json-documents')

/** A row is answered in this time, in milliseconds, however it stands. (Most take less than one.) */
const SOON = 2000

/** Where a member of a row's document belongs in our events; what is not here belongs everywhere. */
const PLACES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    seq: ['event.seen.index', 'index'],
    hash: ['event.seen.hash', 'event.previous', 'event.text', 'event.key', 'prev'],
    sig: ['signatures.0.sig'],
    type: ['event.type', 'event.act'],
    at: ['event.until', 'event.effective', 'time'],
    name: ['event.name', 'event.title', 'event.reason'],
    signatory: ['event.accord', 'event.signatory', 'event.category'],
  }),
)
const IDS = PLACES.get('signatory') ?? []

describe('a hostile document', () => {
  it.each(documents)('$id ($name) is no entry and no signed event', ({ bytes }) => {
    const before = performance.now()
    const [decoded, sent] = [decodeEntry(bytes, 7), decodeSignedEvent(bytes)]
    if (isRight(decoded) || isRight(sent)) throw new Error('taken')
    expect(performance.now() - before).toBeLessThan(SOON)
    expect(decoded.left).toMatchObject({ _tag: 'Violation', index: 7 })
    const malformed = { _tag: 'Malformed', what: 'signed event', ...sent.left } as const
    for (const error of [decoded.left, malformed]) expectPlain(sentenceOf(error))
    expect(entryLink(bytes)).toBeNull()
  })

  it.each(documents)(
    '$id ($name) grafted into an event stands only where its row allows',
    (row) => {
      const { member, value } = payloadOf(row)
      // one that is too long is not looked at: once is enough
      for (const event of EVENTS.slice(0, value.length > MAX_ENTRY_BYTES ? 1 : undefined)) {
        for (const [encoded, decode] of [
          [entry(event), isEntry],
          [signed(event), (bytes: Uint8Array) => isRight(decodeSignedEvent(bytes))],
        ] as const) {
          for (const path of pathsIn(encoded)) {
            const bytes = graft(encoded, path, value)
            const taken = decode(bytes)
            const due = isDue(row, member, path)
            if (due !== null) expect([path, taken]).toEqual([path, due])
          }
        }
      }
    },
  )

  const withMembers = documents.filter(({ bytes }) => /^\{.+\}$/s.test(text(bytes)))
  it.each(withMembers)(
    '$id ($name) poured into an event, or beside it, is refused',
    ({ bytes }) => {
      const members = bytes.subarray(1, -1)
      for (const event of EVENTS) {
        const whole = Buffer.from(JSON.stringify(sorted(signed(event))))
        for (const opening of ['{', '{"event":{', '"signatures":[{']) {
          const at = whole.indexOf(opening) + opening.length
          const parts = [whole.subarray(0, at), members, Buffer.from(','), whole.subarray(at)]
          expect(isLeft(decodeSignedEvent(Uint8Array.from(Buffer.concat(parts))))).toBe(true)
        }
      }
      expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false)
    },
  )

  it.each(documents.filter((row) => row.expect === 'accept-escaped'))(
    '$id ($name) stands in an event of a later version, in one line, and its link is not moved',
    (row) => {
      const bytes = graft(entry({ type: 'later', later: 0 }), 'event.later', payloadOf(row).value)
      expect(decodeEntry(bytes, 42)).toMatchObject({ right: { unknown: { what: 'event type' } } })
      expect(bytes.includes(0x0a)).toBe(false)
      expect(entryLink(bytes)).toBe(A)
    },
  )
})

/** The part of a row's document that is grafted: the value of its only member, or all of it. */
function payloadOf({ bytes }: BadInput): { readonly member: string; readonly value: Uint8Array } {
  const [, member] = /^\{"([a-z]+)":/.exec(text(bytes.subarray(0, 40))) ?? []
  if (member === undefined || bytes.at(-1) !== 0x7d) return { member: '', value: bytes }
  return { member, value: bytes.subarray(member.length + 4, -1) }
}

/** Whether the row's value must be taken at `path` (true), refused (false), or neither (null). */
function isDue({ id, expect: says }: BadInput, member: string, path: string): boolean | null {
  const here = PLACES.get(member)?.includes(path) ?? true
  // nothing in place of a list's only member leaves an empty list
  if (!here || (id === 'js001' && path === 'signatures.0')) return null
  if (says === 'reject-in-identifiers') return IDS.includes(path) ? false : null
  if (says.startsWith('reject') && !says.includes('accept')) {
    // documents that are values by themselves; what they are refused as is a document
    if (['js076', 'js077', 'js078'].includes(id)) return null
    return false
  }
  if (member === 'name' && ['js068', 'js069', 'js072'].includes(id)) return true
  return says === 'must-not-break-maps' || says === 'accept-or-reject' || says === 'accept-escaped'
    ? false
    : null
}

/** True where `bytes` are an entry that this version knows all of. */
function isEntry(bytes: Uint8Array): boolean {
  const decoded = decodeEntry(bytes, 42)
  return isRight(decoded) && decoded.right.unknown === null
}

/** One short line that steers no terminal. */
function expectPlain(sentence: string): void {
  expect(escaped(sentence)).toBe(sentence)
  expect(sentence.length).toBeLessThan(400)
}
