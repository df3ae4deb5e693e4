import { remembering } from '@accord-ledger/audit'
import { readFileSync } from 'node:fs'
import { nativeVerifier } from '@accord-ledger/adapters/native'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hoursAfter } from './support/binding.ts'
import { anAttempt, candidateOf, type Attempt } from './support/candidates.ts'
import { newContest, type Contest } from './support/contest.ts'
import { authorityNow } from './support/naive-past.ts'
import { hashOf, keyOf, ZEROS, type PlainEntry, type PlainEvent } from './support/plain.ts'

const verifier = remembering(nativeVerifier())

/** Attempts that mostly succeed, every other one with a time after which it must not be logged. */
const attempts: fc.Arbitrary<readonly Attempt[]> = fc.array(
  fc
    .tuple(
      anAttempt,
      fc.constantFrom('nothing' as const, 'until-now' as const, 'seen-founding' as const),
    )
    .map(([attempt, spoil]): Attempt => ({ ...attempt, pick: 1, spoil, besides: 'nothing' })),
  { maxLength: 40, size: 'max' },
)

/** A log, and what is asked of each entry before and after it is logged. */
async function logged(
  each: readonly Attempt[],
  before: (contest: Contest, entry: PlainEntry) => Promise<void> = async () => {},
): Promise<Contest> {
  const contest = newContest(verifier)
  for (const attempt of each) {
    const entry = candidateOf(contest.past, attempt)
    if ((await contest.judge(entry)) !== 'allowed') continue
    await before(contest, entry)
    await contest.offer(entry)
  }
  return contest
}

/** The signed event of `entry`, as the next entry of another log, or once more of its own. */
function again({ past }: Contest, { event, signatures }: PlainEntry, time?: string): PlainEntry {
  const last = past.at(-1)
  return {
    index: past.length,
    prev: last === undefined ? ZEROS : hashOf(last),
    time: time ?? last?.time ?? '2026-01-01T00:00:00Z',
    event,
    signatures,
  }
}

const COUNT = { numRuns: 40 }

