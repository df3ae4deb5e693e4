/** Signed notes, good and bad. */
import {
  b64,
  cosignLine,
  broken,
  keyId,
  line,
  noteLine,
  of,
  operator,
  ORIGIN,
  party,
  sha256,
  signedBy,
  textAt,
  times,
  TIME,
  uint64,
  vkey,
  W1,
  W1_NAME,
  withLine,
} from './formats.mjs'

const text = textAt(5)
const own = noteLine(ORIGIN, operator, text)
const seen = cosignLine(W1_NAME, W1, text, TIME)
const good = signedBy(text, own)
const id = keyId(ORIGIN, 1, operator.raw)
const signature = operator.sign(Buffer.from(text))
const stranger = party('stranger')
const strange = noteLine('stranger.example', stranger, text)
const flipped = (at) => Buffer.from(signature).map((byte, i) => (i === at ? byte ^ 1 : byte))
const mlDsaLine = (i) =>
  line(
    `pq.example/${i}`,
    Buffer.of(6, 6, 6, i),
    Buffer.concat(times(76, () => sha256(`pq ${i}`))).subarray(0, 2428),
  )
const L = 2n ** 252n + 27742317777372353535851937790883648493n
const littleEndian = (bytes) =>
  [...bytes].reduceRight((high, byte) => high * 256n + BigInt(byte), 0n)
const plusL = Buffer.concat([
  signature.subarray(0, 32),
  Buffer.from(
    (littleEndian(signature.subarray(32)) + L).toString(16).padStart(64, '0'),
    'hex',
  ).toReversed(),
])

/** A signature line of which something is odd; the good one is line 5 of the good note. */
const bad = (rule, name, lines) => broken(rule, 5, name, signedBy(text, lines))
const base64 = b64(Buffer.concat([id, signature]))
const lineOf = (bytes) => `— ${ORIGIN} ${b64(bytes)}\n`

const other = (paragraphs) => signedBy(paragraphs, noteLine(ORIGIN, operator, paragraphs))
const known = (...rows) => rows.map(([at, time]) => ({ at, time }))

