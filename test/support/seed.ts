/**
 * Properties begin from one seed, so that a run can be repeated and a case that a property must meet is met every
 * time. `ACCORD_LEDGER_SEED=random` looks elsewhere, and prints the seed of what it finds; a number is a seed.
 */
import fc from 'fast-check'

const asked = process.env['ACCORD_LEDGER_SEED'] ?? '20261122'
if (asked !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(asked) })
