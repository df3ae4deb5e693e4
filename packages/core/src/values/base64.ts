/**
 * Strict base64 (RFC 4648 §4): the standard alphabet, padded, no white space, unused bits zero. One
 * byte string has one spelling: what is decoded is encoded again and compared, so that `AB==`,
 * which lenient readers take for `AA==`, is refused.
 *
 *     encodeBase64(Uint8Array.of(0x00))             = "AA=="
 *     encodeBase64(Uint8Array.of(0xfb, 0xff, 0xbf)) = "+/+/"
 *
 * Spec: proofs §2.
 */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The base64 of `bytes`: four characters for every three bytes begun. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const group = (bytes[i] ?? 0) * 65_536 + (bytes[i + 1] ?? 0) * 256 + (bytes[i + 2] ?? 0)
    text += ALPHABET.charAt(group >> 18) + ALPHABET.charAt((group >> 12) & 63)
    text += left > 1 ? ALPHABET.charAt((group >> 6) & 63) : '='
    text += left > 2 ? ALPHABET.charAt(group & 63) : '='
  }
  return text
}

/** The bytes of `text`, or null where it is not what `encodeBase64` prints. */
export function decodeBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  for (let i = 0, at = 0; i < text.length; i += 4, at += 3) {
    const group =
      sextet(text, i) * 262_144 +
      sextet(text, i + 1) * 4096 +
      sextet(text, i + 2) * 64 +
      sextet(text, i + 3)
    bytes[at] = group >> 16
    if (at + 1 < bytes.length) bytes[at + 1] = group >> 8
    if (at + 2 < bytes.length) bytes[at + 2] = group
  }
  return encodeBase64(bytes) === text ? bytes : null
}

/** The six bits of a character; zero for any other, which the comparison then finds. */
function sextet(text: string, at: number): number {
  return VALUES[text.charCodeAt(at)] ?? 0
}

const VALUES: readonly number[] = Array.from({ length: 128 }, (_, code) =>
  Math.max(0, ALPHABET.indexOf(String.fromCharCode(code))),
)
