/** Checkpoint texts and cosignatures, good and bad. */
import {
  b64,
  broken,
  checkpointText,
  cosigned,
  cosignLine,
  DECIMALS,
  hashes,
  keyId,
  line,
  of,
  operator,
  ORIGIN,
  sha256,
  signedBy,
  textAt,
  TIME,
  treeHash,
  uint64,
  vkey,
  W1,
  W1_NAME,
  withLine,
} from './formats.mjs'

const text = textAt(5)
const root = text.split('\n')[2]
const row = (name, size, rootHash = treeHash([]), more = {}) => ({
  name,
  origin: more.origin ?? ORIGIN,
  size,
  root: rootHash.toString('hex'),
  extensions: more.extensions ?? [],
  ...of(
    checkpointText(size, rootHash, more.origin) +
      (more.extensions ?? []).map((each) => `${each}\n`).join(''),
  ),
})

export const checkpoints = {
  good: [
    row('worked-example', 5, Buffer.from(root, 'base64')),
    row('empty-tree', 0),
    row('largest-size', Number.MAX_SAFE_INTEGER, sha256('a')),
    row('extension-lines', 5, sha256('a'), { extensions: ['Timestamp: 1689748607742585419', ' '] }),
    row('origin-with-spaces', 5, sha256('a'), { origin: 'rekor.example - 2605736670972794746' }),
    row('origin-beyond-ascii', 5, sha256('a'), { origin: 'é+\u2028' }),
  ],
  bad: [
    broken('checkpoint-lines', 1, 'empty', ''),
    broken('checkpoint-lines', 1, 'two-lines', `${ORIGIN}\n5\n`),
    broken('checkpoint-lines', 1, 'no-root', `5\n${root}\n`),
    broken('checkpoint-lines', 1, 'no-line-feed-after', text.slice(0, -1)),
    broken('origin', 1, 'empty', withLine(text, 1, '')),
    broken('decimal', 2, 'no-size', `${ORIGIN}\n${root}\nmore\n`),
    ...DECIMALS.map(([name, size]) => broken('decimal', 2, name, withLine(text, 2, size))),
    broken('hash-length', 3, 'empty', withLine(text, 3, '')),
    ...hashes(root).map(([rule, name, hash]) => broken(rule, 3, name, withLine(text, 3, hash))),
    broken('base64', 3, 'hex', withLine(text, 3, `${treeHash([]).toString('hex')}!`)),
    broken('hash-length', 3, 'hex', withLine(text, 3, treeHash([]).toString('hex'))),
    broken('extension', 4, 'empty', `${text}\n`),
    broken('extension', 5, 'empty-after-one', `${text}a\n\n`),
  ],
}

const id = keyId(W1_NAME, 4, W1.raw)
const at = (time, signedTime = time) =>
  line(W1_NAME, id, Buffer.concat([uint64(time), W1.sign(cosigned(text, signedTime))]))
const payload = Buffer.concat([uint64(TIME), W1.sign(cosigned(text, TIME))])
const littleEndianTime = uint64(TIME).toReversed()
const over = (message) =>
  line(W1_NAME, id, Buffer.concat([uint64(TIME), W1.sign(Buffer.from(message))]))
const extended = `${text}more\n`

export const cosignatures = {
  name: W1_NAME,
  key: vkey(W1_NAME, 4, W1.raw),
  seed: W1.seed.toString('hex'),
  /** Made again byte for byte. */
  good: [
    {
      name: 'worked-example',
      time: TIME,
      signed: cosigned(text, TIME).toString(),
      ...of(signedBy(text, at(TIME))),
    },
    ...[0, 1, 255, 256, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER].map((time) => ({
      name: `time-${time}`,
      time,
      signed: cosigned(text, time).toString(),
      ...of(signedBy(text, at(time))),
    })),
    {
      name: 'extension-lines',
      time: TIME,
      signed: cosigned(extended, TIME).toString(),
      ...of(signedBy(extended, cosignLine(W1_NAME, W1, extended, TIME))),
    },
  ],
  /** By the known key, and not standing. */
  bad: [
    ['another-time', at(TIME, TIME + 1)],
    [
      'time-little-endian',
      line(W1_NAME, id, Buffer.concat([littleEndianTime, payload.subarray(8)])),
    ],
    [
      'time-after-the-signature',
      line(W1_NAME, id, Buffer.concat([payload.subarray(8), payload.subarray(0, 8)])),
    ],
    ['time-2-to-53', at(2n ** 53n)],
    ['time-2-to-53-plus-1', at(2n ** 53n + 1n)],
    ['time-2-to-63-minus-1', at(2n ** 63n - 1n)],
    ['time-2-to-64-minus-1', at(2n ** 64n - 1n)],
    ['71-bytes', line(W1_NAME, id, payload.subarray(0, 71))],
    ['73-bytes', line(W1_NAME, id, Buffer.concat([payload, Buffer.of(0)]))],
    ['8-bytes', line(W1_NAME, id, payload.subarray(0, 8))],
    ['1-byte', line(W1_NAME, id, Buffer.of(0))],
    ['no-time', line(W1_NAME, id, W1.sign(Buffer.from(text)))],
    ['header-missing', over(`time ${TIME}\n${text}`)],
    ['header-of-another-version', over(cosigned(text, TIME).toString().replace('v1', 'v2'))],
    ['time-with-a-leading-zero', over(cosigned(text, `0${TIME}`))],
    ['first-two-lines-alone', over(cosigned(`${text.split('\n').slice(0, 2).join('\n')}\n`, TIME))],
    ['blank-line-signed-too', over(cosigned(`${text}\n`, TIME))],
    ['of-another-size', over(cosigned(textAt(4), TIME))],
    [
      'by-the-operator',
      line(W1_NAME, id, Buffer.concat([uint64(TIME), operator.sign(cosigned(text, TIME))])),
    ],
  ].map(([name, made]) => ({ name, ...of(signedBy(text, made)) })),
  base64: b64(payload),
}
