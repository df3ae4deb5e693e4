import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCsv, formatTable } from './table.ts'

describe('a table', () => {
  it('has columns as wide as their widest cell, and no spaces at the end of a line', () => {
    expect(
      formatTable([
        ['a', 'bb', 'c'],
        ['aaa', 'b', ''],
        ['', '', 'c'],
      ]),
    ).toBe('a    bb  c\naaa  b\n         c\n')
  })

  it('of nothing is nothing', () => {
    expect(formatTable([])).toBe('')
  })

  it('escapes what steers a terminal', () => {
    expect(formatTable([['\u001b[2J', '\u202eb']])).toBe('\\u{1b}[2J  \\u{202e}b\n')
  })

  it('counts wide scripts twice and marks not at all', () => {
    expect(
      formatTable([
        ['日本', 'x'],
        ['abcd', 'x'],
        ['e\u0301ab ', 'x'],
      ]),
    ).toBe('日本  x\nabcd  x\ne\u0301ab   x\n')
  })
})

describe('CSV', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    ['a,b', '"a,b"'],
    ['say "a"', '"say ""a"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['+41', "'+41"],
    ['-1', "'-1"],
    ['@stake', "'@stake"],
    ['\tx', "'\tx"],
    ['=A1,"b"', `"'=A1,""b"""`],
    ['a=b', 'a=b'],
  ])('writes %j as %j', (cell, written) => {
    expect(formatCsv([[cell]])).toBe(`${written}\r\n`)
  })

  it('is read back as it was written, but for the guard', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2 })), (rows) => {
        const guarded = rows.map((row) => row.map((c) => (/^[=+\-@\t\r]/.test(c) ? `'${c}` : c)))
        expect(parseCsv(formatCsv(rows))).toEqual(guarded)
      }),
    )
  })
})

/** RFC 4180, read one character after another. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i)
    if (quoted) {
      if (c !== '"') cell += c
      else if (text[i + 1] === '"') cell += text[++i] ?? ''
      else quoted = false
    } else if (c === '"') quoted = true
    else if (c === ',' || text.startsWith('\r\n', i)) {
      row.push(cell)
      cell = ''
      if (c === ',') continue
      rows.push(row)
      row = []
      i += 1
    } else cell += c
  }
  return rows
}
