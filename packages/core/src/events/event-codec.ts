/**
 * Reading and writing events: the closed codec of each type, and the bytes that are signed. What an
 * event says is in event.ts.
 */
import * as E from 'fp-ts/lib/Either.js'
import type * as t from 'io-ts'
import {
  bool,
  closed,
  decodeWith,
  exactly,
  isObject,
  list,
  orNull,
  refined,
} from '../values/codec.ts'
import type { Codec, Mismatch } from '../values/codec.ts'
import { preAuthEncode } from '../crypto/dsse.ts'
import type {
  AccordEvent,
  AttestEvent,
  AuthorityEvent,
  EndorseEvent,
  EventType,
  FoundingEvent,
  LedgerEvent,
  RotateEvent,
  Seen as SeenEntry,
  SignatoryEvent,
  StrikeEvent,
  Unknown,
  WithdrawEvent,
} from './event.ts'
import { encodeCanonical } from '../values/json.ts'
import {
  AccordId,
  Category,
  Country,
  Day,
  Hash,
  isId,
  LeafIndex,
  Name,
  Origin,
  PublicKey,
  Reason,
  SignatoryId,
  Time,
  Title,
  Uri,
} from '../values/primitives.ts'
import { quote } from '../values/quote.ts'

const Seen: Codec<SeenEntry> = closed<SeenEntry>('a seen entry', { index: LeafIndex, hash: Hash })

const bound = { log: Origin, seen: Seen, until: orNull(Time) }
const act = { ...bound, accord: AccordId, signatory: SignatoryId, effective: Day }

/** Bounds of the number of registrars. */
export const MAX_REGISTRARS = 16

const authority = {
  type: exactly('authority'),
  format: exactly(1),
  operator: PublicKey,
  registrars: list(PublicKey, {
    min: 1,
    max: MAX_REGISTRARS,
    order: { phrase: 'ascending, each once', holds: (before, after) => before < after },
  }),
}

const Founding: Codec<FoundingEvent> = closed<FoundingEvent>('a founding event', {
  ...authority,
  log: Origin,
  previous: exactly(null),
})

/** What is asked of the codec of any one type of event. */
export interface EventCodec extends Pick<Codec<LedgerEvent>, 'decode'> {
  is(value: unknown): value is LedgerEvent
  /** Of an event of that type. */
  write(event: LedgerEvent): string
}

const EVENTS: ReadonlyMap<string, EventCodec> = new Map<string, EventCodec>(
  Object.entries({
    authority: closed<AuthorityEvent>('an authority event', {
      ...authority,
      ...bound,
      previous: Hash,
    }),
    accord: closed<AccordEvent>('an accord event', {
      ...bound,
      type: exactly('accord'),
      accord: AccordId,
      title: Title,
      text: Hash,
      uri: orNull(Uri),
      open: bool,
      effective: Day,
      previous: orNull(Hash),
    }),
    signatory: closed<SignatoryEvent>('a signatory event', {
      ...bound,
      type: exactly('signatory'),
      signatory: SignatoryId,
      name: Name,
      category: Category,
      country: orNull(Country),
      key: orNull(PublicKey),
      effective: Day,
      previous: orNull(Hash),
    }),
    rotate: closed<RotateEvent>('a rotate event', {
      ...bound,
      type: exactly('rotate'),
      signatory: SignatoryId,
      key: PublicKey,
      previous: Hash,
    }),
    endorse: closed<EndorseEvent>('an endorse event', {
      ...act,
      type: exactly('endorse'),
      text: Hash,
      previous: orNull(Hash),
    }),
    withdraw: closed<WithdrawEvent>('a withdraw event', {
      ...act,
      type: exactly('withdraw'),
      reason: orNull(Reason),
      previous: orNull(Hash),
    }),
    attest: closed<AttestEvent>('an attest event', {
      ...act,
      type: exactly('attest'),
      act: refined<'endorse' | 'withdraw'>(
        '"endorse" or "withdraw"',
        (value): value is 'endorse' | 'withdraw' => value === 'endorse' || value === 'withdraw',
      ),
      text: orNull(Hash),
      reason: orNull(Reason),
      evidence: orNull(Hash),
      previous: orNull(Hash),
    }),
    strike: closed<StrikeEvent>('a strike event', {
      ...act,
      type: exactly('strike'),
      reason: Reason,
      previous: orNull(Hash),
    }),
  } satisfies { [T in EventType]: t.Decoder<unknown, Extract<LedgerEvent, { type: T }>> }),
)

/** The event in `value`, or, on the left, the first mismatch. `path` is where `value` stands. Asks `unknownEvent` nothing: an event of a later version is a mismatch here. */
export function decodeEvent(value: unknown, path = ''): E.Either<Mismatch, LedgerEvent> {
  if (!isObject(value)) {
    return E.left({
      path,
      expected: 'an event',
      found: value === undefined ? 'nothing' : quote(value),
    })
  }
  const { type } = value
  const codec = codecFor(type, value['previous'])
  if (codec !== undefined) return decodeWith(codec, value, path)
  return E.left({
    path: path === '' ? 'type' : `${path}.type`,
    expected: [...EVENTS.keys()].join(', '),
    found: type === undefined ? 'nothing' : quote(type),
  })
}

/** What in `value` only a later version of the format can explain, or null. */
export function unknownEvent(value: unknown): Unknown | null {
  if (!isObject(value)) return null
  const { type, format } = value
  if (typeof type !== 'string') return null
  if (!EVENTS.has(type)) return isId(type) ? { what: 'event type', found: quote(type) } : null
  return type === 'authority' && LeafIndex.is(format) && (format as number) !== 1
    ? { what: 'format', found: quote(format) }
    : null
}

/** The canonical text of an event that holds to its schema; otherwise some other text, or it throws. */
export function writeEvent(event: LedgerEvent): string {
  const codec = codecFor(event.type, event.previous)
  if (codec === undefined) throw new Error(`no event has the type ${quote(event.type)}`)
  return codec.write(event)
}

/** The codec for an event with this `type` and `previous`, whatever they are; undefined where there is none. */
export function codecFor(type: unknown, previous: unknown): EventCodec | undefined {
  if (type === 'authority' && previous === null) return Founding
  return typeof type === 'string' ? EVENTS.get(type) : undefined
}

/** The canonical bytes of an event. */
export function encodeEvent(event: LedgerEvent): Uint8Array {
  return encodeCanonical(event)
}

/** The bytes that every signer of `event` signs. */
export function signingBytes(event: LedgerEvent): Uint8Array {
  return preAuthEncode(encodeEvent(event))
}
