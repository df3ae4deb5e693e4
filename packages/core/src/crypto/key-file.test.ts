import fc from 'fast-check'
import { isLeft } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { describe as sentenceOf } from '../describe.ts'
import { decodeHex } from '../values/hex.ts'
import { formatKeyFile, parseKeyFile } from './key-file.ts'
import { left, right } from '../test-support/either.ts'

/** Seed and public key of the test vectors of RFC 8032 §7.1. */
const RFC_8032: readonly (readonly [string, string, string])[] = [
  [
    'TEST 1',
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  ],
  [
    'TEST 2',
    '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
  ],
  [
    'TEST 3',
    'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
  ],
  [
    'TEST SHA(abc)',
    '833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42',
    'ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf',
  ],
]
const [[, SEED, PUBLIC]] = [RFC_8032[0] ?? ['', '', '']]
const HEADER = 'accord-ledger private key v1'
const FILE = `${HEADER}\npublic ${PUBLIC}\nprivate ${SEED}\n`

describe('a key file', () => {
  it.each(RFC_8032)('holds the seed and the key of RFC 8032, %s', (_, seed, key) => {
    const bytes = decodeHex(seed) ?? new Uint8Array(0)
    const text = `${HEADER}\npublic ${key}\nprivate ${seed}\n`
    expect(formatKeyFile(bytes)).toBe(text)
    expect(right(parseKeyFile(text))).toEqual(bytes)
  })

  it.each([
    ['nothing', '', 'line 1'],
    ['another header', FILE.replace('v1', 'v2'), 'line 1'],
    ['an indented header', ` ${FILE}`, 'line 1'],
    ['a byte order mark', `\ufeff${FILE}`, 'line 1'],
    ['carriage returns', FILE.replaceAll('\n', '\r\n'), 'line 1'],
    ['the header alone', `${HEADER}\n`, 'line 3'],
    ['no private line', `${HEADER}\npublic ${PUBLIC}\n`, 'line 3'],
    ['the lines in another order', `${HEADER}\nprivate ${SEED}\npublic ${PUBLIC}\n`, 'line 3'],
    ['upper case', FILE.replace(SEED, SEED.toUpperCase()), 'line 3'],
    ['a seed one byte short', FILE.replace(SEED, SEED.slice(2)), 'line 3'],
    ['a seed one byte long', FILE.replace(SEED, `${SEED}00`), 'line 3'],
    ['a space after the seed', FILE.replace(SEED, `${SEED} `), 'line 3'],
    ['two spaces before the seed', FILE.replace(SEED, ` ${SEED}`), 'line 3'],
    ['the public key of another', FILE.replace(PUBLIC, RFC_8032[1]?.[2] ?? ''), 'line 2'],
    ['no final line feed', FILE.trimEnd(), 'line 2'],
    ['two final line feeds', `${FILE}\n`, 'line 2'],
    ['a fourth line', `${FILE}comment x\n`, 'line 2'],
  ])('is refused with %s', (_, text, path) => {
    expect(left(parseKeyFile(text))).toMatchObject({ _tag: 'Malformed', what: 'key file', path })
  })

  it('is refused with any one character changed, dropped or doubled, and no error shows a part of the seed', () => {
    for (let at = 0; at < FILE.length; at++) {
      const digit = FILE[at] === '0' ? '1' : '0'
      const around = [FILE.slice(0, at), FILE.slice(at + 1)] as const
      for (const middle of ['', digit, 'g', ' ', '\n', `${FILE[at]}${FILE[at]}`]) {
        const text = around.join(middle)
        if (text === FILE) continue
        const parsed = parseKeyFile(text)
        expect(isLeft(parsed), text).toBe(true)
        expectNoPart(JSON.stringify(parsed), SEED)
        expectNoPart(sentenceOf(left(parsed)), SEED)
      }
    }
  })

  it('gives back any seed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
        expect(right(parseKeyFile(formatKeyFile(seed)))).toEqual(seed)
      }),
      { numRuns: 20 },
    )
  })
})

/** No eight digits in a row of `seed` stand in `shown`. */
function expectNoPart(shown: string, seed: string): void {
  for (let at = 0; at + 8 <= seed.length; at++) {
    if (shown.includes(seed.slice(at, at + 8))) throw new Error(`the seed shows: ${shown}`)
  }
}
