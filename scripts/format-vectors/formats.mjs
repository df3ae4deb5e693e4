/**
 * The text formats of docs/spec/proofs.md, from the documents alone: Node's own hashes, signatures and
 * base64, and Merkle trees by their recursive definitions. Nothing of the library takes part.
 */
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'

export const sha256 = (...parts) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest()
export const b64 = (bytes) => Buffer.from(bytes).toString('base64')
export const times = (n, make) => Array.from({ length: n }, (_, i) => make(i))

// ---- keys: a private key is SHA-256 of the words below

const DER = Buffer.from('302e020100300506032b657004220420', 'hex')

/** A party with an Ed25519 key: its raw public key, and signing. */
export function party(words) {
  const seed = sha256(`accord-ledger example ${words}`)
  const key = createPrivateKey({ key: Buffer.concat([DER, seed]), format: 'der', type: 'pkcs8' })
  const { x } = createPublicKey(key).export({ format: 'jwk' })
  return { seed, raw: Buffer.from(x, 'base64url'), sign: (bytes) => sign(null, bytes, key) }
}

export const keyId = (name, type, raw) => sha256(`${name}\n`, Buffer.of(type), raw).subarray(0, 4)
export const vkey = (name, type, raw) =>
  `${name}+${keyId(name, type, raw).toString('hex')}+${b64(Buffer.concat([Buffer.of(type), raw]))}`

// ---- notes

export const line = (name, id, signature) => `— ${name} ${b64(Buffer.concat([id, signature]))}\n`
export const noteLine = (name, { raw, sign: signWith }, text) =>
  line(name, keyId(name, 1, raw), signWith(Buffer.from(text)))

export const uint64 = (n) => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(n))
  return bytes
}
export const cosigned = (text, time) => Buffer.from(`cosignature/v1\ntime ${time}\n${text}`)
export const cosignature = ({ sign: signWith }, text, time) =>
  Buffer.concat([uint64(time), signWith(cosigned(text, time))])
export const cosignLine = (name, witness, text, time) =>
  line(name, keyId(name, 4, witness.raw), cosignature(witness, text, time))

// ---- trees (RFC 9162 §2.1)

export const leafHash = (bytes) => sha256(Buffer.of(0), bytes)
export const nodeHash = (left, right) => sha256(Buffer.of(1), left, right)
const splitOf = (n) => 2 ** Math.floor(Math.log2(n - 1))

export function treeHash(leaves) {
  if (leaves.length === 0) return sha256('')
  if (leaves.length === 1) return leafHash(leaves[0])
  const k = splitOf(leaves.length)
  return nodeHash(treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)))
}

export function inclusion(m, leaves) {
  if (leaves.length === 1) return []
  const k = splitOf(leaves.length)
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)]
  return m < k
    ? [...inclusion(m, left), treeHash(right)]
    : [...inclusion(m - k, right), treeHash(left)]
}

export function consistency(m, leaves, whole = true) {
  if (m === leaves.length) return whole ? [] : [treeHash(leaves)]
  const k = splitOf(leaves.length)
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)]
  return m <= k
    ? [...consistency(m, left, whole), treeHash(right)]
    : [...consistency(m - k, right, false), treeHash(left)]
}

// ---- the log of the worked examples, its operator and its witnesses

export const ORIGIN = 'accords.example/1'
export const ENTRIES = readFileSync(
  new URL('../../docs/spec/example.jsonl', import.meta.url),
  'utf8',
)
  .trimEnd()
  .split('\n')
export const LEAVES = ENTRIES.map((entry) => Buffer.from(entry))
export const operator = party('operator')
export const W1 = party('witness 1')
export const W2 = party('witness 2')
export const W1_NAME = 'witness.example/w1'
export const W2_NAME = 'witness.example/w2'
/** 2026-11-22T09:05:00Z. */
export const TIME = 1_795_338_300