export const notes = {
  keys: [vkey(ORIGIN, 1, operator.raw), vkey(W1_NAME, 4, W1.raw)],
  good: [
    {
      name: 'worked-example',
      known: known([0, null], [1, TIME]),
      ...of(signedBy(text, own, seen)),
    },
    { name: 'one-signature', known: known([0, null]), ...of(good) },
    { name: 'cosignature-alone', known: known([0, TIME]), ...of(signedBy(text, seen)) },
    {
      name: 'known-one-last',
      known: known([2, null]),
      ...of(signedBy(text, strange, mlDsaLine(0), own)),
    },
    {
      name: 'sixteen-signatures-of-ml-dsa',
      known: known([15, null]),
      ...of(signedBy(text, ...times(15, mlDsaLine), own)),
    },
    {
      name: 'a-hundred-signatures',
      known: known([99, null]),
      ...of([
        [`${text}\n`, 1],
        [strange, 99],
        [own, 1],
      ]),
    },
    { name: 'blank-lines-in-the-text', known: known([0, null]), ...of(other('a\n\nb\n\n\nc\n')) },
    { name: 'signature-line-in-the-text', known: known([0, null]), ...of(other(`a\n\n${own}`)) },
    { name: 'text-of-one-line-feed', known: known([0, null]), ...of(other('\n')) },
    {
      name: 'text-beyond-ascii',
      known: known([0, null]),
      ...of(other('è subito sera \u{1f319}\u007f\u0085\n')),
    },
    {
      name: 'name-of-a-known-key-with-another-id',
      known: known([1, null]),
      ...of(signedBy(text, line(ORIGIN, Buffer.of(1, 2, 3, 4), signature), own)),
    },
    {
      name: 'id-of-a-known-key-under-another-name',
      known: known([1, null]),
      ...of(signedBy(text, line(`${ORIGIN}/2`, id, signature), own)),
    },
    {
      name: 'known-key-twice-and-the-second-one-bad',
      known: known([0, null]),
      ...of(signedBy(text, own, line(ORIGIN, id, flipped(0)))),
    },
    {
      name: 'unknown-key-twice',
      known: known([2, null]),
      ...of(signedBy(text, strange, strange, own)),
    },
  ],
  bad: [
    broken('too-long', 0, 'text', [
      ['a'.repeat(1024), 512],
      ['\n', 1],
      [`\n${own}`, 1],
    ]),
    ...[
      ['not-utf-8', Buffer.concat([Buffer.of(0xff), Buffer.from(good)])],
      ['overlong', Buffer.concat([Buffer.of(0xc0, 0x80), Buffer.from(good)])],
      ['surrogate', Buffer.concat([Buffer.of(0xed, 0xa0, 0x80), Buffer.from(good)])],
      ['byte-order-mark', Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), Buffer.from(good)])],
      ['cut-short', Buffer.from(good).subarray(0, text.length + 3)],
    ].map(([name, input]) => broken('utf-8', 0, name, input)),
    ...[
      ['carriage-return', 1, `${ORIGIN}\r`],
      ['tab', 2, '5\t'],
      ['nul', 2, '\u00005'],
      ['escape', 3, '\u001b[2J'],
      ['carriage-return-in-a-signature-line', 5, `${own.slice(0, -1)}\r`],
    ].map(([name, at, by]) => broken('control-character', at, name, withLine(good, at, by))),
    broken('final-newline', 1, 'empty', ''),
    broken('final-newline', 5, 'none', good.slice(0, -1)),
    broken('signature-block', 0, 'text-alone', text),
    broken('signature-block', 0, 'no-blank-line', text + own),
    broken('signature-block', 0, 'no-lines', `${text}\n`),
    broken('signature-block', 0, 'blank-line-after', `${good}\n`),
    broken('signature-block', 0, 'blank-line-first', `\n${own}`),
    broken('signature-count', 0, 'one-hundred-and-one', [
      [`${text}\n`, 1],
      [strange, 101],
    ]),
    bad('signature-line', 'hyphen', own.replace('—', '-')),
    bad('signature-line', 'en-dash', own.replace('—', '–')),
    bad('signature-line', 'no-dash', own.slice(2)),
    bad('signature-line', 'no-space-after-the-dash', own.replace('— ', '—')),
    bad('signature-line', 'no-break-space-after-the-dash', own.replace('— ', '—\u00a0')),
    bad('signature-line', 'space-before-the-dash', ` ${own}`),
    bad('signature-line', 'no-signature', `— ${ORIGIN}\n`),
    bad('signature-line', 'two-lines', `— ${ORIGIN}\n${base64}\n`),
    broken('signature-line', 6, 'text-after-the-signatures', `${good}a\n`),
    bad('key-name', 'empty', `—  ${base64}\n`),
    bad('key-name', 'plus', own.replace(ORIGIN, 'a+b')),
    bad('key-name', 'no-break-space', own.replace(ORIGIN, 'a\u00a0b')),
    bad('key-name', 'next-line', own.replace(ORIGIN, 'a\u0085b')),
    bad(
      'base64',
      'unused-bits',
      `— ${ORIGIN} ${b64(Buffer.concat([id, Buffer.of(0)])).replace(/A=$/, 'B=')}\n`,
    ),
    bad('base64', 'url-alphabet', lineOf(Buffer.alloc(68, 0xff)).replaceAll('/', '_')),
    bad('base64', 'no-padding', `— ${ORIGIN} AAAAAAAAAA\n`),
    bad('base64', 'two-spaces', own.replace(`${ORIGIN} `, `${ORIGIN}  `)),
    bad('base64', 'space-after', own.replace('\n', ' \n')),
    bad('base64', 'name-with-a-space', own.replace(ORIGIN, 'a b')),
    bad('signature-length', 'empty', lineOf('')),
    bad('signature-length', 'three-bytes', lineOf(id.subarray(0, 3))),
    bad('signature-length', 'key-id-alone', lineOf(id)),
  ],
  /** Notes that parse and do not open: with the error, and the place of the line where it is one line's. */
  unopened: [
    ...[0, 31, 32, 63].map((at) => ({
      name: `signature-byte-${at}-flipped`,
      error: 'BadNoteSignature',
      at: 0,
      ...of(signedBy(text, line(ORIGIN, id, flipped(at)))),
    })),
    ...[
      ['text-changed', signedBy(text.replace('\n5\n', '\n6\n'), own), 0],
      ['text-longer', signedBy(`${text}\n`, own), 0],
      [
        'blank-line-signed-too',
        signedBy(text, line(ORIGIN, id, operator.sign(Buffer.from(`${text}\n`)))),
        0,
      ],
      [
        'line-feed-not-signed',
        signedBy(text, line(ORIGIN, id, operator.sign(Buffer.from(text.slice(0, -1))))),
        0,
      ],
      ['signature-63-bytes', signedBy(text, line(ORIGIN, id, signature.subarray(0, 63))), 0],
      [
        'signature-65-bytes',
        signedBy(text, line(ORIGIN, id, Buffer.concat([signature, Buffer.of(0)]))),
        0,
      ],
      ['signature-s-plus-l', signedBy(text, line(ORIGIN, id, plusL)), 0],
      [
        'signature-by-another-key',
        signedBy(text, line(ORIGIN, id, stranger.sign(Buffer.from(text)))),
        0,
      ],
      [
        'known-key-twice-and-the-first-one-bad',
        signedBy(text, line(ORIGIN, id, flipped(0)), own),
        0,
      ],
      [
        'one-good-and-one-bad',
        signedBy(
          text,
          own,
          line(W1_NAME, keyId(W1_NAME, 4, W1.raw), Buffer.concat([uint64(TIME), signature])),
        ),
        1,
      ],
      [
        'cosignature-without-a-time',
        signedBy(text, line(W1_NAME, keyId(W1_NAME, 4, W1.raw), W1.sign(Buffer.from(text)))),
        0,
      ],
    ].map(([name, input, at]) => ({ name, error: 'BadNoteSignature', at, ...of(input) })),
    ...[
      ['unknown-key', signedBy(text, strange)],
      ['known-key-under-another-name', signedBy(text, noteLine(`${ORIGIN}/2`, operator, text))],
      ['known-name-with-another-key', signedBy(text, noteLine(ORIGIN, stranger, text))],
      ['known-id-under-another-name', signedBy(text, line(`${ORIGIN}/2`, id, signature))],
      ['witness-key-signing-as-a-log', signedBy(text, noteLine(W1_NAME, W1, text))],
      ['ml-dsa-lines-alone', signedBy(text, ...times(3, mlDsaLine))],
    ].map(([name, input]) => ({ name, error: 'NoKnownSignature', ...of(input) })),
  ],
}
