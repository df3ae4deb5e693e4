import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  dayFromNumber,
  dayNumber,
  dayOf,
  isDay,
  isTime,
  secondsOf,
  timeFromMilliseconds,
} from './calendar.ts'
import type { Day, Time } from './primitives.ts'

const FIRST = -135_140 // 1600-01-01
const LAST = 2_932_896 // 9999-12-31
const anyNumber = fc.integer({ min: FIRST, max: LAST })

function day(text: string): Day {
  if (!isDay(text)) throw new Error(`${text} is no day`)
  return text
}

function time(text: string): Time {
  if (!isTime(text)) throw new Error(`${text} is no time`)
  return text
}

describe('a day', () => {
  it.each([
    ['1600-01-01', 'the first one'],
    ['9999-12-31', 'the last one'],
    ['1600-02-29', 'a leap year: by 400'],
    ['2000-02-29', 'a leap year: by 400'],
    ['2024-02-29', 'a leap year: by 4'],
    ['1996-02-29', 'a leap year: by 4'],
    ['9996-02-29', 'the last leap year'],
    ['2023-02-28', 'February'],
    ['2026-01-31', 'January'],
    ['2026-03-31', 'March'],
    ['2026-04-30', 'April'],
    ['2026-05-31', 'May'],
    ['2026-06-30', 'June'],
    ['2026-07-31', 'July'],
    ['2026-08-31', 'August'],
    ['2026-09-30', 'September'],
    ['2026-10-31', 'October'],
    ['2026-11-30', 'November'],
    ['2026-12-31', 'December'],
  ])('is %s (%s)', (text) => {
    expect(isDay(text)).toBe(true)
  })

  it.each([
    ['1599-12-31', 'before the first year'],
    ['0000-01-01', 'year 0'],
    ['10000-01-01', 'after the last year'],
    ['+10000-01-01', 'a year of five digits'],
    ['-1600-01-01', 'a negative year'],
    ['1700-02-29', 'no leap year: by 100'],
    ['1800-02-29', 'no leap year: by 100'],
    ['1900-02-29', 'no leap year: by 100'],
    ['2100-02-29', 'no leap year: by 100'],
    ['2023-02-29', 'no leap year'],
    ['2024-02-30', '30 February'],
    ['2026-04-31', '31 April'],
    ['2026-06-31', '31 June'],
    ['2026-09-31', '31 September'],
    ['2026-11-31', '31 November'],
    ['2026-01-32', '32 January'],
    ['2026-01-00', 'day 0'],
    ['2026-00-01', 'month 0'],
    ['2026-13-01', 'month 13'],
    ['2026-1-01', 'one digit'],
    ['2026-01-1', 'one digit'],
    ['20260101', 'no hyphens'],
    ['2026/01/01', 'slashes'],
    ['2026-01-01 ', 'a space after'],
    [' 2026-01-01', 'a space before'],
    ['2026-01-01\n', 'a line feed after'],
    ['2026-01-0\u0661', 'a digit of another script'],
    ['2026-0x-01', 'a letter'],
    ['2026-01-01T00:00:00Z', 'a time'],
    ['', 'nothing'],
  ])('is not %j (%s)', (text) => {
    expect(isDay(text)).toBe(false)
  })

  it('is what Date makes of its parts, where Date does not roll them over', () => {
    const parts = fc.tuple(
      fc.oneof(
        fc.integer({ min: 1590, max: 9999 }),
        fc.integer({ min: 15, max: 99 }).map((c) => c * 100),
      ),
      fc.nat(14),
      fc.oneof(fc.nat(33), fc.integer({ min: 28, max: 31 })),
    )
    fc.assert(
      fc.property(parts, ([y, m, d]) => {
        const text = `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`
        const date = new Date(Date.UTC(y, m - 1, d))
        const real = date.getUTCFullYear() === y && date.getUTCMonth() === m - 1
        expect(isDay(text)).toBe(y >= 1600 && real && date.getUTCDate() === d)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('a time', () => {
  it.each([
    '1600-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '2024-02-29T12:30:45Z',
    '2026-11-22T09:00:00Z',
  ])('is %s', (text) => {
    expect(isTime(text)).toBe(true)
  })

  it.each([
    ['1599-12-31T23:59:59Z', 'before the first year'],
    ['10000-01-01T00:00:00Z', 'after the last year'],
    ['2023-02-29T00:00:00Z', 'no such day'],
    ['2026-01-01T24:00:00Z', 'hour 24'],
    ['2026-01-01T00:60:00Z', 'minute 60'],
    ['2016-12-31T23:59:60Z', 'a leap second'],
    ['2026-01-01T00:00:00z', 'lower case'],
    ['2026-01-01t00:00:00Z', 'lower case'],
    ['2026-01-01 00:00:00Z', 'a space'],
    ['2026-01-01T00:00:00', 'no zone'],
    ['2026-01-01T00:00:00+00:00', 'an offset'],
    ['2026-01-01T00:00:00.0Z', 'a fraction'],
    ['2026-01-01T00:00:00,5Z', 'a fraction'],
    ['2026-01-01T00:00Z', 'no seconds'],
    ['2026-01-01T00:00:00Z\n', 'a line feed after'],
    ['2026-01-01', 'a day'],
    ['', 'nothing'],
  ])('is not %j (%s)', (text) => {
    expect(isTime(text)).toBe(false)
  })
})

describe('the number of a day', () => {
  it.each([
    ['1600-01-01', FIRST],
    ['1969-12-31', -1],
    ['1970-01-01', 0],
    ['1970-01-02', 1],
    ['2000-02-29', 11_016],
    ['2000-03-01', 11_017],
    ['9999-12-31', LAST],
  ])('of %s is %i', (text, number) => {
    expect(dayNumber(day(text))).toBe(number)
    expect(dayFromNumber(number)).toBe(text)
  })

  it('counts every day of an era of 400 years, as Date does', () => {
    const from = dayNumber(day('1999-12-31'))
    for (let number = from; number <= from + 146_098; number++) {
      const text = new Date(number * 86_400_000).toISOString().slice(0, 10)
      if (dayFromNumber(number) !== text || dayNumber(day(text)) !== number) {
        expect([number, dayFromNumber(number), dayNumber(day(text))]).toBe(text)
      }
    }
  })

  it('counts the days around every turn of a year and end of February, as Date does', () => {
    for (let year = 1600; year <= 9999; year++) {
      const start = Date.UTC(year, 0, 1) / 86_400_000
      for (const number of [start, start + 58, start + 59, start + 60, start + 364]) {
        const text = new Date(number * 86_400_000).toISOString().slice(0, 10)
        if (dayFromNumber(number) !== text || dayNumber(day(text)) !== number) {
          expect([number, dayFromNumber(number), dayNumber(day(text))]).toBe(text)
        }
      }
    }
  })

  it('takes back the day, and days compare as their numbers', () => {
    fc.assert(
      fc.property(anyNumber, anyNumber, (a, b) => {
        expect(dayNumber(dayFromNumber(a))).toBe(a)
        expect(dayFromNumber(a) < dayFromNumber(b)).toBe(a < b)
      }),
      { numRuns: 1000 },
    )
  })

  it.each([FIRST - 1, LAST + 1, 0.5, NaN, Infinity, -Infinity, Number.MAX_SAFE_INTEGER])(
    'is not %s',
    (number) => {
      expect(() => dayFromNumber(number)).toThrow(RangeError)
    },
  )
})

describe('the clock', () => {
  it.each([
    [0, '1970-01-01T00:00:00Z'],
    [999, '1970-01-01T00:00:00Z'],
    [1000, '1970-01-01T00:00:01Z'],
    [-1, '1969-12-31T23:59:59Z'],
    [-1000, '1969-12-31T23:59:59Z'],
    [86_399_999, '1970-01-01T23:59:59Z'],
    [FIRST * 86_400_000, '1600-01-01T00:00:00Z'],
    [(LAST + 1) * 86_400_000 - 1, '9999-12-31T23:59:59Z'],
  ])('at %i ms shows %s', (milliseconds, text) => {
    expect(timeFromMilliseconds(milliseconds)).toBe(text)
    expect(secondsOf(time(text))).toBe(Math.floor(milliseconds / 1000))
  })

  it('shows what Date shows, and secondsOf takes it back', () => {
    const milliseconds = fc.integer({ min: FIRST * 86_400_000, max: (LAST + 1) * 86_400_000 - 1 })
    fc.assert(
      fc.property(milliseconds, (at) => {
        const shown = timeFromMilliseconds(at)
        expect(shown).toBe(`${new Date(Math.floor(at / 1000) * 1000).toISOString().slice(0, 19)}Z`)
        expect(secondsOf(shown)).toBe(Math.floor(at / 1000))
        expect(dayOf(shown)).toBe(shown.slice(0, 10))
        expect(isTime(shown)).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })

  it.each([FIRST * 86_400_000 - 1, (LAST + 1) * 86_400_000, NaN, Infinity])(
    'at %s ms is outside the years',
    (milliseconds) => {
      expect(() => timeFromMilliseconds(milliseconds)).toThrow(RangeError)
    },
  )
})

describe('days and times with one character changed', () => {
  const character = fc.oneof(
    fc.constantFrom(...'0123456789-:TZ /\u0660\u{1f91d}'),
    fc.string({ maxLength: 2 }),
  )
  const changed = (text: string): fc.Arbitrary<string> =>
    fc
      .tuple(fc.nat(text.length - 1), character)
      .map(([at, other]) => text.slice(0, at) + other + text.slice(at + 1))

  it('are what their patterns and their numbers say', () => {
    const seen = { yes: 0, no: 0 }
    fc.assert(
      fc.property(changed('2024-02-29'), changed('1999-10-31T19:58:09Z'), (date, moment) => {
        expect(isDay(date)).toBe(isDayByPattern(date))
        expect(isTime(moment)).toBe(
          /^.{10}T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/.test(moment) &&
            isDayByPattern(moment.slice(0, 10)),
        )
        seen[isTime(moment) ? 'yes' : 'no'] += 1
      }),
      { numRuns: 2000 },
    )
    expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(200)
  })
})

function isDayByPattern(text: string): boolean {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? []
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  return (
    Number(year) >= 1600 &&
    Number(month) >= 1 &&
    Number(month) <= 12 &&
    Number(date) >= 1 &&
    Number(date) <= last
  )
}
