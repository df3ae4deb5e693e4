import { describe, expect, it } from 'vitest'
import { Name, Reason, Title, Uri } from './primitives.ts'

const two = 'é'
const three = '漢'
const four = '\u{1f91d}'

describe.each([
  ['name', Name, 512],
  ['title', Title, 1024],
  ['reason', Reason, 1024],
] as const)('a %s', (_, codec, most) => {
  it(`takes ${most} bytes of UTF-8, and not one more`, () => {
    for (const full of ['a'.repeat(most), two.repeat(most / 2), four.repeat(most / 4)]) {
      expect(Buffer.byteLength(full)).toBe(most)
      expect(codec.is(full)).toBe(true)
      expect(codec.is(`${full}a`)).toBe(false)
    }
    const filled = three.repeat(Math.floor(most / 3)) + 'a'.repeat(most % 3)
    expect(codec.is(filled)).toBe(true)
    expect(codec.is(`${filled.slice(0, -(most % 3))}${two}`)).toBe(most % 3 === 2)
    expect(codec.is(`${filled}${three}`)).toBe(false)
  })

  it('takes one byte, and not none', () => {
    expect(codec.is('a')).toBe(true)
    expect(codec.is('')).toBe(false)
  })

  it('is plain text', () => {
    for (const text of [' a', 'a ', 'a\u202eb', 'a\nb', 'a\ud800'])
      expect(codec.is(text)).toBe(false)
    for (const text of ['a b', 'é', 'e\u0301', 'a\u200db']) expect(codec.is(text)).toBe(true)
  })
})

describe('a uri', () => {
  const full = `https://${'a'.repeat(2048 - 8)}`

  it.each(['https://a', 'https://!', 'https://~', 'https://a/b?c=d#e"\\<>', full])(
    'is %s',
    (text) => {
      expect(Uri.is(text)).toBe(true)
    },
  )

  it.each([
    `${full}a`,
    'https://',
    'http://a',
    'HTTPS://a',
    'https:/a',
    'https://a b',
    'https://a\n',
    'https://a\u007f',
    'https://é',
    ' https://a',
    'javascript:alert(1)',
    '',
  ])('is not %j', (text) => {
    expect(Uri.is(text)).toBe(false)
  })
})
