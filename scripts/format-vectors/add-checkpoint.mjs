/** Requests to a witness, good and bad, and what it answers. */
import {
  b64,
  broken,
  checkpointAt,
  checkpointText,
  consistency,
  cosignLine,
  DECIMALS,
  hashes,
  LEAVES,
  leafHash,
  noteLine,
  of,
  operator,
  ORIGIN,
  party,
  sha256,
  signedBy,
  textAt,
  TIME,
  times,
  treeHash,
  vkey,
  W1,
  W1_NAME,
  withLine,
} from './formats.mjs'

const stranger = party('stranger')
const signed = (text) => signedBy(text, noteLine(ORIGIN, operator, text))
const proofOf = (older, newer, leaves = LEAVES) =>
  older === 0 ? [] : consistency(older, leaves.slice(0, newer))
const request = (old, proof, checkpoint) =>
  `old ${old}\n${proof.map((hash) => `${b64(hash)}\n`).join('')}\n${checkpoint}`
const honest = (older, newer) => request(older, proofOf(older, newer), signed(textAt(newer)))
const good = honest(3, 5)
// Lines: 1 old, 2 to 5 hashes, 6 empty, 7 to 9 checkpoint, 10 empty, 11 signature.
const fork = LEAVES.map((leaf, i) => (i === 2 ? Buffer.from('{}') : leaf))
const forkText = (size) => checkpointText(size, treeHash(fork.slice(0, size)))
const empty = checkpointText(0, treeHash([]))
const lying = checkpointText(0, leafHash(''))
const flip = (text) => text.replace(/.(?=.{8}\n$)/, (c) => (c === 'A' ? 'B' : 'A'))
const bad = (rule, line, name, input) => broken(rule, line, name, input)
const hash = good.split('\n')[1]

/** `latest`: the size that the witness cosigned last, null for nothing. A 409 says `size`. */
const answer = (status, latest, name, input, more = {}) => ({
  name: `${status}--${name}`,
  status,
  latest,
  ...more,
  ...of(input),
})

