/** The laws of a projection can fail: each of these breaks one, and is caught by that one. The test prints the kill table. */
import { killEach } from '../verifiers/kill-each.ts'
import { projectionMutants } from './mutants.ts'

killEach('projection', projectionMutants)
