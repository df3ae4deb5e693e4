/** tlog-proofs, good and bad. */
import {
  b64,
  broken,
  checkpointAt,
  DECIMALS,
  hashes,
  inclusion,
  LEAVES,
  of,
  times,
  tlogProof,
  withLine,
} from './formats.mjs'

const good = tlogProof(3, 5)
const proof = inclusion(3, LEAVES)
const hash = b64(proof[0])
const bad = (rule, line, name, text) => broken(rule, line, name, text)
const extra = withLine(good, 2, 'extra AQID', 'index 3')
// Lines: 1 header, 2 index, 3 to 5 hashes, 6 empty, 7 to 9 checkpoint, 10 empty, 11 to 13 signatures.

export const tlogProofs = {
  good: [
    { name: 'worked-example', index: 3, hashes: 3, extra: null, ...of(good) },
    { name: 'extra-data', index: 3, hashes: 3, extra: '010203', ...of(extra) },
    { name: 'no-hashes', index: 0, hashes: 0, extra: null, ...of(tlogProof(0, 1)) },
    ...times(5, (index) => ({
      name: `leaf-${index}-of-5`,
      index,
      hashes: inclusion(index, LEAVES).length,
      extra: null,
      ...of(tlogProof(index, 5)),
    })),
    {
      name: 'sixty-three-hashes',
      index: 0,
      hashes: 63,
      extra: null,
      ...of([
        ['c2sp.org/tlog-proof@v1\nindex 0\n', 1],
        [`${hash}\n`, 63],
        [`\n${checkpointAt(5)}`, 1],
      ]),
    },
    {
      name: 'largest-index',
      index: Number.MAX_SAFE_INTEGER,
      hashes: 3,
      extra: null,
      ...of(withLine(good, 2, `index ${Number.MAX_SAFE_INTEGER}`)),
    },
  ],
  bad: [
    bad('too-long', 0, 'extra', [
      ['c2sp.org/tlog-proof@v1\nextra ', 1],
      ['AAAA', 160_000],
      ['\n', 1],
    ]),
    bad(
      'utf-8',
      0,
      'byte-order-mark',
      Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), Buffer.from(good)]),
    ),
    bad('control-character', 1, 'carriage-returns', good.replaceAll('\n', '\r\n')),
    bad('control-character', 3, 'tab', withLine(good, 3, `${hash}\t`)),
    bad('final-newline', 13, 'none', good.slice(0, -1)),
    bad('header', 1, 'another-version', withLine(good, 1, 'c2sp.org/tlog-proof@v2')),
    bad('header', 1, 'no-version', withLine(good, 1, 'c2sp.org/tlog-proof')),
    bad('header', 1, 'space-after', withLine(good, 1, 'c2sp.org/tlog-proof@v1 ')),
    bad('header', 1, 'upper-case', withLine(good, 1, 'C2SP.org/tlog-proof@v1')),
    bad('header', 1, 'missing', withLine(good, 1)),
    bad('extra', 2, 'empty', withLine(good, 2, 'extra ', 'index 3')),
    bad('base64', 2, 'extra-unused-bits', withLine(good, 2, 'extra AQIDBB==', 'index 3')),
    bad('base64', 2, 'extra-two-spaces', withLine(good, 2, 'extra  AQID', 'index 3')),
    bad('index-line', 3, 'extra-twice', withLine(good, 2, 'extra AQID', 'extra AQID', 'index 3')),
    bad('base64', 3, 'extra-after-index', withLine(good, 2, 'index 3', 'extra AQID')),
    bad('index-line', 2, 'missing', withLine(good, 2)),
    bad('index-line', 2, 'extra-without-a-space', withLine(good, 2, 'extra', 'index 3')),
    bad('index-line', 2, 'upper-case', withLine(good, 2, 'Index 3')),
    bad('index-line', 2, 'no-space', withLine(good, 2, 'index3')),
    bad('index-line', 2, 'tlog-tiles-word', withLine(good, 2, 'leaf 3')),
    bad('index-line', 2, 'header-alone', withLine(good, 2, '')),
    bad('base64', 3, 'index-twice', withLine(good, 2, 'index 3', 'index 3')),
    ...DECIMALS.map(([name, index]) =>
      bad('decimal', 2, `index-${name}`, withLine(good, 2, `index ${index}`)),
    ),
    ...hashes(hash).map(([rule, name, text]) =>
      bad(rule, 4, `hash-${name}`, withLine(good, 4, text)),
    ),
    bad('proof-count', 0, 'sixty-four-hashes', [
      ['c2sp.org/tlog-proof@v1\nindex 0\n', 1],
      [`${hash}\n`, 64],
      [`\n${checkpointAt(5)}`, 1],
    ]),
    bad('proof-end', 0, 'no-checkpoint', withLine(good, 2, 'index 3').split('\n\n')[0] + '\n'),
    bad('base64', 6, 'no-empty-line', withLine(good, 6)),
    bad(
      'signature-block',
      0,
      'empty-line-among-the-hashes',
      withLine(good, 4, '', hash).split('\n').slice(0, 7).join('\n') + '\n',
    ),
    bad('decimal', 6, 'empty-line-before-the-last-hashes', withLine(good, 4, '')),
    bad('origin', 7, 'two-empty-lines', withLine(good, 6, '', '')),
    bad('decimal', 8, 'checkpoint-size', withLine(good, 8, '05')),
    bad('base64', 9, 'checkpoint-root', withLine(good, 9, `${b64(proof[1])}=`)),
    bad(
      'signature-block',
      0,
      'checkpoint-without-signatures',
      good.split('\n').slice(0, 9).join('\n') + '\n',
    ),
    bad('signature-line', 11, 'checkpoint-signature', withLine(good, 11, '- a AAAAAAAA')),
    bad('key-name', 12, 'checkpoint-key-name', withLine(good, 12, '— a+b AAAAAAAA')),
  ],
}
