/** The laws of proofs can fail: each of these checkers breaks one, and is caught by that one. The test prints the kill table. */
import { killEach } from './kill-each.ts'
import { mutantsOfProofs } from './mutants-of-proofs.ts'

killEach('checker of proofs', mutantsOfProofs)
