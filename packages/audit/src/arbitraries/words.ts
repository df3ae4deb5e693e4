/** What the grammar of events (spec §2) allows, field by field: ids, origins, days, times, hashes, and what one says of a party or an accord. */
import {
  dayFromNumber,
  dayNumber,
  encodeHex,
  isDay,
  timeFromMilliseconds,
} from '@accord-ledger/core'
import type { Day, Time } from '@accord-ledger/core'
import * as fc from 'fast-check'
import type { Keyring, SigningKey } from './keyring.ts'
import { aName, aTitle } from './text.ts'

const lower = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789'.split(''))

/** The id of an accord or a signatory, or a category: words joined by hyphens, 1 to 96 bytes. */
export const anId: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('pact', 'treaty', 'acme', 'open-waters'),
  fc
    .array(fc.string({ unit: lower, minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 10 })
    .map((words) => words.join('-')),
  fc.constantFrom('0', 'a'.repeat(96), `${'a-'.repeat(47)}ab`, 'constructor', 'null', '1e9'),
)

/** The origin of a log: 1 to 128 bytes. */
export const anOrigin: fc.Arbitrary<string> = fc.constantFrom(
  'accords.example/1',
  'a',
  '-.-',
  'a.b-c/d_e/0.1',
  '../..',
  'x'.repeat(128),
)

/** A country: two capital letters, assigned or not. */
export const aCountry: fc.Arbitrary<string> = fc.constantFrom('FR', 'DE', 'JP', 'XX', 'AA')

/** A day, 1600-01-01 to 9999-12-31; leap days and the ends among them. */
export const aDay: fc.Arbitrary<Day> = fc.oneof(
  fc.integer({ min: 0, max: 30_000 }).map(dayFromNumber),
  fc.constantFrom(...['2024-02-29', '1600-01-01', '2000-02-29', '9999-12-31'].filter(isDay)),
)

/** A time of those days, to the second. */
export const aTime: fc.Arbitrary<Time> = fc
  .tuple(aDay, fc.nat(86_399))
  .map(([day, second]) => timeFromMilliseconds((dayNumber(day) * 86_400 + second) * 1000))

/** A SHA-256: 64 lower-case hex. */
export const aHash: fc.Arbitrary<string> = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map(encodeHex)

/** One of the keys of a ring, of the first `count`. */
export function aKey(ring: Keyring, count = 16): fc.Arbitrary<SigningKey> {
  return fc.nat(count - 1).map((n) => ring.nth(n))
}

/** What is said of a party besides its key. */
export interface PartyWords {
  readonly signatory: string
  readonly name: string
  readonly category: string
  readonly country: string | null
}

/** A party. */
export const aParty: fc.Arbitrary<PartyWords> = fc.record({
  signatory: anId,
  name: aName,
  category: anId,
  country: fc.option(aCountry),
})

/** What is said of an accord. */
export interface AccordWords {
  readonly accord: string
  readonly title: string
  /** SHA-256 of the document: 64 lower-case hex. */
  readonly text: string
  readonly uri: string | null
  readonly open: boolean
  readonly effective: Day
}

/** An accord as it is published. */
export const anAccord: fc.Arbitrary<AccordWords> = fc.record({
  accord: anId,
  title: aTitle,
  text: aHash,
  uri: fc.option(
    fc.constantFrom('https://accords.example/', 'https://a', `https://${'~'.repeat(2040)}`),
  ),
  open: fc.boolean(),
  effective: aDay,
})
