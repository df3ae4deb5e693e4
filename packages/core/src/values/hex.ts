/**
 * Strict hexadecimal: lower case, even length, nothing else. One byte string has one spelling.
 *
 *     encodeHex(Uint8Array.of(0x00, 0xab)) = "00ab"
 */

const DIGITS = '0123456789abcdef'

/** Lower-case hex of `bytes`, two characters a byte. */
export function encodeHex(bytes: Uint8Array): string {
  const codes = new Uint8Array(2 * bytes.length)
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0
    codes[2 * i] = DIGITS.charCodeAt(byte >> 4)
    codes[2 * i + 1] = DIGITS.charCodeAt(byte & 15)
  }
  // One string in one piece: grown by concatenation it would keep its parts in memory.
  return ASCII.decode(codes)
}

/** The bytes of `text`, or null where it is not what `encodeHex` prints. */
export function decodeHex(text: string): Uint8Array | null {
  if (text.length % 2 !== 0) return null
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) {
    const high = VALUES[text.charCodeAt(2 * i)] ?? 255
    const low = VALUES[text.charCodeAt(2 * i + 1)] ?? 255
    if (high > 15 || low > 15) return null
    bytes[i] = high * 16 + low
  }
  return bytes
}

const ASCII = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The value of each code unit below 128 that is a digit, 255 for the others. */
const VALUES: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => {
  const value = DIGITS.indexOf(String.fromCharCode(code))
  return value < 0 ? 255 : value
})
