import { InvalidArgumentError } from 'commander'
import { describe, expect, it } from 'vitest'
import {
  momentOf,
  readCountArgument,
  readDayArgument,
  readMomentArgument,
  readTimeArgument,
  readTrustArgument,
  readUntilArgument,
} from './arguments.ts'

const clock = (): number => Date.parse('2026-11-22T23:59:59Z')
const HEX = 'ab'.repeat(32)

describe('what an option takes', () => {
  it.each<readonly [(text: string) => unknown, string, unknown]>([
    [readDayArgument, '2026-02-28', '2026-02-28'],
    [readTimeArgument, '2026-02-28T00:00:00Z', '2026-02-28T00:00:00Z'],
    [readUntilArgument, 'none', 'none'],
    [readUntilArgument, '2026-02-28T00:00:00Z', '2026-02-28T00:00:00Z'],
    [readCountArgument, '0', 0],
    [readCountArgument, '12', 12],
    [readTrustArgument, `key:${HEX}`, { kind: 'key', key: HEX }],
    [readTrustArgument, `entry:${HEX}`, { kind: 'entry', hash: HEX }],
    [readMomentArgument, '2019-11-12', { on: '2019-11-12' }],
    [readMomentArgument, 'on:2019-11-12', { on: '2019-11-12' }],
    [readMomentArgument, 'size:12,on:2019-11-12', { size: 12, on: '2019-11-12' }],
    [readMomentArgument, '2019-11-12,size:12', { size: 12, on: '2019-11-12' }],
    [readMomentArgument, 'time:2026-02-28T00:00:00Z', { time: '2026-02-28T00:00:00Z' }],
  ])('%o takes %s', (read, text, value) => {
    expect(read(text)).toEqual(value)
  })

  it.each<readonly [(text: string) => unknown, string]>([
    [readDayArgument, '2026-02-30'],
    [readDayArgument, ''],
    [readTimeArgument, '2026-02-28'],
    [readTimeArgument, '2026-02-28T00:00:00+00:00'],
    [readUntilArgument, 'never'],
    [readCountArgument, ''],
    [readCountArgument, '-1'],
    [readCountArgument, '1e3'],
    [readCountArgument, '0x10'],
    [readCountArgument, '01'],
    [readCountArgument, '9007199254740992'],
    [readTrustArgument, HEX],
    [readTrustArgument, `key:${HEX.toUpperCase()}`],
    [readTrustArgument, `root:${HEX}`],
    [readMomentArgument, ''],
    [readMomentArgument, 'size:12,size:13'],
    [readMomentArgument, '2019-11-12,on:2019-11-12'],
    [readMomentArgument, 'index:12'],
  ])('%o refuses %j', (read, text) => {
    expect(() => read(text)).toThrow(InvalidArgumentError)
  })

  it('a moment without a day is about the UTC date', () => {
    expect(momentOf({ size: 3 }, clock)).toEqual({ size: 3, on: '2026-11-22' })
    expect(momentOf(readMomentArgument('2019-11-12'), clock)).toEqual({ on: '2019-11-12' })
  })
})