describe('a signed event', () => {
  it('is refused when it is sent again, as stale', async () => {
    let replays = 0
    await fc.assert(
      fc.asyncProperty(attempts, async (each) => {
        const contest = await logged(each)
        for (const entry of contest.past) {
          const next = again(contest, entry)
          const { until } = entry.event
          const expired = typeof until === 'string' && until < next.time
          const rule = entry.index === 0 ? 'founding' : expired ? 'until' : 'previous'
          expect(await contest.judge(next)).toBe(rule)
          replays += 1
        }
      }),
      COUNT,
    )
    expect(replays).toBeGreaterThan(100)
  }, 60_000)

  it('is refused once its time is over, and not a second before', async () => {
    let expired = 0
    await fc.assert(
      fc.asyncProperty(attempts, async (each) => {
        await logged(each, async (contest, entry) => {
          const { until } = entry.event
          if (typeof until !== 'string') return
          expect(await contest.judge({ ...entry, time: until })).toBe('allowed')
          expect(await contest.judge({ ...entry, time: hoursAfter(until, 1 / 3600) })).toBe('until')
          expired += 1
        })
      }),
      COUNT,
    )
    expect(expired).toBeGreaterThan(50)
  }, 60_000)

  it('is refused in a log of another name', async () => {
    const other = newContest(verifier)
    const file = readFileSync(new URL('logs/valid/log.jsonl', import.meta.url), 'utf8')
    for (const line of file.trimEnd().split('\n')) {
      const entry: PlainEntry = JSON.parse(line)
      expect(await other.offer(entry)).toBe('allowed')
    }
    await fc.assert(
      fc.asyncProperty(attempts, async (each) => {
        const { past } = await logged(each)
        for (const entry of past) {
          const next = again(other, entry, '9999-01-01T00:00:00Z')
          expect(await other.judge(next)).toBe(entry.index === 0 ? 'founding' : 'log')
        }
      }),
      COUNT,
    )
  }, 60_000)

  it('is refused in another history of the same log, where that has not what its signer saw', async () => {
    const met = new Set<string>()
    await fc.assert(
      fc.asyncProperty(attempts, attempts, async (each, others) => {
        const { past } = await logged(each)
        const fork = await logged(others)
        if (fork.past.length === 0) return
        for (const entry of past) {
          const { seen } = entry.event
          if (seen === undefined) continue
          const there = fork.past[seen.index]
          const outcome = await fork.judge(again(fork, entry, '9999-01-01T00:00:00Z'))
          const rule = there === undefined ? 'seen-range' : 'seen-hash'
          if (there !== undefined && hashOf(there) === seen.hash) {
            expect(['seen-range', 'seen-hash']).not.toContain(outcome)
          } else {
            expect(outcome).toBe(rule)
            met.add(rule)
          }
        }
      }),
      COUNT,
    )
    expect([...met].toSorted()).toEqual(['seen-hash', 'seen-range'])
  }, 60_000)

  it('is refused when any of its fields says what another event says there', async () => {
    const met = new Map<string, Set<string>>()
    await fc.assert(
      fc.asyncProperty(attempts, async (each) => {
        await logged(each, async (contest, entry) => {
          for (const [field, event] of transplants(contest.past, entry.event)) {
            const outcome = await contest.judge({ ...entry, event })
            expect([field, outcome]).not.toEqual([field, 'allowed'])
            met.set(field, (met.get(field) ?? new Set()).add(outcome))
          }
        })
      }),
      COUNT,
    )
    // Where nothing else tells, the signature does.
    const signed = [
      'accord',
      'signatory',
      'text',
      'effective',
      'until',
      'seen',
      'open',
      'title',
      'name',
    ]
    for (const field of [...signed, 'reason', 'key']) expect(met.get(field)).toContain('signature')
    expect(met.get('text')).toContain('text-current')
    expect(met.get('accord')).toContain('previous')
    expect(met.get('signatory')).toContain('signers')
    expect(met.get('log')).toEqual(new Set(['log', 'signature'])) // a founding names its log first
  }, 120_000)

  it('is refused when another key signs it, but for one registrar in place of another', async () => {
    const met = new Set<string>()
    await fc.assert(
      fc.asyncProperty(attempts, async (each) => {
        await logged(each, async (contest, entry) => {
          const registrars = authorityNow(contest.past)?.registrars ?? []
          for (const [i, { key }] of entry.signatures.entries()) {
            for (const label of ['operator', 'registrar', 'registrar 2', 'stranger 0']) {
              const other = keyOf(label)
              if (entry.signatures.some((one) => one.key === other.key)) continue
              const by = other.sign(entry.event)
              const instead = entry.signatures
                .with(i, by)
                .toSorted((a, b) => (a.key < b.key ? -1 : 1))
              const outcome = await contest.judge({ ...entry, signatures: instead })
              const swapped = registrars.includes(key) && registrars.includes(other.key)
              const harmless = swapped && entry.event.type !== 'authority'
              expect([label, outcome]).toEqual([label, harmless ? 'allowed' : 'signers'])
              const forged = entry.signatures.with(i, { key, sig: by.sig })
              expect(await contest.judge({ ...entry, signatures: forged })).toBe('signature')
              met.add(outcome)
            }
          }
        })
      }),
      COUNT,
    )
    expect([...met].toSorted()).toEqual(['allowed', 'signers'])
  }, 120_000)
})

/** `event` with one field as up to three others have it, each by itself. What decides an event's fields stays. */
function transplants(
  past: readonly PlainEntry[],
  event: PlainEvent,
): readonly (readonly [string, PlainEvent])[] {
  const donors = past.map((entry) => entry.event).filter(({ type }) => type === event.type)
  return fieldsOf(event).flatMap(([field, value]) => {
    if (FIXED.includes(field) || (event.type === 'authority' && field === 'previous')) return []
    const others = [...donors, ELSEWHERE]
      .map((donor) => fieldsOf(donor).find(([name]) => name === field)?.[1])
      .filter((other) => other !== undefined && JSON.stringify(other) !== JSON.stringify(value))
    return others.slice(-3).map((other) => [field, { ...event, [field]: other }] as const)
  })
}

const FIXED = ['type', 'format']

function fieldsOf(event: PlainEvent): readonly (readonly [string, unknown])[] {
  return Object.entries(event)
}

/** A value of each field that no event here has. */
const ELSEWHERE: PlainEvent = {
  type: 'none',
  log: 'accords.example/2',
  previous: 'f'.repeat(64),
  seen: { index: 0, hash: 'f'.repeat(64) },
  until: '9999-12-31T23:59:59Z',
  operator: keyOf('elsewhere').key,
  registrars: [keyOf('elsewhere').key],
  accord: 'elsewhere',
  title: 'Elsewhere',
  text: 'f'.repeat(64),
  uri: 'https://elsewhere.example/',
  open: false,
  effective: '2020-02-20',
  signatory: 'elsewhere',
  name: 'Elsewhere',
  category: 'state',
  country: 'FR',
  key: keyOf('elsewhere').key,
  act: 'endorse',
  reason: 'elsewhere',
  evidence: 'f'.repeat(64),
}
