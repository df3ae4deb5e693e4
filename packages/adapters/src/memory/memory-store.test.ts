import { describeStoreLaws } from '@accord-ledger/audit/vitest'
import { memorySubject, runsOf, SEED } from '../test-support/store-subjects.ts'

describeStoreLaws('the memory store holds to the laws', memorySubject, {
  seed: SEED,
  runs: runsOf(60),
})
