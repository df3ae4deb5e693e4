import { remembering } from '@accord-ledger/audit'
import { RULES, verifyLog, type Verifier } from '@accord-ledger/core'
import { nativeVerifier } from '@accord-ledger/adapters/native'
import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { anAttempt, candidateOf, type Attempt } from './support/candidates.ts'
import { newContest } from './support/contest.ts'
import { blocksOfLines } from './support/log-file.ts'

/** How often each rule was broken, and each type of event allowed. */
const met = new Map<string, number>()

/** The decoder asks rules 1 to 5; attempts are of well-formed entries. */
const RULES_ASKED = Object.keys(RULES).slice(5)
const TYPES = [
  'authority',
  'accord',
  'signatory',
  'rotate',
  'endorse',
  'withdraw',
  'attest',
  'strike',
]

const PLAIN: Attempt = {
  deed: 'authority',
  accord: 0,
  party: 0,
  variant: 1,
  wording: 0,
  shift: -30,
  wait: 0,
  spoil: 'nothing',
  besides: 'nothing',
  pick: 1,
}

/** A withdrawal that is attested with a text: chance comes by it about once in 120 runs, and so now and then not at all. */
const RARE: Attempt[] = [
  PLAIN,
  { ...PLAIN, deed: 'accord' },
  { ...PLAIN, deed: 'signatory' },
  { ...PLAIN, deed: 'attest' },
  { ...PLAIN, deed: 'attest-out', wording: 7 },
]

/** Both judge each attempt; the whole log is verified after each entry. */
async function contend(attempts: readonly Attempt[], verifier: Verifier): Promise<void> {
  const { past, lines, state, offer } = newContest(verifier)
  for (const attempt of attempts) {
    const entry = candidateOf(past, attempt)
    const outcome = await offer(entry)
    const what = outcome === 'allowed' ? `${entry.event.type} allowed` : outcome
    met.set(what, (met.get(what) ?? 0) + 1)
    if (outcome !== 'allowed') continue
    const { verdict, size, head } = await verifyLog(blocksOfLines(lines, 64), { verifier })
    expect([verdict, size, head]).toEqual(['sound', past.length, state().head])
  }
}

describe('a second, naive implementation of the rules', () => {
  const verifier = remembering(nativeVerifier())

  beforeAll(async () => {
    const attempts = fc.array(anAttempt, { maxLength: 100, size: 'max' })
    await fc.assert(
      fc.asyncProperty(attempts, (each) => contend(each, verifier)),
      { numRuns: 120, examples: [[RARE]] },
    )
  }, 240_000)

  it.each(RULES_ASKED)('says with the library what breaks %s', (rule) => {
    expect(met.get(rule) ?? 0).toBeGreaterThan(0)
  })

  it.each(TYPES)('says with the library which %s events break nothing', (type) => {
    expect(met.get(`${type} allowed`) ?? 0).toBeGreaterThan(0)
  })
})
