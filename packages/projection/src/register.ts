/**
 * The register: the read model that every question of this package is answered from. It keeps every
 * act, profile, key and wording in log order, and no event or entry. An entry costs the same however
 * long the log is, and a question of any size is answered from the one state: nothing is replayed.
 *
 * Facts stand in rows of whole numbers (sheet.ts), and each row leads back to the one before it of the
 * same subject. What was known at a size is found from the newest row backwards, by the leaf index in
 * each. docs/design/register.md tells why, and what it costs.
 */
import { NO_HASH } from '@accord-ledger/core'
import type { Origin, VerifiedEntry } from '@accord-ledger/core'
import { noActs, noteAct, noteWording } from './acts.ts'
import type { Acts } from './acts.ts'
import { noDates, noteTime } from './dates.ts'
import type { Dates } from './dates.ts'
import { noParties, noteKey, noteProfile } from './parties.ts'
import type { Parties } from './parties.ts'
import type { Projection } from './projection.ts'
import { CELL_LIMIT } from './sheet.ts'

/** The state of `register`, changed in place. Callers read `size` alone; the rest serves the questions of this package, and changes with it. */
export interface Register {
  /** Entries taken in. */
  readonly size: number
  /** The entry hash of the last one, zeros for none. */
  readonly head: string
  /** Null for an empty log. */
  readonly log: Origin | null
  readonly dates: Dates
  readonly parties: Parties
  readonly acts: Acts
}

/**
 * The built-in read model. `evolve` changes the state that it is given, and answers with that very one. It throws, as of a bug of
 * the caller, for an entry that does not follow the last one it was given; and a RangeError past 2^32 entries.
 */
export const register: Projection<Register> = { initialState, evolve }

function initialState(): Register {
  lasting ??= emptyRegister()
  return emptyRegister()
}

/**
 * An empty register that stays. What V8 compiles for objects of a shape goes with the last one of them:
 * without this, whoever drops a register and makes another would begin with slow code each time.
 */
let lasting: Register | null = null

function emptyRegister(): Register {
  return {
    size: 0,
    head: NO_HASH,
    log: null,
    dates: noDates(),
    parties: noParties(),
    acts: noActs(),
  }
}

function evolve(state: Register, entry: VerifiedEntry): Register {
  if (entry.prev !== state.head) {
    throw new Error(`entry ${entry.index} does not follow the ${state.size} that a register holds`)
  }
  if (entry.index >= CELL_LIMIT) throw new RangeError(`a register holds ${CELL_LIMIT} entries`)
  noteTime(state.dates, entry)
  noteEvent(state, entry)
  return extend(state, entry)
}

function noteEvent({ acts, parties, dates }: Register, entry: VerifiedEntry): void {
  const { event, index } = entry
  switch (event.type) {
    case 'endorse':
    case 'withdraw':
    case 'attest':
    case 'strike':
      return noteAct(acts, parties, dates, event, index)
    case 'signatory':
      return noteProfile(parties, dates, event, index)
    case 'rotate':
      return noteKey(parties, dates, event, index)
    case 'accord':
      return noteWording(acts, event, entry)
    case 'authority':
  }
}

function extend(state: Changing<Register>, { index, hash, event }: VerifiedEntry): Register {
  state.size = index + 1
  state.head = hash
  state.log ??= event.log
  return state
}

type Changing<A> = { -readonly [K in keyof A]: A[K] }
