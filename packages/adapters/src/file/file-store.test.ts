import { describe, it } from 'vitest'
import { memoryStore } from '../memory/memory-store.ts'
import { fileSubject } from '../test-support/file-subject.ts'
import { testLink } from '../test-support/ledger-under-test.ts'
import { storeLaws } from '../test-support/store-laws.ts'

describe('the file store holds to the laws', () => {
  for (const law of storeLaws(fileSubject, () => memoryStore({ link: testLink })))
    it(`${law.number}: ${law.claim}`, law.check)
})
