/**
 * RFC 8785 in full, for any JSON value: what the restricted form of json.ts is compared with. Written
 * from the RFC's sections 3.2.2 and 3.2.3, escapes and order by hand, so that it shares nothing with it
 * but ECMAScript's own printing of numbers (which the RFC asks for).
 */

/** The canonical text of a JSON value. Throws for what has none: NaN, infinities, lone surrogates. */
export function jcs(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'string') return stringText(value)
  if (Array.isArray(value)) return `[${value.map(jcs).join(',')}]`
  if (typeof value !== 'object') throw new Error(`no JSON: ${typeof value}`)
  const members = Object.entries(value).toSorted(([a], [b]) => compareUnits(a, b))
  return `{${members.map(([key, member]) => `${stringText(key)}:${jcs(member)}`).join(',')}}`
}

// §3.2.2.3: ECMAScript's Number::toString, where minus zero is 0
function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`no JSON: ${value}`)
  return Object.is(value, -0) ? '0' : `${value}`
}

// §3.2.2.2
function stringText(text: string): string {
  let out = '"'
  for (const point of text) {
    const code = point.codePointAt(0) ?? 0
    if (code >= 0xd800 && code <= 0xdfff) throw new Error('no JSON: a lone surrogate')
    out += SHORT.get(code) ?? (code < 0x20 ? `\\u${code.toString(16).padStart(4, '0')}` : point)
  }
  return `${out}"`
}

const SHORT: ReadonlyMap<number, string> = new Map([
  [0x08, '\\b'],
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0c, '\\f'],
  [0x0d, '\\r'],
  [0x22, '\\"'],
  [0x5c, '\\\\'],
])

// §3.2.3: by UTF-16 code units, as unsigned integers
function compareUnits(a: string, b: string): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = a.charCodeAt(i) - b.charCodeAt(i)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}
