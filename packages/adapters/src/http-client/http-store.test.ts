import { describeStoreLaws } from '@accord-ledger/audit/vitest'
import { httpStoreSubject } from '../test-support/http-store-subject.ts'
import { runsOf, SEED } from '../test-support/store-subjects.ts'

describeStoreLaws('the HTTP store holds to the laws', httpStoreSubject, {
  seed: SEED,
  runs: runsOf(10),
})
