/** Logs whose last entry breaks one of rules 1 to 5: its bytes. */
import { pastTheLimits } from './grammar.mjs'
import { accord, endorse, founded, joined, REGISTRAR, signatory } from './says.mjs'
import { keyOf } from './writer.mjs'

/** A log whose last entry is an accord with the title `title`. */
const titled = (title) => founded().add(accord('open-waters', { title }), REGISTRAR)

/** The same, with `bytes` (hex) where the title says `here`. */
const withBytes = (hex) => () =>
  titled('Open here waters').respell((text) => {
    const [before, after] = text.split('here')
    return Buffer.concat([Buffer.from(before), Buffer.from(hex, 'hex'), Buffer.from(after)])
  })

const respelled = (change) => () => titled('Open waters').respell(change)

const entrySize = () => {
  const spare = 65_536 - titled('').entries[1].bytes.length
  return titled('a'.repeat(spare))
}

const shape = (change) => () => {
  const log = founded()
  const event = log.event(accord())
  const entry = {
    index: 1,
    prev: log.head(),
    time: '2026-01-01T10:00:00Z',
    event,
    signatures: log.signatures(event, REGISTRAR),
  }
  return log.write(JSON.parse(JSON.stringify({ ...entry, ...change(entry) })))
}

const event = (change) => shape((entry) => ({ event: change(entry.event) }))
const nested = (levels) => (levels === 0 ? [] : [nested(levels - 1)])

/** Entry signatures that no event needs, by `count` keys. */
const manySignatures = (count) =>
  Array.from({ length: count }, (_, i) => ({
    key: keyOf(`extra ${i}`),
    sig: '0'.repeat(128),
  })).toSorted((a, b) => (a.key < b.key ? -1 : 1))

const shapes = [
  [
    'and-not-canonical',
    'event.open',
    respelled((text) => text.replace('"open":true', '"open": 1')),
  ],
  ['entry-is-null', '', () => founded().raw(Buffer.from('null'))],
  ['entry-is-an-array', '', () => founded().raw(Buffer.from('[]'))],
  ['entry-is-a-number', '', () => founded().raw(Buffer.from('1'))],
  [
    'entry-is-32767-arrays',
    '',
    () => founded().raw(Buffer.from('['.repeat(32_767) + ']'.repeat(32_767))),
  ],
  ['entry-is-empty', 'index', () => founded().raw(Buffer.from('{}'))],
  ['entry-lacks-prev', 'prev', shape(() => ({ prev: undefined }))],
  ['entry-lacks-time', 'time', shape(() => ({ time: undefined }))],
  ['entry-lacks-event', 'event', shape(() => ({ event: undefined }))],
  ['entry-lacks-signatures', 'signatures', shape(() => ({ signatures: undefined }))],
  ['entry-with-a-field-more', 'note', shape(() => ({ note: null }))],
  ['index-negative', 'index', shape(() => ({ index: -1 }))],
  ['index-half', 'index', shape(() => ({ index: 1.5 }))],
  ['index-2-to-53', 'index', shape(() => ({ index: 2 ** 53 }))],
  ['index-text', 'index', shape(() => ({ index: '1' }))],
  [
    'index-minus-zero',
    'index',
    respelled((text) => text.replace('"index":1,"prev"', '"index":-0,"prev"')),
  ],
  [
    'index-beyond-numbers',
    'index',
    respelled((text) => text.replace('"index":1,"prev"', '"index":1e400,"prev"')),
  ],
  ['prev-upper-case', 'prev', shape(({ prev }) => ({ prev: prev.toUpperCase() }))],
  ['prev-null', 'prev', shape(() => ({ prev: null }))],
  ['event-is-null', 'event', event(() => null)],
  ['event-is-an-array', 'event', event(() => [])],
  ['event-lacks-type', 'event.type', event(({ type: _, ...rest }) => rest)],
  ['event-type-is-a-number', 'event.type', event((rest) => ({ ...rest, type: 1 }))],
  ['event-type-is-no-id', 'event.type', event((rest) => ({ ...rest, type: 'Accord' }))],
  ['event-lacks-until', 'event.until', event(({ until: _, ...rest }) => rest)],
  ['event-lacks-seen', 'event.seen', event(({ seen: _, ...rest }) => rest)],
  ['event-with-a-field-more', 'event.claimed', event((rest) => ({ ...rest, claimed: null }))],
  [
    'event-with-a-prototype',
    'event.__proto__',
    respelled((text) => text.replace('"event":{', '"event":{"__proto__":null,')),
  ],
  [
    'seen-with-a-field-more',
    'event.seen.time',
    event((rest) => ({ ...rest, seen: { ...rest.seen, time: null } })),
  ],
  ['unknown-event-half', 'event', event((rest) => ({ ...rest, type: 'covenant', part: 0.5 }))],
  ['unknown-event-negative', 'event', event((rest) => ({ ...rest, type: 'covenant', part: -1 }))],
  [
    'unknown-event-lone-surrogate',
    'event',
    event((rest) => ({ ...rest, type: 'covenant', part: '\udc00' })),
  ],
  [
    'unknown-event-17-deep',
    'event',
    event((rest) => ({ ...rest, type: 'covenant', part: nested(15) })),
  ],
  ['signatures-33', 'signatures', shape(() => ({ signatures: manySignatures(33) }))],
  [
    'signatures-twice',
    'signatures',
    shape(({ signatures }) => ({ signatures: [...signatures, ...signatures] })),
  ],
  [
    'signatures-descending',
    'signatures',
    () => {
      const log = founded()
      const says = signatory('tern', 'tern')
      const signatures = log.signatures(log.event(says), [...REGISTRAR, 'tern']).toReversed()
      return log.add(says, [], { signatures })
    },
  ],
  [
    'signature-126-digits',
    'signatures.0.sig',
    shape(({ signatures: [{ key, sig }] }) => ({ signatures: [{ key, sig: sig.slice(2) }] })),
  ],
  [
    'signature-upper-case',
    'signatures.0.sig',
    shape(({ signatures: [{ key, sig }] }) => ({ signatures: [{ key, sig: sig.toUpperCase() }] })),
  ],
  [
    'signature-key-short',
    'signatures.0.key',
    shape(({ signatures: [{ key, sig }] }) => ({ signatures: [{ key: key.slice(2), sig }] })),
  ],
  [
    'signature-with-a-field-more',
    'signatures.0.alg',
    shape(({ signatures: [{ key, sig }] }) => ({ signatures: [{ key, sig, alg: 'x' }] })),
  ],
]

