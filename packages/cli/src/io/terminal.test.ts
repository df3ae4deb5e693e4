import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escaped } from '@accord-ledger/core'
import { fakeContext } from '../test-support/context.ts'
import { formatJson } from './json.ts'
import { drawn, progress } from './progress.ts'
import { PLAIN, styleFor } from './style.ts'

describe('colours', () => {
  const terminal = { write: () => undefined, isTerminal: true, columns: 80 }

  it('are for terminals only', () => {
    expect(styleFor({ ...terminal, isTerminal: false }, {})).toBe(PLAIN)
    expect(styleFor(terminal, {}).bad('x')).toBe('\u001b[31mx\u001b[39m')
  })

  it('are left out where NO_COLOR is set, or the terminal has none', () => {
    expect(styleFor(terminal, { NO_COLOR: '1' })).toBe(PLAIN)
    expect(styleFor(terminal, { TERM: 'dumb' })).toBe(PLAIN)
    expect(styleFor(terminal, { NO_COLOR: '' })).not.toBe(PLAIN)
  })
})

describe('progress', () => {
  it('is silent where nobody looks', () => {
    const { context, err } = fakeContext()
    const line = progress(context, 'verifying', 10)
    line.at(5)
    line.end()
    expect(err()).toBe('')
  })

  it('is drawn at most ten times a second, and wiped at the end', () => {
    const { context, err, pass } = fakeContext({ isTerminal: true, columns: 30 })
    const line = progress(context, 'verifying', 4)
    line.at(1)
    line.at(2)
    pass(100)
    line.at(3)
    line.end()
    expect(err()).toBe(
      `\rverifying [##---------]  25 %\rverifying [########---]  75 %\r${' '.repeat(29)}\r`,
    )
  })

  it('never fills the line', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 200 }),
        fc.option(fc.nat({ max: 100 })),
        fc.integer({ min: 12, max: 100 }),
        (done, total, columns) => {
          expect(drawn('verifying', done, total, columns).length).toBeLessThan(columns)
        },
      ),
    )
  })
})

describe('JSON', () => {
  it('says the same and holds nothing that steers a terminal', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
        const text = String.fromCharCode(...units)
        const json = formatJson({ text })
        expect(JSON.parse(json)).toEqual({ text })
        expect(json).toBe(escaped(json))
      }),
    )
  })

  it.each([
    ['\ufdd0', '\\ufdd0'],
    ['\u{e0041}', '\\udb40\\udc41'],
    ['\u009b', '\\u009b'],
  ])('writes %j as %s', (text, written) => {
    expect(formatJson({ text })).toBe(`{"text":"${written}"}`)
  })

  it('leaves letters as they are', () => {
    expect(formatJson({ name: 'État 日本 \ufffd' })).toBe('{"name":"État 日本 \ufffd"}')
  })
})
