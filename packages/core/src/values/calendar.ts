/**
 * Days and times, by arithmetic alone: `Date` turns 30 February into March, so it is not asked.
 *
 *     day   YYYY-MM-DD             a date of the proleptic Gregorian calendar, 1600-01-01 to 9999-12-31
 *     time  YYYY-MM-DDTHH:MM:SSZ   UTC, whole seconds, no leap second
 *
 * Both have a fixed width, so that comparing the strings compares the dates. Spec §2.4.
 */
import type { Day, Time } from './primitives.ts'

/** True where `text` is a day as above. */
export function isDay(text: string): text is Day {
  return text.length === 10 && beginsWithDay(text)
}

/** True where `text` is a time as above. */
export function isTime(text: string): text is Time {
  return (
    text.length === 20 &&
    beginsWithDay(text) &&
    text[10] === 'T' &&
    twoDigits(text, 11) <= 23 &&
    text[13] === ':' &&
    twoDigits(text, 14) <= 59 &&
    text[16] === ':' &&
    twoDigits(text, 17) <= 59 &&
    text[19] === 'Z'
  )
}

/** Digit by digit: every entry holds several, and patterns and slices take several times as long. */
function beginsWithDay(text: string): boolean {
  const century = twoDigits(text, 0)
  const ofCentury = twoDigits(text, 2)
  const month = twoDigits(text, 5)
  const day = twoDigits(text, 8)
  return (
    century >= 16 &&
    century <= 99 &&
    ofCentury <= 99 &&
    text[4] === '-' &&
    month >= 1 &&
    month <= 12 &&
    text[7] === '-' &&
    day >= 1 &&
    day <= daysInMonth(100 * century + ofCentury, month)
  )
}

/** The number that the digits at `at` and behind it write; more than any such number where they are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO
  const ones = text.charCodeAt(at + 1) - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : 100
}

const ZERO = 0x30

/** The UTC date of a time. */
export function dayOf(time: Time): Day {
  return time.slice(0, 10) as Day
}

/** Days since 1970-01-01, negative before it. */
export function dayNumber(day: Day): number {
  const year = Number(day.slice(0, 4))
  const month = Number(day.slice(5, 7))
  // Years run from March, so that the leap day is a year's last (Hinnant, "chrono-Compatible
  // Low-Level Date Algorithms"); 719,468 days lie between 0000-03-01 and 1970-01-01.
  const fromMarch = month > 2 ? year : year - 1
  const era = Math.floor(fromMarch / 400)
  const yearOfEra = fromMarch - era * 400
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + Number(day.slice(8, 10)) - 1
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100)
  return era * 146_097 + yearOfEra * 365 + leapDays + dayOfYear - 719_468
}

/** The day that lies `number` days after 1970-01-01. `number` is in the range of days, else a RangeError. */
export function dayFromNumber(number: number): Day {
  const shifted = number + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  const text = `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`
  if (!isDay(text)) throw new RangeError(`no day lies ${number} days from 1970-01-01`)
  return text
}

/** Seconds since 1970-01-01T00:00:00Z, negative before it. */
export function secondsOf(time: Time): number {
  return (
    dayNumber(dayOf(time)) * 86_400 +
    Number(time.slice(11, 13)) * 3600 +
    Number(time.slice(14, 16)) * 60 +
    Number(time.slice(17, 19))
  )
}

/** The time `milliseconds` after 1970-01-01T00:00:00Z, rounded down to the second; a RangeError outside the years above. */
export function timeFromMilliseconds(milliseconds: number): Time {
  const seconds = Math.floor(milliseconds / 1000)
  const day = Math.floor(seconds / 86_400)
  const second = seconds - day * 86_400
  const clock = [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60]
  return `${dayFromNumber(day)}T${clock.map((part) => padded(part, 2)).join(':')}Z` as Time
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0')
}