export const addCheckpoint = {
  name: W1_NAME,
  seed: W1.seed.toString('hex'),
  origin: ORIGIN,
  keys: [vkey(ORIGIN, 1, operator.raw)],
  time: TIME,
  roots: times(6, (size) => treeHash(LEAVES.slice(0, size)).toString('hex')),
  good: [
    { name: 'worked-example', old: 3, proof: 4, ...of(good) },
    { name: 'first', old: 0, proof: 0, ...of(honest(0, 5)) },
    {
      name: 'sixty-three-hashes',
      old: 3,
      proof: 63,
      ...of(
        request(
          3,
          times(63, () => sha256('')),
          signed(textAt(5)),
        ),
      ),
    },
    {
      name: 'largest-size',
      old: Number.MAX_SAFE_INTEGER,
      proof: 0,
      ...of(request(Number.MAX_SAFE_INTEGER, [], signed(textAt(5)))),
    },
  ],
  bad: [
    bad('too-long', 0, 'hashes', [
      ['old 3\n', 1],
      [`${hash}\n`, 12_000],
      ['\n', 1],
    ]),
    bad(
      'utf-8',
      0,
      'byte-order-mark',
      Buffer.concat([Buffer.of(0xef, 0xbb, 0xbf), Buffer.from(good)]),
    ),
    bad('control-character', 1, 'carriage-returns', good.replaceAll('\n', '\r\n')),
    bad('final-newline', 11, 'none', good.slice(0, -1)),
    bad('final-newline', 1, 'empty', ''),
    bad('old-line', 1, 'missing', withLine(good, 1)),
    bad('old-line', 1, 'upper-case', withLine(good, 1, 'Old 3')),
    bad('old-line', 1, 'no-space', withLine(good, 1, 'old3')),
    bad('old-line', 1, 'number-alone', withLine(good, 1, '3')),
    bad('old-line', 1, 'checkpoint-alone', withLine(signed(textAt(5)), 1, ORIGIN, '', ORIGIN)),
    bad('base64', 2, 'old-twice', withLine(good, 1, 'old 3', 'old 3')),
    ...DECIMALS.map(([name, old]) =>
      bad('decimal', 1, `old-${name}`, withLine(good, 1, `old ${old}`)),
    ),
    ...hashes(hash).map(([rule, name, text]) =>
      bad(rule, 3, `hash-${name}`, withLine(good, 3, text)),
    ),
    bad(
      'proof-count',
      0,
      'sixty-four-hashes',
      request(
        3,
        times(64, () => sha256('')),
        signed(textAt(5)),
      ),
    ),
    bad('proof-end', 0, 'no-checkpoint', 'old 3\n'),
    bad(
      'signature-block',
      0,
      'checkpoint-without-signatures',
      request(3, proofOf(3, 5), textAt(5)),
    ),
    bad('origin', 7, 'empty', withLine(good, 6, '', '')),
    bad('decimal', 8, 'size', withLine(good, 8, '05')),
    bad('hash-length', 9, 'root', withLine(good, 9, 'AAAA')),
    bad('extension', 10, 'empty', withLine(good, 10, '', '')),
  ],
  answers: [
    answer(200, 3, 'worked-example', good),
    answer(200, null, 'first', honest(0, 5)),
    answer(200, null, 'first-of-no-leaves', request(0, [], signed(empty))),
    answer(200, 0, 'from-no-leaves', honest(0, 4)),
    answer(200, 0, 'no-leaves-again', request(0, [], signed(empty))),
    answer(200, 5, 'again', honest(5, 5)),
    answer(200, 4, 'from-a-power-of-two', honest(4, 5)),
    answer(200, 3, 'signed-by-others-too', request(3, proofOf(3, 5), checkpointAt(5))),
    answer(
      200,
      3,
      'log-signature-last',
      request(
        3,
        proofOf(3, 5),
        signedBy(
          textAt(5),
          noteLine('a.example', stranger, textAt(5)),
          noteLine(ORIGIN, operator, textAt(5)),
        ),
      ),
    ),
    answer(200, null, 'extension-lines', request(0, [], signed(`${textAt(5)}more\n`))),
    answer(400, 3, 'malformed', withLine(good, 1, 'old 03')),
    answer(400, 5, 'old-larger-than-the-checkpoint', honest(3, 5).replace('old 3', 'old 6')),
    answer(400, null, 'old-larger-with-nothing-cosigned', request(6, [], signed(textAt(5)))),
    answer(
      404,
      null,
      'unknown-origin',
      request(
        0,
        [],
        signedBy(
          checkpointText(5, treeHash(LEAVES), 'b.example'),
          noteLine('b.example', operator, checkpointText(5, treeHash(LEAVES), 'b.example')),
        ),
      ),
    ),
    answer(
      404,
      3,
      'unknown-origin-before-a-bad-signature',
      good.replace(`${ORIGIN}\n`, 'b.example\n'),
    ),
    answer(
      403,
      3,
      'no-known-signature',
      request(3, proofOf(3, 5), signedBy(textAt(5), noteLine(ORIGIN, stranger, textAt(5)))),
    ),
    answer(403, 3, 'bad-signature', flip(good)),
    answer(
      403,
      3,
      'cosignature-by-the-log-key',
      request(3, proofOf(3, 5), signedBy(textAt(5), cosignLine(ORIGIN, operator, textAt(5), TIME))),
    ),
    answer(
      403,
      3,
      'bad-signature-before-old-is-looked-at',
      flip(honest(4, 5).replace('old 4', 'old 6')),
    ),
    answer(409, 3, 'old-too-small', honest(2, 5), { size: 3 }),
    answer(409, 3, 'old-too-large', honest(4, 5), { size: 3 }),
    answer(409, 3, 'old-0', honest(0, 5), { size: 3 }),
    answer(409, null, 'nothing-cosigned', good, { size: 0 }),
    answer(409, 5, 'smaller-tree', honest(3, 4), { size: 5 }),
    answer(409, 3, 'wrong-old-and-wrong-proof', request(2, [sha256('')], signed(textAt(5))), {
      size: 3,
    }),
    answer(422, 3, 'proof-missing', request(3, [], signed(textAt(5)))),
    answer(422, 3, 'hash-missing', request(3, proofOf(3, 5).slice(1), signed(textAt(5)))),
    answer(422, 3, 'hash-more', request(3, [...proofOf(3, 5), sha256('')], signed(textAt(5)))),
    answer(
      422,
      3,
      'hash-changed',
      request(3, [sha256(''), ...proofOf(3, 5).slice(1)], signed(textAt(5))),
    ),
    answer(422, 3, 'hashes-reversed', request(3, proofOf(3, 5).toReversed(), signed(textAt(5)))),
    answer(422, 3, 'fork', request(3, proofOf(3, 5, fork), signed(forkText(5)))),
    answer(422, 3, 'same-size-another-root', request(3, [], signed(forkText(3)))),
    answer(422, 3, 'same-size-with-a-proof', request(3, [sha256('')], signed(textAt(3)))),
    answer(422, null, 'first-with-a-proof', request(0, [sha256('')], signed(textAt(5)))),
    answer(422, null, 'no-leaves-and-another-root', request(0, [], signed(lying))),
    answer(422, 0, 'no-leaves-and-another-root-again', request(0, [], signed(lying))),
  ],
}
