/** Receipts that parse and are refused: by the first check that fails, and the tag of the reason. */
import {
  b64,
  checkpointAt,
  checkpointText,
  cosignLine,
  ENTRIES,
  inclusion,
  LEAVES,
  leafHash,
  noteLine,
  nodeHash,
  of,
  operator,
  ORIGIN,
  party,
  POLICY,
  receipt,
  signedBy,
  textAt,
  TIME,
  treeHash,
  vkey,
  W1,
  W1_NAME,
  W2,
  W2_NAME,
  withLine,
} from './formats.mjs'

const good = receipt(3, 5)
const [logLine, ...witnessLines] = POLICY.split('\n')
const stranger = party('stranger')
const text = textAt(5)
const own = noteLine(ORIGIN, operator, text)
const w1 = cosignLine(W1_NAME, W1, text, TIME)
const w2 = cosignLine(W2_NAME, W2, text, TIME + 7)
const under = (...lines) => receipt(3, 5, signedBy(text, ...lines))
const flip = (line) => line.replace(/.(?=.{8}\n)/, (c) => (c === 'A' ? 'B' : 'A'))
// Lines: 1 header, 2 entry, 3 tlog-proof, 4 index, 5 to 7 hashes, 8 empty, 9 to 11 checkpoint, 12 empty, 13 to 15 signatures.
const hashLines = good.split('\n').slice(4, 7)
const withHashes = (...lines) => good.replace(hashLines.join('\n'), lines.join('\n'))

/** A receipt for `entry` as the only leaf of a log of its own at `index`, with that log's honest signatures. */
function receiptOf(entry, index = 0, origin = ORIGIN) {
  const leaves = [...LEAVES.slice(0, index), Buffer.from(entry)]
  const head = checkpointText(leaves.length, treeHash(leaves), origin)
  const signed = signedBy(
    head,
    noteLine(origin, operator, head),
    cosignLine(W1_NAME, W1, head, TIME),
    cosignLine(W2_NAME, W2, head, TIME),
  )
  const proof = inclusion(index, leaves)
    .map((hash) => `${b64(hash)}\n`)
    .join('')
  return `accord-ledger receipt v1\n${entry}\nc2sp.org/tlog-proof@v1\nindex ${index}\n${proof}\n${signed}`
}

const entry = (more) => JSON.stringify(sorted({ ...JSON.parse(ENTRIES[3]), ...more }))
const event = (more) => ({ event: { ...JSON.parse(ENTRIES[3]).event, ...more } })
function sorted(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return Array.isArray(value) ? value.map(sorted) : value
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted(value[key])]),
  )
}
const signatures = JSON.parse(ENTRIES[3]).signatures
const forged = [
  { ...signatures[0], sig: signatures[0].sig.replace(/^./, (c) => (c === '0' ? '1' : '0')) },
]

const row = (check, tag, name, input, more = {}) => ({
  name: `${check}--${name}`,
  check,
  tag,
  ...more,
  ...of(input),
})
const policy = (...lines) => [...lines, ''].join('\n')

