/**
 * Makes test/vectors/ed25519.json: what the Ed25519 rule (spec §4) says about signatures that are
 * made to divide implementations. Fixed seeds, and no library: verdicts come from ed25519-rule.mjs.
 *
 *     node scripts/make-ed25519-vectors.mjs [FILE]
 */
import { writeFileSync } from 'node:fs'
import {
  add,
  BASE,
  decode,
  encode,
  equal,
  IDENTITY,
  integer,
  isSmallOrder,
  L,
  littleEndian,
  multiply,
  P,
  sha512,
  TORSION,
} from './ed25519-arithmetic.mjs'
import { EQUATION, judge, keyBreaks } from './ed25519-rule.mjs'

const DOMAIN = 'accord-ledger ed25519 vectors'
const text = (string) => Buffer.from(string)
const concat = (...parts) => Buffer.concat(parts)
const scalar = (label) => integer(sha512(DOMAIN, '/', label)) % L
const plusTorsion = (point, i) => add(point, TORSION[i % 8])

// ---- what goes into the file

const vectors = []

const put = (name, key, message, signature, repeat = 1) => {
  const whole = concat(...Array(repeat).fill(message))
  const { breaks, zip215 } = judge(key, whole, signature)
  vectors.push({
    name,
    stands: breaks.length === 0,
    breaks,
    zip215,
    key: key.toString('hex'),
    message: message.toString('hex'),
    ...(repeat > 1 ? { repeat } : {}),
    signature: signature.toString('hex'),
  })
}

/** Refuses to write a vector that does not show what its name says. */
const expectBreaks = (...breaks) => {
  const last = vectors.at(-1)
  if (last.breaks.join() !== breaks.join())
    throw new Error(`${last.name} breaks [${last.breaks}], not [${breaks}]`)
}

/** A signer that need not be honest: a secret, and the key bytes it shows. */
const signer = (label, key) => {
  const secret = scalar(`secret ${label}`)
  return { secret, key: key ?? encode(multiply(secret, BASE)) }
}

/** Signs as RFC 8032 does, but for the bytes of R that are shown and hashed, and the hash itself. */
const sign = ({ secret, key }, message, { nonce = 1n, r, prefix = text(''), k } = {}) => {
  const shown = r ?? encode(multiply(nonce, BASE))
  const hash = k ?? integer(sha512(prefix, shown, key, message))
  return concat(shown, littleEndian((nonce + hash * secret) % L))
}

/** The first message "NAME #n" that `wanted` takes: it is asked about the unreduced hash, and the message. */
const findMessage = (name, r, key, wanted) => {
  for (let n = 0; ; n++) {
    const message = text(`${name} #${n}`)
    if (wanted(integer(sha512(r, key, message)), message)) return message
  }
}

// ---- honest signatures, and what is done to them

const alice = signer('alice')
const bob = signer('bob')
const nonce = scalar('nonce')
const message = text('accord')
const honest = sign(alice, message, { nonce })
const [honestR, honestS] = [honest.subarray(0, 32), integer(honest.subarray(32))]

put('honest', alice.key, message, honest)
expectBreaks()
put('honest-message-empty', bob.key, text(''), sign(bob, text(''), { nonce }))
expectBreaks()
const big = Buffer.alloc(65_536, 0x61)
put('honest-message-65536-bytes', bob.key, text('a'), sign(bob, big, { nonce }), 65_536)
expectBreaks()
put('message-other', alice.key, text('accorD'), honest)
put('message-empty', alice.key, text(''), honest)
put('message-longer-by-a-zero-byte', alice.key, concat(message, Buffer.alloc(1)), honest)
put('key-other', bob.key, message, honest)
put('r-and-s-swapped', alice.key, message, concat(honest.subarray(32), honestR))
put('s-big-endian', alice.key, message, concat(honestR, honest.subarray(32).toReversed()))
put(
  'hash-without-key',
  alice.key,
  message,
  sign(alice, message, { nonce, k: integer(sha512(honestR, message)) }),
)
expectBreaks(EQUATION)
const dom2 = (flag, context) =>
  concat(text('SigEd25519 no Ed25519 collisions'), Buffer.of(flag, context.length), text(context))
