import { isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { decodeEntry, decodeSignedEvent, MAX_ENTRY_BYTES } from './entry.ts'
import { left, right } from '../test-support/either.ts'
import { bytesOf, entryOf, EVENTS, graft, SIG } from '../test-support/samples.ts'

const nested = (levels: number): unknown =>
  Array.from({ length: levels }).reduce<unknown>((inner) => ({ in: inner }), 0)
const later = (member: unknown): unknown => entryOf({ type: 'later', member })
const padded = (bytes: number, make: (padding: string) => unknown): Uint8Array =>
  bytesOf(make('x'.repeat(bytes - bytesOf(make('')).length)))
const keys = (count: number) => signatures(count).map(({ key }) => key)
const long = (padding: string) => ({ event: EVENTS.endorse, signatures: [], [padding]: 0 })
const signatures = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ key: i.toString(16).padStart(64, '0'), sig: SIG }))

describe('the limits of an entry, at the limit and one past it', () => {
  it.each<[string, string, unknown, unknown]>([
    ['index', 'index', 2 ** 53 - 1, 2 ** 53],
    ['seen index', 'event.seen.index', 2 ** 53 - 1, 2 ** 53],
    ['accord', 'event.accord', 'a'.repeat(96), 'a'.repeat(97)],
    ['signatory', 'event.signatory', 'a'.repeat(96), 'a'.repeat(97)],
    ['log', 'event.log', 'a'.repeat(128), 'a'.repeat(129)],
    ['time', 'time', '9999-12-31T23:59:59Z', '10000-01-01T00:00:00Z'],
    ['time before', 'time', '1600-01-01T00:00:00Z', '1599-12-31T23:59:59Z'],
    ['day', 'event.effective', '9999-12-31', '10000-01-01'],
    ['signatures', 'signatures', signatures(32), signatures(33)],
  ])('%s', (_, path, at, past) => {
    const entry = entryOf(EVENTS.withdraw)
    expect(isRight(decodeEntry(bytesOf(graft(entry, path, at)), 42))).toBe(true)
    const refused = left(decodeEntry(bytesOf(graft(entry, path, past)), 42))
    expect(refused).toMatchObject({ rule: 'schema', path })
  })

  it.each<[string, string, string, number]>([
    ['name', 'signatory', 'event.name', 512],
    ['title', 'accord', 'event.title', 1024],
    ['reason of a withdrawal', 'withdraw', 'event.reason', 1024],
    ['reason of a strike', 'strike', 'event.reason', 1024],
  ])('%s, in bytes of UTF-8', (_, type, path, most) => {
    const entry = entryOf(Object.entries(EVENTS).find(([each]) => each === type)?.[1])
    for (const full of ['a'.repeat(most), 'é'.repeat(most / 2), '\u{1f91d}'.repeat(most / 4)]) {
      expect(isRight(decodeEntry(bytesOf(graft(entry, path, full)), 42))).toBe(true)
      expect(left(decodeEntry(bytesOf(graft(entry, path, `${full}a`)), 42))).toMatchObject({
        rule: 'schema',
        path,
      })
    }
  })

  it('uri', () => {
    const entry = entryOf(EVENTS.accord)
    const full = `https://${'a'.repeat(2040)}`
    expect(isRight(decodeEntry(bytesOf(graft(entry, 'event.uri', full)), 42))).toBe(true)
    expect(left(decodeEntry(bytesOf(graft(entry, 'event.uri', `${full}a`)), 42)).path).toBe(
      'event.uri',
    )
  })

  it('registrars', () => {
    const entry = entryOf(EVENTS.authority)
    expect(isRight(decodeEntry(bytesOf(graft(entry, 'event.registrars', keys(16))), 42))).toBe(true)
    expect(left(decodeEntry(bytesOf(graft(entry, 'event.registrars', keys(17))), 42)).path).toBe(
      'event.registrars',
    )
  })

  it('bytes', () => {
    const full = padded(MAX_ENTRY_BYTES, later)
    expect(full.length).toBe(65_535)
    expect(right(decodeEntry(full, 42)).unknown).toEqual({ what: 'event type', found: '"later"' })
    const more = padded(MAX_ENTRY_BYTES + 1, later)
    expect(left(decodeEntry(more, 42))).toMatchObject({
      rule: 'entry-size',
      expected: 'at most 65535 bytes',
      found: '65536 bytes',
    })
  })

  it('bytes of a signed event, its line feed not counted', () => {
    const full = padded(MAX_ENTRY_BYTES, long)
    const withFeed = Uint8Array.from([...full, 0x0a])
    // too long is said before anything else is; at the limit the member too many is
    expect(left(decodeSignedEvent(full)).expected).toBe('no such field')
    expect(left(decodeSignedEvent(withFeed)).expected).toBe('no such field')
    expect(left(decodeSignedEvent(padded(MAX_ENTRY_BYTES + 1, long))).found).toBe('65536 bytes')
  })

  it('nesting of an event that a later version explains: 16 levels, the event itself the first', () => {
    expect(right(decodeEntry(bytesOf(later(nested(15))), 42)).unknown).not.toBeNull()
    expect(left(decodeEntry(bytesOf(later(nested(16))), 42))).toMatchObject({
      rule: 'schema',
      path: 'event',
    })
    const deep = `{"event":{"member":${'['.repeat(20_000)}${']'.repeat(20_000)},"type":"later"}}`
    const whole = Buffer.from(bytesOf(later(0))).toString()
    const bytes = new TextEncoder().encode(whole.replace(/"event":\{[^}]*\}/, deep.slice(1, -1)))
    expect(left(decodeEntry(bytes, 42))).toMatchObject({ rule: 'schema', path: 'event' })
  })

  it.each<[string, unknown, string | null]>([
    ['integers', [0, 2 ** 53 - 1], null],
    ['2^53', 2 ** 53, 'schema'],
    ['a fraction', 0.5, 'schema'],
    ['a negative number', -1, 'schema'],
    ['any well-formed text', '\u0000\u202e\u{1f91d}', null],
    ['a member __proto__', JSON.parse('{"__proto__":{"type":"endorse"}}'), null],
    ['a signed event', { event: EVENTS.endorse, signatures: [] }, null],
  ])('what else such an event may hold: %s', (_, member, rule) => {
    const decoded = decodeEntry(bytesOf(later(member)), 42)
    expect(isRight(decoded) ? null : decoded.left.rule).toBe(rule)
    expect(Object.hasOwn(Object.prototype, 'type')).toBe(false)
  })
})