export const refusedReceipts = [
  row('entry', 'Violation', 'space-after', withLine(good, 2, `${ENTRIES[3]} `)),
  row(
    'entry',
    'Violation',
    'members-out-of-order',
    withLine(
      good,
      2,
      JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(ENTRIES[3])).toReversed())),
    ),
  ),
  row(
    'entry',
    'Violation',
    'member-twice',
    withLine(good, 2, ENTRIES[3].replace('"index":3', '"index":3,"index":3')),
  ),
  row('entry', 'Violation', 'no-json', withLine(good, 2, ENTRIES[3].slice(0, -1))),
  row('entry', 'Violation', 'unknown-field', receiptOf(entry({ note: 'x' }), 3)),
  row(
    'entry',
    'Unrecognised',
    'unknown-event-type',
    receiptOf(entry(event({ type: 'dissolve' })), 3),
  ),

  row('place', 'Violation', 'another-index', withLine(good, 4, 'index 2')),
  row('place', 'Violation', 'entry-logged-twice', receiptOf(ENTRIES[3], 4)),
  row(
    'place',
    'Violation',
    'entry-of-another-log',
    receiptOf(entry(event({ log: 'accords.example/2' })), 3),
  ),
  row('place', 'Violation', 'origin-of-another-log', receiptOf(ENTRIES[0], 0, 'accords.example/2')),

  row(
    'inclusion',
    'RootMismatch',
    'another-entry',
    withLine(good, 2, entry({ time: '2026-11-22T09:04:00Z' })),
  ),
  row(
    'inclusion',
    'RootMismatch',
    'hashes-swapped',
    withHashes(hashLines[1], hashLines[0], hashLines[2]),
  ),
  row(
    'inclusion',
    'RootMismatch',
    'hash-changed',
    withHashes(b64(leafHash('')), ...hashLines.slice(1)),
  ),
  row('inclusion', 'ProofLength', 'hash-missing', withHashes(...hashLines.slice(0, 2))),
  row('inclusion', 'ProofLength', 'hash-more', withHashes(...hashLines, hashLines[0])),
  row('inclusion', 'ProofLength', 'hash-twice', withHashes(hashLines[0], ...hashLines)),
  row(
    'inclusion',
    'RootMismatch',
    'proof-of-another-size',
    receipt(3, 5).replace(hashLines[2], b64(nodeHash(leafHash(''), leafHash('')))),
  ),
  row(
    'inclusion',
    'IndexOutOfRange',
    'checkpoint-before-the-entry',
    receipt(3, 5, checkpointAt(3)),
  ),
  row(
    'inclusion',
    'RootMismatch',
    'checkpoint-of-another-root',
    receipt(3, 5, checkpointAt(5).replace(text, checkpointText(5, leafHash('')))),
  ),

  row('log', 'UnknownOrigin', 'not-in-the-policy', good, {
    policy: policy(
      `log ${vkey('accords.example/2', 1, operator.raw)}`,
      ...witnessLines.slice(0, -1),
    ),
  }),
  row('log', 'UnknownOrigin', 'policy-without-logs', good, {
    policy: policy(...witnessLines.slice(0, -1)),
  }),

  row('log-signature', 'NoKnownSignature', 'missing', under(w1, w2)),
  row(
    'log-signature',
    'NoKnownSignature',
    'by-another-key',
    under(noteLine(ORIGIN, stranger, text), w1, w2),
  ),
  row(
    'log-signature',
    'NoKnownSignature',
    'by-a-witness',
    under(cosignLine(ORIGIN, operator, text, TIME), w1, w2),
  ),
  row('log-signature', 'BadNoteSignature', 'changed', under(flip(own), w1, w2)),
  row(
    'log-signature',
    'BadNoteSignature',
    'of-another-size',
    under(noteLine(ORIGIN, operator, textAt(4)), w1, w2),
  ),
  row('log-signature', 'BadNoteSignature', 'cosignature-changed', under(own, flip(w1), w2)),
  row(
    'log-signature',
    'BadNoteSignature',
    'cosignature-of-another-size',
    under(own, cosignLine(W1_NAME, W1, textAt(4), TIME), w2),
  ),

  row('quorum', 'QuorumMissing', 'no-cosignature', under(own)),
  row('quorum', 'QuorumMissing', 'one-of-two', under(own, w2)),
  row('quorum', 'QuorumMissing', 'one-of-two-twice', under(own, w2, w2)),
  row(
    'quorum',
    'QuorumMissing',
    'witness-under-another-name',
    under(own, w1, cosignLine('witness.example/w3', W2, text, TIME)),
  ),
  row('quorum', 'QuorumMissing', 'times-ahead', good, { now: (TIME + 7 - 301) * 1000 }),
  row(
    'quorum',
    'QuorumMissing',
    'time-ahead-for-ever',
    under(own, w1, cosignLine(W2_NAME, W2, text, Number.MAX_SAFE_INTEGER)),
  ),

  row('freshness', 'Stale', 'a-millisecond-too-old', good, { now: (TIME + 86_400) * 1000 + 1 }),
  row(
    'freshness',
    'Stale',
    'one-of-two-too-old',
    under(own, cosignLine(W1_NAME, W1, text, TIME - 90_000), w2),
  ),
  row('freshness', 'Stale', 'time-zero', under(own, cosignLine(W1_NAME, W1, text, 0), w2)),
  row('freshness', 'Stale', 'no-quorum', under(own), { policy: policy(logLine, 'quorum none') }),

  row('entry-signatures', 'Violation', 'none', receiptOf(entry({ signatures: [] }), 3)),
  row('entry-signatures', 'Violation', 'changed', receiptOf(entry({ signatures: forged }), 3)),
  row(
    'entry-signatures',
    'Violation',
    'of-another-event',
    receiptOf(entry(event({ effective: '2026-11-23' })), 3),
  ),
]