const rows = (rule, list) => list.map(([variant, path, log]) => ({ rule, variant, path, log }))
const whole = (rule, list) => list.map(([variant, log]) => ({ rule, variant, path: '', log }))

export const invalidBytes = [
  ...whole('entry-size', [[null, entrySize]]),
  ...whole('utf-8', [
    [null, withBytes('ff')],
    ['byte-order-mark', respelled((text) => `\ufeff${text}`)],
    ['overlong', withBytes('c0af')],
    ['surrogate', withBytes('eda080')],
    ['beyond-unicode', withBytes('f4908080')],
    ['cut-short', withBytes('e6bc')],
    ['continuation-first', withBytes('80')],
    ['latin-1', withBytes('e9')],
  ]),
  ...whole('json', [
    [null, respelled((text) => text.slice(0, -1))],
    ['empty-line', () => founded().raw(Buffer.alloc(0))],
    ['two-values', respelled((text) => `${text}{}`)],
    ['comma-last', respelled((text) => text.replace(/}$/, ',}'))],
    ['comment', respelled((text) => `${text}/* */`)],
    ['not-a-number', respelled((text) => text.replace('"index":1', '"index":NaN'))],
    ['leading-zero', respelled((text) => text.replace('"index":1', '"index":01'))],
    ['single-quotes', respelled((text) => text.replaceAll('"', "'"))],
    ['control-code', withBytes('09')],
    ['zero-byte', respelled((text) => `${text}\0`)],
    ['torn', respelled((text) => text.slice(0, 200))],
    ['65535-brackets', () => founded().raw(Buffer.from('['.repeat(65_535)))],
  ]),
  ...rows('schema', [...shapes, ...pastTheLimits]),
  ...whole('canonical', [
    [null, respelled((text) => text.replace('{"event"', '{ "event"'))],
    ['carriage-return', respelled((text) => `${text}\r`)],
    ['escaped-letter', respelled((text) => text.replace('Open waters', 'Open \\u0077aters'))],
    ['escaped-slash', () => titled('a/b').respell((text) => text.replace('a/b', 'a\\/b'))],
    ['escaped-quote', () => titled('a"b').respell((text) => text.replace('a\\"b', 'a\\u0022b'))],
    ['escaped-character', () => titled('aéb').respell((text) => text.replace('aéb', 'a\\u00e9b'))],
    ['escaped-pair', () => titled('a🌊').respell((text) => text.replace('🌊', '\\ud83c\\udf0a'))],
    ['exponent', respelled((text) => text.replace('"index":1,', '"index":1e0,'))],
    ['fraction', respelled((text) => text.replace('"index":1,', '"index":1.0,'))],
    [
      'rounded-number',
      respelled((text) => text.replace('"index":1,', '"index":1.00000000000000000001,')),
    ],
    [
      'members-in-another-order',
      respelled((text) => {
        const { event, ...rest } = JSON.parse(text)
        return JSON.stringify({ ...rest, event })
      }),
    ],
    ['member-twice', respelled((text) => text.replace('"open":true', '"open":true,"open":true'))],
    [
      'member-twice-and-different',
      respelled((text) => text.replace('"open":true', '"open":false,"open":true')),
    ],
    [
      'unknown-event-with-a-space',
      () =>
        joined()
          .add(endorse('tern', { type: 'covenant' }), ['tern'])
          .respell((text) => text.replace('{"event"', '{ "event"')),
    ],
  ]),
]
