import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainRequest } from '../http/http-message.ts'
import { networkOf, senderOf } from './remote-address.ts'
import { tokenBuckets } from './token-buckets.ts'

describe('a token bucket', () => {
  it('gives its burst at once, and then what comes back in time', () => {
    let now = 1_000
    const buckets = tokenBuckets({ burst: 3, perSecond: 2 }, () => now)
    expect([1, 2, 3].map(() => buckets.take('a'))).toEqual([0, 0, 0])
    expect(buckets.take('a')).toBe(500)
    expect(buckets.take('b')).toBe(0)
    now += 499
    expect(buckets.take('a')).toBeGreaterThan(0)
    now += 2
    expect(buckets.take('a')).toBe(0)
    now += 3_600_000
    expect([1, 2, 3].map(() => buckets.take('a'))).toEqual([0, 0, 0])
    expect(buckets.take('a')).toBeGreaterThan(0)
  })

  it('never gives more than its burst and what came back, whatever is asked and however the clock goes', () => {
    const step = fc.record({ wait: fc.integer({ min: -500, max: 2_000 }), tokens: fc.nat(5) })
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let [now, latest, taken] = [0, 0, 0]
        const buckets = tokenBuckets({ burst: 4, perSecond: 1 }, () => now)
        let gained = 0
        for (const { wait, tokens } of steps) {
          now += wait
          gained += Math.max(0, wait)
          latest = Math.max(latest, now)
          if (buckets.take('a', tokens) === 0) taken += tokens
          expect(taken).toBeLessThanOrEqual(4 + gained / 1_000 + 1e-9)
        }
      }),
    )
  })

  it('is paid back what was charged without asking, up to a full bucket', () => {
    let now = 0
    const buckets = tokenBuckets({ burst: 2, perSecond: 1 }, () => now)
    buckets.charge('a', 100)
    expect(buckets.take('a')).toBe(3_000)
    now += 3_000
    expect(buckets.take('a')).toBe(0)
  })

  it('is one of as many as there is room for', () => {
    const buckets = tokenBuckets({ burst: 1, perSecond: 1 }, () => 0, 100)
    for (let i = 0; i < 1_000; i++) buckets.take(`n${i}`)
    expect(buckets.size).toBe(100)
    expect(buckets.take('n999')).toBe(1_000)
    expect(buckets.take('n0')).toBe(0)
  })
})

describe('who asks', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:201', '192.0.2.1'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::', '2001:db8:1:2::/64'],
    ['2001:db8::6', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.33', '64:ff9b:0:0::/64'],
    ['', 'unknown'],
    ['example.org', 'unknown'],
  ])('%s goes by %s', (address, name) => {
    expect(networkOf(address)).toBe(name)
  })

  it('is whom the nearest proxy names, and only where one is trusted', () => {
    const headers = { 'x-forwarded-for': '198.51.100.7, 203.0.113.9' }
    const request = plainRequest({ method: 'GET', path: '/', remote: '10.0.0.1', headers })
    expect(senderOf(request, false)).toBe('10.0.0.1')
    expect(senderOf(request, true)).toBe('203.0.113.9')
    for (const odd of ['', 'x', '1.2.3.4, ', '1.2.3.4 5.6.7.8'])
      expect(senderOf({ ...request, header: () => odd }, true)).toBe('10.0.0.1')
    expect(senderOf({ ...request, header: () => null }, true)).toBe('10.0.0.1')
  })
})
