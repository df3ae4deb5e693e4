import { describe, it } from 'vitest'
import { testLink } from '../test-support/ledger-under-test.ts'
import type { StoreSubject } from '../test-support/ledger-under-test.ts'
import { storeLaws } from '../test-support/store-laws.ts'
import { memoryStore } from './memory-store.ts'

const subject: StoreSubject = {
  create: async () => ({
    open: async () => memoryStore({ link: testLink }),
    openForReading: async () => null,
    remove: async () => {},
  }),
  reopens: false,
  numRuns: 100,
}

describe('the memory store holds to the laws', () => {
  for (const law of storeLaws(subject, () => memoryStore({ link: testLink })))
    it(`${law.number}: ${law.claim}`, law.check)
})
