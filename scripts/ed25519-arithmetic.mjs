/**
 * edwards25519 from its definition (RFC 7748 §4.1, RFC 8032 §5.1), for making test vectors: slow,
 * plain, and independent of every library that the vectors test.
 *
 *     -x^2 + y^2 = 1 + d x^2 y^2  mod p,  p = 2^255 - 19,  d = -121665/121666
 *
 * A point is [X, Y, Z] with x = X/Z and y = Y/Z.
 */
import { createHash } from 'node:crypto'

export const P = 2n ** 255n - 19n
export const L = 2n ** 252n + 27742317777372353535851937790883648493n

const mod = (n, m = P) => ((n % m) + m) % m

const power = (base, exponent) => {
  let result = 1n
  for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = mod(b * b))
    if (e & 1n) result = mod(result * b)
  return result
}

const inverse = (n) => power(n, P - 2n)

const D = mod(-121665n * inverse(121666n))
const SQRT_MINUS_ONE = power(2n, (P - 1n) / 4n)

export const IDENTITY = [0n, 1n, 1n]

/** The complete addition law, which also doubles. */
export const add = ([x1, y1, z1], [x2, y2, z2]) => {
  const a = mod(z1 * z2)
  const b = mod(a * a)
  const c = mod(x1 * x2)
  const d = mod(y1 * y2)
  const e = mod(D * c * d)
  const f = mod(b - e)
  const g = mod(b + e)
  return [mod(a * f * mod((x1 + y1) * (x2 + y2) - c - d)), mod(a * g * mod(d + c)), mod(f * g)]
}

export const negate = ([x, y, z]) => [mod(-x), y, z]

/** [n]point, by doubling and adding; n is any integer from 0 up, and is not reduced. */
export const multiply = (n, point) => {
  let result = IDENTITY
  for (let q = point, k = n; k > 0n; k >>= 1n, q = add(q, q)) if (k & 1n) result = add(result, q)
  return result
}

const affine = ([x, y, z]) => [mod(x * inverse(z)), mod(y * inverse(z))]

export const equal = (a, b) => affine(a).join() === affine(b).join()

/** Whether the point's order divides 8. */
export const isSmallOrder = (point) => equal(multiply(8n, point), IDENTITY)

/** The root x of x^2 = (y^2 - 1) / (d y^2 + 1) that is even, or null where there is none. */
const evenX = (y) => {
  const square = mod((y * y - 1n) * inverse(D * y * y + 1n))
  const root = power(square, (P + 3n) / 8n)
  const x = [root, mod(root * SQRT_MINUS_ONE)].find((candidate) => mod(candidate ** 2n) === square)
  return x === undefined ? null : x % 2n === 0n ? x : mod(-x)
}

export const littleEndian = (n) =>
  Buffer.from(Buffer.from(n.toString(16).padStart(64, '0'), 'hex').toReversed())

export const integer = (bytes) => BigInt(`0x${Buffer.from(bytes.toReversed()).toString('hex')}`)

export const encode = (point) => {
  const [x, y] = affine(point)
  return littleEndian(y | ((x & 1n) << 255n))
}

/**
 * What 32 bytes say: y as it is written, the sign bit, the point that a lenient reader takes them
 * for (y mod p, and the sign of x = 0 ignored; null off the curve), and whether they are the one
 * spelling of that point.
 */
export const decode = (bytes) => {
  const sign = integer(bytes) >> 255n
  const y = integer(bytes) & (2n ** 255n - 1n)
  const even = evenX(mod(y))
  const point = even === null ? null : [sign === 1n ? mod(-even) : even, mod(y), 1n]
  return { point, canonical: y < P && !(even === 0n && sign === 1n) }
}

/** The base point: y = 4/5 and the even x. */
export const BASE = decode(littleEndian(mod(4n * inverse(5n)))).point

export const sha512 = (...parts) => {
  const hash = createHash('sha512')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** The eight points of small order, T_i = [i]T_1, with T_1 of order 8. */
export const TORSION = (() => {
  for (let y = 2n; ; y++) {
    const { point } = decode(littleEndian(y))
    const t = point && multiply(L, point)
    if (t && !equal(multiply(4n, t), IDENTITY))
      return Array.from({ length: 8 }, (_, i) => multiply(BigInt(i), t))
  }
})()
