/** What keeps a register from being imported, in sentences that name the place in the file. */
import { describe } from '@accord-ledger/core'
import type { AppendError, Malformed } from '@accord-ledger/core'
import { explainStore } from '../explain.ts'
import type { CommandFailure } from '../failure.ts'
import { failure } from '../failure.ts'
import type { BadStep } from './author.ts'
import type { OutOfStep, Plan, PlanError } from './plan.ts'
import type { Attested } from '../standing.ts'

const NEXT = 'nothing was logged; correct that place of the register, and import it again'

/** A register that cannot be read, or that the ledger contradicts. */
export function explainPlan(error: PlanError): CommandFailure {
  return error._tag === 'Malformed' ? explainPlace(error) : explainOutOfStep(error)
}

/** An import that the ledger refused; it would have begun at `size`. */
export function explainImport(
  error: AppendError | BadStep,
  { steps }: Plan,
  size: number,
  dir: string,
): CommandFailure {
  switch (error._tag) {
    case 'StoreError':
      return explainStore(error, dir)
    case 'BadStep':
      return atPlace(error.at, describe(error.error), {
        path: error.error.path,
        expected: error.error.expected,
        found: error.error.found,
      })
    case 'Refused':
      return atPlace(steps[error.position]?.at ?? '', describe(error), {})
    case 'Unrecognised':
      throw new Error(`an event of ours is not known: ${describe(error)}`)
    case 'Violation': {
      const { index, rule, expected, found } = error
      const at = steps[index - size]?.at ?? ''
      return atPlace(at, describe(error), { rule, expected, found })
    }
  }
}

function explainPlace({ path, expected, found }: Malformed): CommandFailure {
  const place = path === '' ? 'the register' : path
  return atPlace(place, `expected ${expected}, found ${found}`, { expected, found })
}

function explainOutOfStep({ at, accord, signatory, ledger, register }: OutOfStep): CommandFailure {
  const expected = ledger === null ? 'no act' : actText(ledger)
  const found = register === null ? 'no act' : actText(register)
  const message = `${at}: the ledger has ${expected} attested of ${signatory} on ${accord}, where the register has ${found}`
  return failure(
    'register',
    message,
    `nothing was logged; see accord-ledger history --signatory ${signatory} --accord ${accord}`,
    { details: { at, expected, found } },
  )
}

function actText({ act, effective }: Attested): string {
  return `${act} from ${effective}`
}

function atPlace(
  at: string,
  what: string,
  details: Readonly<Record<string, string>>,
): CommandFailure {
  return failure('register', `${at}: ${what}`, NEXT, { details: { at, ...details } })
}
