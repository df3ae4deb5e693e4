/** Spells the same entry otherwise: what a lenient JSON reader takes for the same. */
import * as fc from 'fast-check'
import type { LogAttack } from './attack.ts'
import { changeBytes } from './log-change.ts'
import { oneOf, present } from './places.ts'

/** Another spelling of the canonical text of an entry; none is the text itself. */
type Spelling = (text: string) => string

const SPELLINGS: readonly (readonly [what: string, spelling: Spelling])[] = Object.entries({
  'a space after a colon': (text) => text.replace('":', '": '),
  'a space at the end': (text) => `${text} `,
  'a carriage return at the end': (text) => `${text}\r`,
  'a byte order mark': (text) => `\ufeff${text}`,
  'an escaped letter in another name': (text) =>
    text.replace('"type":"', String.raw`"\u0074ype":"`),
  'an escaped letter in a name': (text) => text.replace('"log":"', String.raw`"lo\u0067":"`),
  'a member twice': (text) => text.replace('"index":', '"index":0,"index":'),
  'an unknown member': (text) => text.replace('"index":', '"extra":null,"index":'),
  'a member named __proto__': (text) => text.replace('"index":', '"__proto__":null,"index":'),
  'a number with a fraction': (text) => text.replace(/"index":(\d+),"prev/, '"index":$1.0,"prev'),
  'a number with an exponent': (text) => text.replace(/"index":(\d+),"prev/, '"index":$1e0,"prev'),
  'a number as text': (text) => text.replace(/"index":(\d+),"prev/, '"index":"$1","prev'),
  'members in another order': (text) => text.replace(/^\{(.*),("time":"[^"]{20}")\}$/s, '{$2,$1}'),
  'upper-case hex': (text) =>
    text.replace(/"sig":"([0-9a-f]*)"/, (_, sig: string) => `"sig":"${shouted(sig)}"`),
})

export const reEncode: LogAttack = {
  name: 're-encode',
  on: 'log',
  claim: 'spells an entry otherwise: escapes, spaces, members twice, numbers, orders',
  detectedBy: ['utf-8', 'schema', 'canonical'],
  needs: 'an entry',
  arbitrary: ({ entries }) =>
    oneOf(entries)?.chain(({ index, bytes }) =>
      fc.nat(SPELLINGS.length - 1).map((i) => {
        const [what, spelling] = present(SPELLINGS[i])
        const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
        return changeBytes(
          index,
          new TextEncoder().encode(spelling(text)),
          `entry ${index} is spelled with ${what}`,
        )
      }),
    ) ?? null,
}

/** Hex with one letter in upper case, or, should it have none, with a letter that is no digit. */
function shouted(hex: string): string {
  return /[a-f]/.test(hex)
    ? hex.replace(/[a-f]/, (letter) => letter.toUpperCase())
    : `G${hex.slice(1)}`
}