put('ed25519ctx', alice.key, message, sign(alice, message, { nonce, prefix: dom2(0, 'accord') }))
expectBreaks(EQUATION)
put('ed25519ph', alice.key, message, sign(alice, sha512(message), { nonce, prefix: dom2(1, '') }))
expectBreaks(EQUATION)

for (const bit of [0, 7, 100, 254, 255, 256, 263, 400, 508, 509, 510, 511]) {
  const flipped = Buffer.from(honest)
  flipped[bit >> 3] ^= 1 << (bit & 7)
  put(`signature-bit-${bit}-flipped`, alice.key, message, flipped)
}
for (const bit of [0, 7, 8, 100, 247, 248, 254, 255]) {
  const flipped = Buffer.from(honestR)
  flipped[bit >> 3] ^= 1 << (bit & 7)
  put(
    `r-bit-${bit}-flipped-before-hashing`,
    alice.key,
    message,
    sign(alice, message, { nonce, r: flipped }),
  )
  expectBreaks(EQUATION)
}
for (const bit of [0, 1, 2, 100, 254, 255]) {
  const flipped = Buffer.from(alice.key)
  flipped[bit >> 3] ^= 1 << (bit & 7)
  put(`key-bit-${bit}-flipped`, flipped, message, honest)
}
for (const length of [0, 1, 31, 33, 64]) {
  put(`key-${length}-bytes`, concat(alice.key, alice.key).subarray(0, length), message, honest)
  expectBreaks('key-length')
}
for (const length of [0, 1, 32, 63, 65, 96, 128]) {
  put(`signature-${length}-bytes`, alice.key, message, concat(honest, honest).subarray(0, length))
  expectBreaks('signature-length')
}

// ---- S

for (let times = 1n; honestS + times * L < 2n ** 256n; times++) {
  put(`s-plus-${times}-l`, alice.key, message, concat(honestR, littleEndian(honestS + times * L)))
  expectBreaks('s-range')
}
for (const [name, s] of [
  ['0', 0n],
  ['1', 1n],
  ['l-minus-1', L - 1n],
  ['l', L],
  ['l-plus-1', L + 1n],
  ['2-to-252', 2n ** 252n],
  ['2-to-255', 2n ** 255n],
  ['all-ones', 2n ** 256n - 1n],
])
  put(`s-is-${name}`, alice.key, message, concat(honestR, littleEndian(s)))

// ---- torsion: A + T_i and R + T_j; the equation holds to the byte where k i + j = 0 mod 8

for (let i = 0; i < 8; i++)
  for (let j = 0; j < 8; j++) {
    const at = `a${i}-r${j}`
    const secret = scalar(`secret torsion ${at}`)
    const mixed = { secret, key: encode(plusTorsion(multiply(secret, BASE), i)) }
    const own = scalar(`nonce torsion ${at}`)
    const r = encode(plusTorsion(multiply(own, BASE), j))
    const rest = (hash) => (Number((hash % L) % 8n) * i + j) % 8
    const can = Array.from({ length: 8 }, (_, k) => (k * i + j) % 8)
    const show = (kind, wanted, breaks) => {
      const found = findMessage(`${kind} ${at}`, r, mixed.key, wanted)
      put(`torsion-${at}-${kind}`, mixed.key, found, sign(mixed, found, { nonce: own, r }))
      expectBreaks(...breaks)
    }
    if (can.includes(0)) show('holds', (hash) => rest(hash) === 0, [])
    if (can.some((n) => n !== 0)) show('cofactored-only', (hash) => rest(hash) !== 0, [EQUATION])
    const unreduced = (hash) => (Number(hash % 8n) * i + j) % 8
    if (i !== 1 || j % 2 === 0) continue
    show('holds-with-reduced-hash-only', (h) => rest(h) === 0 && unreduced(h) !== 0, [])
    show('holds-with-unreduced-hash-only', (h) => rest(h) !== 0 && unreduced(h) === 0, [EQUATION])
  }

// ---- every encoding that is small, not canonical, or both

