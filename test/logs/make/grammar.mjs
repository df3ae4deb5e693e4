/** Every value at the limits of the grammar, and one past each: what breaks rule 4 there. */
import {
  accord,
  authority,
  attest,
  DAY,
  endorse,
  founded,
  REGISTRAR,
  rotate,
  signatory,
  strike,
  withdraw,
} from './says.mjs'
import { keyOf, newLog } from './writer.mjs'

const labels = (count) => Array.from({ length: count }, (_, i) => `registrar ${i}`)

const extremes = (origin, { id, category, name, text, uri }) => {
  const log = newLog(origin)
  log.add(authority('operator', labels(16)), ['operator', ...labels(16)])
  const by = labels(1)
  return log
    .add(accord(id, { title: text, uri, effective: '1600-01-01' }), by)
    .add(signatory(id, 'tern', { name, category, country: 'AZ' }), [...by, 'tern'])
    .add(endorse(id, { accord: id }), ['tern'])
    .add(withdraw(id, { accord: id, reason: text, until: '9999-12-31T23:59:59Z' }), ['tern'])
    .add(strike(id, { accord: id, reason: text, effective: '2036-01-02' }), by)
}

/** Two-, three- and four-byte characters, so that bytes and characters are told apart. */
export const longest = () =>
  extremes(`${'a'.repeat(63)}/${'-'.repeat(32)}/${'_'.repeat(31)}`, {
    id: `${'a0-'.repeat(31)}a-z`,
    category: 'c'.repeat(96),
    name: `${'é'.repeat(127)}${'漢'.repeat(86)}`,
    text: `${'🌊'.repeat(255)}漢a`,
    uri: `https://${'!'.repeat(2040)}`,
  })

export const shortest = () =>
  extremes('a', { id: '0', category: 'c', name: '~', text: '漢', uri: 'https://!' })

/** One entry that breaks rule 4, as the second of the log. */
const second = (says, over) => () => founded().add(says, REGISTRAR, over)
const first = (says) => () => newLog().add(says, [])

const ids = (path, says) =>
  Object.entries({
    empty: '',
    '97-bytes': 'a'.repeat(97),
    'upper-case': 'aB',
    underscore: 'a_b',
    'two-hyphens': 'a--b',
    'hyphen-first': '-a',
    'hyphen-last': 'a-',
    'line-feed-last': 'a\n',
  }).map(([name, value]) => [`${path}-${name}`, `event.${path}`, second(says(value))])

const texts = (path, limit, says) =>
  Object.entries({
    empty: '',
    [`${limit + 1}-bytes`]: `${'é'.repeat(limit / 2)}a`,
    'space-first': ' a',
    'space-last': 'a ',
    'control-code': 'a\u001fb',
    delete: 'a\u007fb',
    'soft-hyphen': 'a\u00adb',
    'right-to-left-mark': 'a\u200fb',
    'direction-override': 'a\u202eb',
    'word-joiner': 'a\u2060b',
    'byte-order-mark': 'a\ufeffb',
    'lone-surrogate': 'a\ud800b',
    'non-character': 'a\u{1ffff}b',
    tag: 'a\u{e0041}b',
  }).map(([name, value]) => [`${path}-${name}`, `event.${path}`, second(says(value))])

const values = (path, says, rows) =>
  Object.entries(rows).map(([name, value]) => [
    `${path.replaceAll('.', '-')}-${name}`,
    `event.${path}`,
    second(says(value)),
  ])

const DAYS = {
  'year-1599': '1599-12-31',
  'five-digit-year': '10000-01-01',
  'february-30': '2024-02-30',
  'february-29-1900': '1900-02-29',
  'day-0': '2026-01-00',
  'month-13': '2026-13-01',
  'with-a-time': '2026-01-01T00:00:00Z',
}

