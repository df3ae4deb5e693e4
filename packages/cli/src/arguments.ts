/** Values of arguments and options, read from the command line: each throws what the parser turns into a usage error. */
import type { Clock, Day, PublicKey, Time, Trust } from '@accord-ledger/core'
import {
  dayOf,
  isDay,
  isHash,
  isPublicKey,
  isTime,
  quote,
  timeFromMilliseconds,
} from '@accord-ledger/core'
import type { Moment } from '@accord-ledger/projection'
import { InvalidArgumentError } from 'commander'

/** A day. */
export function readDayArgument(text: string): Day {
  if (isDay(text)) return text
  throw new InvalidArgumentError(`expected a date YYYY-MM-DD, found ${quote(text)}`)
}

/** A time. */
export function readTimeArgument(text: string): Time {
  if (isTime(text)) return text
  throw new InvalidArgumentError(`expected a UTC time YYYY-MM-DDTHH:MM:SSZ, found ${quote(text)}`)
}

/** Until when an event may be logged; the parser takes null for nothing given, so `none` stays a word. */
export type UntilArgument = Time | 'none'

/** A time, or `none`. */
export function readUntilArgument(text: string): UntilArgument {
  return text === 'none' ? text : readTimeArgument(text)
}

/** A number of entries, or a leaf index. */
export function readCountArgument(text: string): number {
  const count = Number(text)
  if (Number.isSafeInteger(count) && count >= 0 && String(count) === text) return count
  throw new InvalidArgumentError(`expected a number from 0 up, found ${quote(text)}`)
}

/** `key:HEX` or `entry:HEX`. */
export function readTrustArgument(text: string): Trust {
  const key = text.startsWith('key:') ? text.slice(4) : null
  if (isPublicKey(key)) return { kind: 'key', key }
  const hash = text.startsWith('entry:') ? text.slice(6) : null
  if (isHash(hash)) return { kind: 'entry', hash }
  throw new InvalidArgumentError(
    `expected key: or entry: and 64 lower-case hex digits, found ${quote(text)}`,
  )
}

/** A moment with all of its parts optional; see `momentOf`. */
export interface MomentArgument {
  readonly size?: number
  readonly time?: Time
  readonly on?: Day
}

/** `DAY`, `on:DAY`, `size:N`, `time:T`, or some of them with commas between. */
export function readMomentArgument(text: string): MomentArgument {
  const moment: { size?: number; time?: Time; on?: Day } = {}
  for (const part of text.split(',')) {
    const name = /^(?:on|size|time):/.exec(part)?.[0].slice(0, -1) ?? 'on'
    const value = part.startsWith(`${name}:`) ? part.slice(name.length + 1) : part
    if (Object.hasOwn(moment, name)) {
      throw new InvalidArgumentError(`${name} stands twice in ${quote(text)}`)
    }
    if (name === 'size') moment.size = readCountArgument(value)
    else if (name === 'time') moment.time = readTimeArgument(value)
    else moment.on = readDayArgument(value)
  }
  return moment
}

/** The moment asked about: without a day, today. */
export function momentOf({ size, time, on }: MomentArgument, clock: Clock): Moment {
  return {
    on: on ?? today(clock),
    ...(size === undefined ? {} : { size }),
    ...(time === undefined ? {} : { time }),
  }
}

/** The UTC date. */
export function today(clock: Clock): Day {
  return dayOf(timeFromMilliseconds(clock()))
}

/** A key of somebody else, in 64 lower-case hex, or null where `text` is none: then it is a path. */
export function asPublicKey(text: string): PublicKey | null {
  return isPublicKey(text) ? text : null
}