export const checkpointText = (size, root, origin = ORIGIN) => `${origin}\n${size}\n${b64(root)}\n`
export const textAt = (size) => checkpointText(size, treeHash(LEAVES.slice(0, size)))
export const signedBy = (text, ...lines) => `${text}\n${lines.join('')}`

/** The operator's checkpoint at a size, cosigned by both witnesses. */
export function checkpointAt(size) {
  const text = textAt(size)
  return signedBy(
    text,
    noteLine(ORIGIN, operator, text),
    cosignLine(W1_NAME, W1, text, TIME),
    cosignLine(W2_NAME, W2, text, TIME + 7),
  )
}

export const tlogProof = (index, size, checkpoint = checkpointAt(size)) =>
  ['c2sp.org/tlog-proof@v1', `index ${index}`, ...inclusion(index, LEAVES.slice(0, size)).map(b64)]
    .map((each) => `${each}\n`)
    .join('') + `\n${checkpoint}`

export const receipt = (index, size, checkpoint) =>
  `accord-ledger receipt v1\n${ENTRIES[index]}\n${tlogProof(index, size, checkpoint)}`

export const POLICY =
  `log ${vkey(ORIGIN, 1, operator.raw)}\n` +
  `witness W1 ${vkey(W1_NAME, 4, W1.raw)}\n` +
  `witness W2 ${vkey(W2_NAME, 4, W2.raw)} https://witness.example/w2\n` +
  'group two all W1 W2\nquorum two\n'

// ---- rows

/** Rows of what breaks a rule of a format: `rule`, the `line` (0: the whole), and the input. */
export const broken = (rule, line_, name, input) => ({
  name: `${rule}--${name}`,
  rule,
  line: line_,
  ...of(input),
})

/** An input as it goes into a file: text, hex where it is not UTF-8, or parts that repeat. */
export function of(input) {
  if (typeof input === 'string') return { text: input }
  return Buffer.isBuffer(input) ? { hex: input.toString('hex') } : { parts: input }
}

/** `text` with its line `n` (from 1) replaced by `by`, lines without their line feeds. */
export function withLine(text, n, ...by) {
  const lines = text.split('\n')
  lines.splice(n - 1, 1, ...by)
  return lines.join('\n')
}

/** Bad spellings of a decimal. */
export const DECIMALS = [
  ['empty', ''],
  ['leading-zero', '05'],
  ['two-zeros', '00'],
  ['plus', '+5'],
  ['minus', '-5'],
  ['minus-zero', '-0'],
  ['fraction', '5.0'],
  ['exponent', '5e0'],
  ['hex', '0x5'],
  ['separator', '1_000'],
  ['space-before', ' 5'],
  ['space-after', '5 '],
  ['full-width', '５'],
  ['arabic-indic', '٥'],
  ['two-to-53', '9007199254740992'],
  ['rounds-down-to-below-2-53', '9007199254740992.0'],
  ['two-to-64', '18446744073709551616'],
  ['long', '1'.repeat(400)],
]

/** Bad spellings of 32 bytes in base64, by rule. */
export const hashes = (good) => [
  ['base64', 'unused-bits', good.replace(/.=$/, (end) => `${bumped(end[0])}=`)],
  ['base64', 'no-padding', good.slice(0, -1)],
  ['base64', 'more-padding', `${good}=`],
  ['base64', 'space-after', `${good} `],
  ['base64', 'space-before', ` ${good}`],
  ['base64', 'url-alphabet', b64(Buffer.alloc(32, 0xff)).replaceAll('/', '_')],
  ['base64', 'not-base64', '!'.repeat(44)],
  ['base64', 'full-width', `Ａ${good.slice(1)}`],
  ['hash-length', '31-bytes', b64(Buffer.alloc(31))],
  ['hash-length', '33-bytes', b64(Buffer.alloc(33))],
  ['hash-length', '64-bytes', b64(Buffer.alloc(64))],
]

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
/** The next character of the alphabet: other unused bits, the same bytes. */
export const bumped = (character) => ALPHABET[ALPHABET.indexOf(character) + 1]
