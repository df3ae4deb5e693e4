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
    const high = digit(text.charCodeAt(2 * i))
    const low = digit(text.charCodeAt(2 * i + 1))
    if (high < 0 || low < 0) return null
    bytes[i] = high * 16 + low
  }
  return bytes
}

const ASCII = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function digit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  if (code >= 0x61 && code <= 0x66) return code - 0x61 + 10
  return -1
}
