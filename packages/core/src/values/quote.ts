/**
 * Attacker-controlled values in sentences for people: escaped, so that they cannot steer a terminal or
 * hide, and cut, so that they cannot flood it.
 */
import { hasRefusedCodePoint } from './plain-text.ts'

/** `value` as JSON of at most 96 characters, every code point that a name may not hold written `\u{…}`. */
export function quote(value: unknown): string {
  if (typeof value === 'string') return cut(escaped(JSON.stringify(value.slice(0, 2 * MAX))))
  if (typeof value === 'object' && value !== null) {
    return Array.isArray(value)
      ? `an array of ${value.length}`
      : `an object of ${Object.keys(value).length} fields`
  }
  return cut(String(value))
}

/** `text` as JSON, all of it, every code point that a name may not hold written `\u{…}`: for what somebody is asked to sign. */
export function quoteWhole(text: string): string {
  return escaped(JSON.stringify(text))
}

/** `text` with every code point that a name may not hold written `\u{…}`. */
export function escaped(text: string): string {
  if (!hasRefusedCodePoint(text)) return text
  let safe = ''
  for (const point of text) {
    safe += hasRefusedCodePoint(point) ? `\\u{${(point.codePointAt(0) ?? 0).toString(16)}}` : point
  }
  return safe
}

const MAX = 96

function cut(text: string): string {
  // not in the middle of a surrogate pair
  return text.length <= MAX ? text : `${text.slice(0, MAX - 1).replace(/\p{Surrogate}$/u, '')}…`
}
