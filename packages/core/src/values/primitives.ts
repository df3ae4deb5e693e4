/**
 * The grammar of every value in an event: one branded type and one codec each. Spec §2.3 has the
 * same table. Lengths are in UTF-8 bytes.
 *
 *     accord, signatory, category   [a-z0-9]+(-[a-z0-9]+)*                 1 to 96
 *     country                       [A-Z]{2}
 *     name · title, reason          text without the refused code points   1 to 512 · 1 to 1,024
 *     uri                           https:// and printable ASCII           9 to 2,048
 *     log                           [a-z0-9.-]+(/[a-z0-9._-]+)*            1 to 128
 *     hash, key · signature         lower-case hex                         64 · 128
 */
import { isDay, isTime } from './calendar.ts'
import { refined } from './codec.ts'
import type { Codec } from './codec.ts'
import { isHex } from './hex.ts'
import { isPlainText } from './plain-text.ts'

declare const brand: unique symbol
type Branded<A, Name extends string> = A & { readonly [brand]: Name }

/** The place of an entry in the log: an integer in [0, 2^53). */
export type LeafIndex = Branded<number, 'LeafIndex'>
/** SHA-256: 64 lower-case hex. */
export type Hash = Branded<string, 'Hash'>
/** An Ed25519 public key: 64 lower-case hex. */
export type PublicKey = Branded<string, 'PublicKey'>
/** An Ed25519 signature: 128 lower-case hex. */
export type Signature = Branded<string, 'Signature'>
/** The name of a log, and of its operator's key in signed notes. */
export type Origin = Branded<string, 'Origin'>
/** The id of an accord: `[a-z0-9]+(-[a-z0-9]+)*`, 1 to 96 bytes. */
export type AccordId = Branded<string, 'AccordId'>
/** The id of a party, in the same grammar; a name space of its own. */
export type SignatoryId = Branded<string, 'SignatoryId'>
/** What kind of party it is, in the same grammar; open. */
export type Category = Branded<string, 'Category'>
/** Two upper-case letters; which of them are countries is not a matter of validity. */
export type Country = Branded<string, 'Country'>
/** Plain text of 1 to 512 bytes (spec §2.3). */
export type Name = Branded<string, 'Name'>
/** Plain text of 1 to 1,024 bytes. */
export type Title = Branded<string, 'Title'>
/** Plain text of 1 to 1,024 bytes. */
export type Reason = Branded<string, 'Reason'>
/** `https://` and printable ASCII, 9 to 2,048 bytes. Not read as a URL. */
export type Uri = Branded<string, 'Uri'>
/** `YYYY-MM-DD`, 1600 to 9999. */
export type Day = Branded<string, 'Day'>
/** `YYYY-MM-DDTHH:MM:SSZ`, 1600 to 9999. */
export type Time = Branded<string, 'Time'>

/** Bytes a name may take. */
export const MAX_NAME_BYTES = 512
/** Bytes a title or a reason may take. */
export const MAX_TEXT_BYTES = 1024
/** Bytes an id may take. */
export const MAX_ID_BYTES = 96
/** Bytes a uri may take. */
export const MAX_URI_BYTES = 2048
/** Bytes an origin may take. */
export const MAX_ORIGIN_BYTES = 128

const ID = `an id ([a-z0-9]+(-[a-z0-9]+)*, at most ${MAX_ID_BYTES} bytes)`

export const LeafIndex: Codec<LeafIndex> = refined<LeafIndex>(
  'an integer in [0, 2^53)',
  (value): value is LeafIndex =>
    Number.isSafeInteger(value) && (value as number) >= 0 && !Object.is(value, -0),
  String,
)
export const Hash: Codec<Hash> = ascii<Hash>('64 lower-case hex digits', isHex64)
export const PublicKey: Codec<PublicKey> = ascii<PublicKey>('64 lower-case hex digits', isHex64)
export const Signature: Codec<Signature> = ascii<Signature>('128 lower-case hex digits', (value) =>
  isHex(value, 128),
)
export const Origin: Codec<Origin> = ascii<Origin>(
  `a log's origin ([a-z0-9.-]+(/[a-z0-9._-]+)*, at most ${MAX_ORIGIN_BYTES} bytes)`,
  (value) => value.length <= MAX_ORIGIN_BYTES && ORIGIN.test(value),
)
export const AccordId: Codec<AccordId> = ascii<AccordId>(ID, isId)
export const SignatoryId: Codec<SignatoryId> = ascii<SignatoryId>(ID, isId)
export const Category: Codec<Category> = ascii<Category>(ID, isId)
export const Country: Codec<Country> = ascii<Country>('two letters A to Z', (value) =>
  COUNTRY.test(value),
)
export const Name: Codec<Name> = text<Name>(
  `a name of 1 to ${MAX_NAME_BYTES} bytes of plain text`,
  (value) => isPlainText(value, MAX_NAME_BYTES),
)
export const Title: Codec<Title> = text<Title>(
  `a title of 1 to ${MAX_TEXT_BYTES} bytes of plain text`,
  (value) => isPlainText(value, MAX_TEXT_BYTES),
)
export const Reason: Codec<Reason> = text<Reason>(
  `a reason of 1 to ${MAX_TEXT_BYTES} bytes of plain text`,
  (value) => isPlainText(value, MAX_TEXT_BYTES),
)
export const Uri: Codec<Uri> = text<Uri>(
  `https:// and printable ASCII, at most ${MAX_URI_BYTES} bytes`,
  (value) => value.length <= MAX_URI_BYTES && URI.test(value),
)
export const Day: Codec<Day> = ascii<Day>('a real date YYYY-MM-DD, years 1600 to 9999', isDay)
export const Time: Codec<Time> = ascii<Time>(
  'a real UTC time YYYY-MM-DDTHH:MM:SSZ, years 1600 to 9999',
  isTime,
)

/** True where `value` is an id: the grammar of accords, signatories, categories and event types. */
export function isId(value: string): boolean {
  return value.length <= MAX_ID_BYTES && ID_SHAPE.test(value)
}

const ID_SHAPE = /^[a-z0-9]+(?:-[a-z0-9]+)*$/
const ORIGIN = /^[a-z0-9.-]+(?:\/[a-z0-9._-]+)*$/
const COUNTRY = /^[A-Z]{2}$/
const URI = /^https:\/\/[!-~]+$/

function text<A extends string>(expected: string, holds: (value: string) => boolean): Codec<A> {
  return refined<A>(expected, (value): value is A => typeof value === 'string' && holds(value))
}

/** As `text`, of a grammar without a character that JSON escapes. */
function ascii<A extends string>(expected: string, holds: (value: string) => boolean): Codec<A> {
  const codec = refined<A>(
    expected,
    (value): value is A => typeof value === 'string' && holds(value),
    (value) => `"${value}"`,
  )
  return Object.assign(codec, { verbatim: true as const })
}

function isHex64(value: string): boolean {
  return isHex(value, 64)
}
