import { emptyState, nobleVerifier, verifyLog } from '@accord-ledger/core'
import type { Hash, LedgerState, Origin, Verification } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { misfit } from './saved-state.ts'

const hash = (n: number): Hash => n.toString(16).padStart(64, '0') as Hash
const ORIGIN = 'accords.example/1' as Origin
const nothing = await verifyLog((async function* () {})(), { verifier: nobleVerifier })

/** A state of ten entries that knows the hashes of the last four. */
const state: LedgerState = {
  ...emptyState(),
  log: ORIGIN,
  size: 10,
  hashes: {
    get: (index) => (index >= 6 ? hash(index) : undefined),
    set: () => {},
    entries: () => [],
  },
}

/** What is said of a log of `size` entries that ends with `head`, of which `understood` were verified. */
function saidOf(size: number, head: Hash, understood: number = size): string | undefined {
  const verification: Verification = {
    ...nothing,
    origin: ORIGIN,
    size: understood,
    head,
    findings: [],
  }
  return misfit(
    { file: 'state', state, ours: true, refused: null },
    { verification, report: null, storeError: null },
    { fits: false, root: null, size },
  )?.finding.message
}

describe('a log that is shorter than the state that was saved', () => {
  it.each([
    ['is old or cut where it is the beginning', 8, hash(7), 8, ': this copy is old, or was cut'],
    [
      'is of another history where it is not',
      8,
      hash(99),
      8,
      ', which do not lead to them: this copy is cut and of another history',
    ],
    [
      'is of another history where its end is not understood',
      8,
      hash(6),
      7,
      ', which do not lead to them: this copy is cut and of another history',
    ],
    [
      'may be either where the state looks back no further',
      5,
      hash(4),
      5,
      ': this copy is old, was cut, or is of another history, which the state cannot tell so far back',
    ],
  ])('%s', (_, size, head, understood, what) => {
    expect(saidOf(size, head, understood)).toBe(
      `10 entries of this log were verified before, and ${size} are here${what}`,
    )
  })
})