const TIMES = {
  'second-60': '2026-12-31T23:59:60Z',
  'hour-24': '2026-12-31T24:00:00Z',
  'minute-60': '2026-12-31T23:60:00Z',
  'february-29': '2026-02-29T09:00:00Z',
  fraction: '2026-01-01T09:00:00.0Z',
  offset: '2026-01-01T09:00:00+00:00',
  'small-z': '2026-01-01T09:00:00z',
  'year-1599': '1599-12-31T23:59:59Z',
}

/** [variant, path, log] of rule 4. */
export const pastTheLimits = [
  ...ids('accord', (id) => accord(id)),
  ...ids('signatory', (id) => signatory(id, null)),
  ...ids('category', (category) => signatory('tern', null, { category })),
  ...texts('name', 512, (name) => signatory('tern', null, { name })),
  ...texts('title', 1024, (title) => accord('open-waters', { title })),
  ...texts('reason', 1024, (reason) => withdraw('tern', { reason })),
  ...values('reason', (reason) => strike('tern', { reason }), { null: null }),
  ...values('country', (country) => signatory('tern', null, { country }), {
    'lower-case': 'fr',
    'three-letters': 'FRA',
    empty: '',
  }),
  ...values('uri', (uri) => accord('open-waters', { uri }), {
    '2049-bytes': `https://${'a'.repeat(2041)}`,
    http: 'http://waters.example/',
    bare: 'https://',
    space: 'https://waters.example/ a',
    'not-ascii': 'https://wåters.example/',
  }),
  ...values('log', (log) => accord('open-waters', { log }), {
    '129-bytes': 'a'.repeat(129),
    'upper-case': 'Accords.example',
    'slash-last': 'accords.example/',
    'two-slashes': 'accords.example//1',
    'underscore-first': 'accords_example/1',
    empty: '',
  }),
  ...values('text', (text) => accord('open-waters', { text }), {
    '63-digits': 'a'.repeat(63),
    'upper-case': 'A'.repeat(64),
    null: null,
  }),
  ...values('evidence', (evidence) => attest('endorse', 'tern', { evidence }), {
    '65-digits': 'a'.repeat(65),
  }),
  ...values('act', (act) => attest(act, 'tern', { text: null }), { strike: 'strike' }),
  ...values('key', (key) => signatory('tern', null, { key }), {
    '62-digits': 'a'.repeat(62),
    'upper-case': keyOf('tern').toUpperCase(),
  }),
  ...values('effective', (effective) => endorse('tern', { effective }), DAYS),
  ...values('until', (until) => endorse('tern', { until }), TIMES),
  ...values('open', (open) => accord('open-waters', { open }), { text: 'true', null: null }),
  ...values('previous', (previous) => rotate('tern', 'tern', { previous }), {
    'null-of-rotate': null,
  }),
  ...values('seen.index', (index) => accord('a', { seen: { index, hash: 'a'.repeat(64) } }), {
    negative: -1,
    half: 0.5,
    '2-to-53': 2 ** 53,
    text: '0',
  }),
  ...Object.entries(TIMES).map(([name, time]) => [
    `time-${name}`,
    'time',
    second(accord(), { time }),
  ]),
  ['registrars-0', 'event.registrars', first(authority('operator', []))],
  ['registrars-17', 'event.registrars', first(authority('operator', labels(17)))],
  ['registrars-twice', 'event.registrars', first(authority('operator', ['a', 'a']))],
  [
    'registrars-descending',
    'event.registrars',
    first(
      authority('operator', [], {
        registrars: labels(2).map(keyOf).toSorted().toReversed(),
      }),
    ),
  ],
  ['format-text', 'event.format', first(authority('operator', ['a'], { format: '1' }))],
  ['format-half', 'event.format', first(authority('operator', ['a'], { format: 1.5 }))],
  ['founding-with-until', 'event.until', first(authority('operator', ['a'], { until: null }))],
  [
    'effective-of-rotate',
    'event.effective',
    second(rotate('tern', 'a', { previous: 'a'.repeat(64), effective: DAY })),
  ],
]
