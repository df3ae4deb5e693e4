/** The laws of a ledger can fail: each of these verifiers breaks one, and is caught by that one. The test prints the kill table. */
import { mutantsOfRules } from './mutants-of-rules.ts'
import { mutantsOfVerifying } from './mutants-of-verifying.ts'
import { killEach } from './kill-each.ts'

killEach('verifier', [...mutantsOfVerifying, ...mutantsOfRules])
