/**
 * Strict hexadecimal: lower case, even length, nothing else. One byte string has one spelling.
 *
 *     encodeHex(Uint8Array.of(0x00, 0xab)) = "00ab"
 */

const DIGITS = '0123456789abcdef'
const HIGH = Uint8Array.from({ length: 256 }, (_, byte) => DIGITS.charCodeAt(byte >> 4))
const LOW = Uint8Array.from({ length: 256 }, (_, byte) => DIGITS.charCodeAt(byte & 15))

/** Most of what is written in hex are hashes, so their codes have a place that is used again. */
const HASH_BYTES = 32
const hashCodes = new Uint8Array(2 * HASH_BYTES)

/** Lower-case hex of `bytes`, two characters a byte. */
export function encodeHex(bytes: Uint8Array): string {
  const codes = bytes.length === HASH_BYTES ? hashCodes : new Uint8Array(2 * bytes.length)
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0
    codes[2 * i] = HIGH[byte] ?? 0
    codes[2 * i + 1] = LOW[byte] ?? 0
  }
  // One string in one piece: grown by concatenation it would keep its parts in memory.
  return ASCII.decode(codes)
}

/** The bytes of `text`, or null where it is not what `encodeHex` prints. */
export function decodeHex(text: string): Uint8Array | null {
  if (text.length % 2 !== 0) return null
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) {
    const high = VALUES[text.charCodeAt(2 * i)] ?? NO_DIGIT
    const low = VALUES[text.charCodeAt(2 * i + 1)] ?? NO_DIGIT
    if (high > 15 || low > 15) return null
    bytes[i] = high * 16 + low
  }
  return bytes
}

/** True where `text` is `length` lower-case hex digits. A loop: every field of every entry is asked, and a pattern takes twice as long. */
export function isHex(text: string, length: number): boolean {
  if (text.length !== length) return false
  for (let i = 0; i < length; i++) {
    if ((VALUES[text.charCodeAt(i)] ?? NO_DIGIT) === NO_DIGIT) return false
  }
  return true
}

const ASCII = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const NO_DIGIT = 255

/** The value of each code unit below 128 that is a digit, `NO_DIGIT` for the others. */
const VALUES: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = DIGITS.indexOf(String.fromCharCode(code))
  return value < 0 ? NO_DIGIT : value
})
