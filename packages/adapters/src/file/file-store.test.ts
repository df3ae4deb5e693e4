import { describeStoreLaws } from '@accord-ledger/audit/vitest'
import { diskSubject, runsOf, SEED, simulatedSubject } from '../test-support/store-subjects.ts'

describeStoreLaws('the file store holds to the laws, on the disk of this machine', diskSubject, {
  seed: SEED,
  runs: runsOf(6),
})

describeStoreLaws('the file store holds to the laws, on a disk that fails', simulatedSubject, {
  seed: SEED,
  runs: runsOf(40),
})
