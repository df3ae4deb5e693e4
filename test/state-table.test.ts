import { remembering } from '@accord-ledger/audit'
import { nativeVerifier } from '@accord-ledger/adapters/native'
import { beforeAll, describe, expect, it } from 'vitest'
import { candidateOf, type Attempt, type Deed } from './support/candidates.ts'
import { newContest, type Contest } from './support/contest.ts'
import { RULES_OF_ACTS } from './support/naive-rules.ts'
import { allCells, cellOf } from './support/state-table.ts'

const verifier = remembering(nativeVerifier())

/** An attempt that is right in every way but, perhaps, the deed. */
const RIGHT: Omit<Attempt, 'deed'> = {
  accord: 0,
  party: 0,
  variant: 7,
  wording: 0,
  shift: -1,
  wait: 0,
  spoil: 'nothing',
  besides: 'nothing',
  pick: 1,
}

const right = (deed: Deed, more: Partial<Attempt> = {}): Attempt => ({ ...RIGHT, deed, ...more })

const ACTS: readonly Deed[] = ['endorse', 'withdraw', 'attest', 'attest-out', 'strike']

const WITHOUT_KEY = right('signatory', { variant: 1 })
const WITH_KEY = right('signatory', { variant: 5 })

const MOST_ACTS = 3

/** How the party comes by its key before its acts, and what becomes of it after them. */
const KEYS: readonly (readonly [before: readonly Attempt[], after: readonly Attempt[]])[] = [
  [[WITHOUT_KEY], []],
  [[WITHOUT_KEY], [WITH_KEY]],
  [[WITH_KEY], []],
  [[WITH_KEY], [WITHOUT_KEY]],
]

const CLOSE = right('accord', { variant: 0 })
const AMEND = right('accord', { variant: 4 })
const DOORS: readonly (readonly Attempt[])[] = [[], [CLOSE], [AMEND], [AMEND, CLOSE]]

/** Every act, on the first key's day and the day before, with the current text, another one and none. */
const NEXT: readonly Attempt[] = ACTS.flatMap((deed) =>
  [0, 6, 7].flatMap((wording) => [-1, 0].map((shift) => right(deed, { wording, shift }))),
)

/** A log in which all of `attempts` were allowed, or null where one was not. */
async function logOf(attempts: readonly Attempt[]): Promise<Contest | null> {
  const contest = newContest(verifier)
  for (const attempt of attempts) {
    if ((await contest.offer(candidateOf(contest.past, attempt))) !== 'allowed') return null
  }
  return contest
}

describe('the state table', () => {
  const met = new Set<string>()
  let tried = 0

  /** Tries every next act after `acts`, whatever became of key, text and door since, and goes on with each. */
  async function explore(
    [before, after]: (typeof KEYS)[number],
    acts: readonly Attempt[],
  ): Promise<void> {
    const upToHere = [right('authority'), right('accord'), ...before, ...acts]
    if ((await logOf(upToHere)) === null) return
    for (const doors of DOORS) {
      const contest = await logOf([...upToHere, ...after, ...doors])
      if (contest === null) throw new Error('a key comes and goes, an accord opens and closes')
      for (const attempt of NEXT) {
        const entry = candidateOf(contest.past, attempt)
        const outcome = await contest.judge(entry)
        tried += 1
        if (outcome !== 'allowed' && !RULES_OF_ACTS.includes(outcome)) continue
        met.add(cellOf(contest.past, entry.event, outcome))
        // Who signs is asked before any of this, and whether the signatures stand after all of it.
        expect(await contest.judge({ ...entry, signatures: [] })).toBe('signers')
        const forged = entry.signatures.map(({ key }) => ({ key, sig: '0'.repeat(128) }))
        const last = outcome === 'allowed' ? 'signature' : outcome
        expect(await contest.judge({ ...entry, signatures: forged })).toBe(last)
      }
    }
    if (acts.length === MOST_ACTS) return
    for (const deed of ACTS) await explore([before, after], [...acts, right(deed)])
  }

  beforeAll(async () => {
    for (const keys of KEYS) await explore(keys, [])
  }, 120_000)

  it('holds after every sequence of three acts, whatever becomes of key, text and door', () => {
    expect(tried).toBe(6720)
    expect([...met].toSorted()).toEqual(allCells().toSorted())
  })
})
