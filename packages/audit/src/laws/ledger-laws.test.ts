/** The library holds to the laws, by its own signatures and the reference verifier. Larger runs: test/ledger-laws.test.ts. */
import { describeLedgerLaws } from '../vitest.ts'

describeLedgerLaws('the library', { seed: 1, runs: 12, length: 24 })