const withSign = (y) => [littleEndian(y), littleEndian(y | (2n ** 255n))]
const smallCanonical = TORSION.map(encode)
const minusZero = [1n, P - 1n].map((y) => withSign(y)[1])
const unreducedY = Array.from({ length: 19 }, (_, i) => withSign(P + BigInt(i))).flat()
const odd = [...smallCanonical, ...minusZero, ...unreducedY]

for (const encoding of odd) {
  const { point } = decode(encoding)
  const name = encoding.toString('hex').replace(/(.)\1{7,}/g, (run) => `(${run[0]}x${run.length})`)
  // as a key: with R = [n]B + T_j the equation holds once [k]A + T_j is the identity
  const own = scalar(`nonce key ${name}`)
  const r = encode(multiply(own, BASE))
  const small = point !== null && isSmallOrder(point)
  const vanishes = (hash) => !small || equal(multiply(hash % L, point), IDENTITY)
  const found = findMessage(`key ${name}`, r, encoding, vanishes)
  put(`key-${name}`, encoding, found, concat(r, littleEndian(own)))
  if (small && vectors.at(-1).breaks.includes(EQUATION)) throw new Error(`${name} is no forgery`)
  // as R: with A = [a]B + T_1 the equation holds once [k]T_1 + R is the identity
  const secret = scalar(`secret r ${name}`)
  const mixed = { secret, key: encode(plusTorsion(multiply(secret, BASE), 1)) }
  const meets = (hash) => !small || equal(add(multiply(hash % L, TORSION[1]), point), IDENTITY)
  const other = findMessage(`r ${name}`, encoding, mixed.key, meets)
  put(`r-${name}`, mixed.key, other, sign(mixed, other, { nonce: 0n, r: encoding }))
  // both of small order, and S = 0: where rules 1 and 2 are missing, a signature of anything
  if (small) put(`universal-${name}`, encoding, message, concat(encode(IDENTITY), Buffer.alloc(32)))
}

// ---- a hash over the canonical spelling in the place of the bytes that were sent

const identityAsSent = littleEndian(P + 1n)
put(
  'r-hashed-canonically',
  alice.key,
  message,
  concat(identityAsSent, sign(alice, message, { nonce: 0n }).subarray(32)),
)
expectBreaks('r-small-order', EQUATION)
{
  const order4 = { secret: 0n, key: littleEndian(P) }
  const r = encode(multiply(nonce, BASE))
  const hashOver = (key, bytes) => integer(sha512(r, key, bytes)) % L
  const found = findMessage(
    'key hashed canonically',
    r,
    order4.key,
    (_, bytes) =>
      hashOver(littleEndian(0n), bytes) % 4n === 0n && hashOver(order4.key, bytes) % 4n !== 0n,
  )
  put('key-hashed-canonically', order4.key, found, sign(order4, found, { nonce, r }))
  expectBreaks('key-not-canonical', 'key-small-order', EQUATION)
}

// ---- keys alone

const keys = [
  ...odd,
  alice.key,
  bob.key,
  encode(BASE),
  encode(plusTorsion(BASE, 1)),
  encode(plusTorsion(BASE, 4)),
  ...[2n, 3n, 4n, P - 2n, P - 3n].flatMap(withSign),
  Buffer.alloc(0),
  Buffer.alloc(31, 3),
  Buffer.alloc(33, 3),
].map((key) => ({ key: key.toString('hex'), breaks: keyBreaks(key) }))

const names = new Set(vectors.map(({ name }) => name))
if (names.size !== vectors.length) throw new Error('two vectors of one name')

const lines = (rows) => rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')
const about = [
  'made by scripts/make-ed25519-vectors.mjs',
  '`breaks` names the parts of the rule (spec §4) that are broken, `stands` is the verdict',
  '`zip215` is what a cofactored verifier says',
  'the message is `message` repeated `repeat` times (default 1); bytes are hex',
].join('; ')
writeFileSync(
  process.argv[2] ?? new URL('../test/vectors/ed25519.json', import.meta.url),
  `{\n  "about": ${JSON.stringify(about)},\n` +
    `  "keys": [\n${lines(keys)}\n  ],\n  "signatures": [\n${lines(vectors)}\n  ]\n}\n`,
)
