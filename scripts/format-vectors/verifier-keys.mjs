/** Verifier keys, good and bad. */
import {
  b64,
  broken,
  bumped,
  keyId,
  of,
  operator,
  ORIGIN,
  party,
  sha256,
  times,
  vkey,
  W1,
  W1_NAME,
} from './formats.mjs'

const good = vkey(ORIGIN, 1, operator.raw)
const [, id] = good.split('+')
const material = good.slice(`${ORIGIN}+${id}+`.length)
const mlDsa = Buffer.concat(times(41, (i) => sha256(`ml-dsa ${i}`)))
const big = vkey(W1_NAME, 6, mlDsa)
/** A key whose base64 holds a plus. */
const plussed = times(99, (i) => party(`plus ${i}`)).find(({ raw }) => b64(raw).includes('+'))
const typed = (type, raw) => vkey(ORIGIN, type, raw)
const named = (name) => vkey(name, 1, operator.raw)
const bad = (rule, name, text) => broken(rule, 1, name, text)
/** Refused by the byte checks of the Ed25519 rule: small order, or not canonical. */
const weak = [
  ['y-is-0', Buffer.alloc(32)],
  ['y-is-1', Buffer.of(1, ...times(31, () => 0))],
  ['y-is-p', Buffer.of(0xed, ...times(30, () => 0xff), 0x7f)],
  ['y-is-p-plus-2', Buffer.of(0xef, ...times(30, () => 0xff), 0x7f)],
]

export const verifierKeys = {
  good: [
    { name: 'worked-example', type: 'ed25519', ...of(good) },
    { name: 'cosignature', type: 'cosignature-v1', ...of(vkey(W1_NAME, 4, W1.raw)) },
    { name: 'ml-dsa-44', type: 'ml-dsa-44', ...of(big) },
    { name: 'plus-in-base64', type: 'ed25519', ...of(vkey(ORIGIN, 1, plussed.raw)) },
    { name: 'name-beyond-ascii', type: 'ed25519', ...of(named('accords.example/é—株')) },
    {
      name: 'name-with-what-only-javascript-calls-space',
      type: 'ed25519',
      ...of(named('a\ufeffb')),
    },
  ],
  bad: [
    bad('too-long', 'name', named('n'.repeat(4096))),
    bad('key-parts', 'empty', ''),
    bad('key-parts', 'name-alone', ORIGIN),
    bad('key-parts', 'no-key', `${ORIGIN}+${id}`),
    bad('key-name', 'empty', named('')),
    ...[
      ['space', 'a b'],
      ['no-break-space', 'a\u00a0b'],
      ['next-line', 'a\u0085b'],
      ['line-separator', 'a\u2028b'],
      ['ideographic-space', 'a\u3000b'],
      ['tab', 'a\tb'],
      ['line-feed', 'a\nb'],
      ['nul', 'a\0b'],
    ].map(([name, text]) => bad('key-name', name, named(text))),
    bad('key-id', 'upper-case', `${ORIGIN}+${id.toUpperCase()}+${material}`),
    bad('key-id', 'seven-digits', `${ORIGIN}+${id.slice(1)}+${material}`),
    bad('key-id', 'nine-digits', `${ORIGIN}+0${id}+${material}`),
    bad('key-id', 'empty', `${ORIGIN}++${material}`),
    bad(
      'key-id',
      'of-another-type',
      `${ORIGIN}+${keyId(ORIGIN, 4, operator.raw).toString('hex')}+${material}`,
    ),
    bad(
      'key-id',
      'without-line-feed',
      `${ORIGIN}+${sha256(ORIGIN, '\x01', operator.raw).toString('hex', 0, 4)}+${material}`,
    ),
    bad(
      'key-id',
      'of-the-key-alone',
      `${ORIGIN}+${sha256(operator.raw).toString('hex', 0, 4)}+${material}`,
    ),
    bad('key-id', 'of-another-name', `${ORIGIN}.${good.slice(ORIGIN.length)}`),
    bad(
      'base64',
      'unused-bits',
      big.replace(/.=$/, (end) => `${bumped(end[0])}=`),
    ),
    bad('base64', 'no-padding', big.slice(0, -1)),
    bad('base64', 'more-padding', `${good}====`),
    bad('base64', 'url-alphabet', vkey(ORIGIN, 1, plussed.raw).replace(/\+(?=[^+]*$)/, '-')),
    bad('base64', 'line-feed-after', `${good}\n`),
    bad('base64', 'space-after', `${good} `),
    bad('base64', 'a-fourth-part', `${good}+${material}`),
    ...[0, 2, 3, 5, 7, 0xff].map((type) =>
      bad('key-algorithm', `type-${type}`, typed(type, operator.raw)),
    ),
    bad('key-algorithm', 'no-bytes', `${ORIGIN}+${id}+`),
    ...[0, 31, 33, 64].map((length) =>
      bad('key-length', `ed25519-${length}-bytes`, typed(1, Buffer.alloc(length, 3))),
    ),
    ...[31, 33].map((length) =>
      bad('key-length', `cosignature-${length}-bytes`, typed(4, Buffer.alloc(length, 3))),
    ),
    ...[32, 1311, 1313].map((length) =>
      bad('key-length', `ml-dsa-${length}-bytes`, typed(6, Buffer.alloc(length, 3))),
    ),
    ...weak.map(([name, raw]) => bad('key-encoding', name, typed(1, raw))),
    ...weak.map(([name, raw]) => bad('key-encoding', `cosignature-${name}`, typed(4, raw))),
  ],
}
