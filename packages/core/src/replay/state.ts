/**
 * What replay keeps of a log, so that the next entry can be checked: no more than the rules ask for.
 * Its size grows with keys, accords, parties and their acts, not with entries.
 *
 * A state is handed on: `advance` gives the next one, which shares the tables of the one it was given,
 * and that one must not be used again. `draftOf` is for trying entries that may yet be refused.
 */
import type {
  AccordId,
  Day,
  Hash,
  Origin,
  PublicKey,
  SignatoryId,
  Time,
  Title,
} from '../values/primitives.ts'
import { NO_HASH } from '../ledger/store.ts'
import { draftTable, ringTable } from './table.ts'
import type { Lookup, Table } from './table.ts'
import { EMPTY_TREE } from '../tree/tree.ts'
import type { Frontier } from '../tree/tree.ts'

/** Entries that a verifier looks back on for `seen`, besides entry 0. */
export const SEEN_WINDOW = 65_536

/** How a party's key came: its first, admitted by a registrar; changed by the party itself; or replaced by a registrar, which no later rotation clears. */
export type KeyOrigin = 'admitted' | 'rotated' | 'replaced'

/** Who runs the log. */
export interface AuthorityState {
  readonly last: Hash
  readonly operator: PublicKey
  readonly registrars: readonly PublicKey[]
}

/** An accord as its newest event has it. */
export interface AccordState {
  readonly last: Hash
  readonly title: Title
  readonly text: Hash
  readonly open: boolean
}

/** A party as its newest event has it. */
export interface SignatoryState {
  readonly last: Hash
  /** Null before the first key, and while suspended. */
  readonly key: PublicKey | null
  readonly keyOrigin: KeyOrigin | null
  /** The UTC date of the entry that brought its first key. */
  readonly firstKeyDay: Day | null
}

/** Where a party stands on an accord after its last act there: in by its own signature, in by a registrar's word, out, or struck off. */
export type Standing = 'signed' | 'attested' | 'out' | 'struck'

/** A party's acts on an accord, as far as rules ask. */
export interface ActState {
  readonly last: Hash
  readonly standing: Standing
  /** The text of the newest endorsement, signed or attested. */
  readonly text: Hash | null
  /** True once the chain holds an act that the party signed. */
  readonly everSigned: boolean
}

/** What rules and composers look at. */
export interface LedgerView {
  /** Null for an empty log. */
  readonly log: Origin | null
  readonly size: number
  /** The entry hash of the last entry, zeros at size 0. */
  readonly head: Hash
  /** The last entry's time. */
  readonly time: Time | null
  /** The entry hash of entry 0. */
  readonly founding: Hash | null
  /** The operator's key in entry 0. */
  readonly founder: PublicKey | null
  readonly tree: Frontier
  readonly authority: AuthorityState | null
  /** False once an operator's key was a registrar's too. */
  readonly rolesSeparated: boolean
  /** Entry hashes of the newest `SEEN_WINDOW` entries. */
  readonly hashes: Lookup<number, Hash>
  /** Every key that ever stood in the log, with the index of the entry that brought it. */
  readonly keys: Lookup<PublicKey, number>
  readonly accords: Lookup<AccordId, AccordState>
  readonly signatories: Lookup<SignatoryId, SignatoryState>
  readonly acts: Lookup<ActKey, ActState>
}

/** What replay hands on. */
export interface LedgerState extends LedgerView {
  readonly hashes: Table<number, Hash>
  readonly keys: Table<PublicKey, number>
  readonly accords: Table<AccordId, AccordState>
  readonly signatories: Table<SignatoryId, SignatoryState>
  readonly acts: Table<ActKey, ActState>
}

/** `<accord>/<signatory>`: ids hold no slash. */
export type ActKey = `${string}/${string}`

/** The key of the chain of acts of one party on one accord. */
export function actKey(accord: AccordId, signatory: SignatoryId): ActKey {
  // The rules of one entry ask for the same key again and again, and making one costs more than finding it.
  if (asked.accord !== accord || asked.signatory !== signatory) {
    asked = { accord, signatory, key: `${accord}/${signatory}` }
  }
  return asked.key
}

let asked: {
  readonly accord: string
  readonly signatory: string
  readonly key: ActKey
} = { accord: '', signatory: '', key: '/' }

/** The state of an empty log. */
export function emptyState(): LedgerState {
  return {
    log: null,
    size: 0,
    head: NO_HASH as Hash,
    time: null,
    founding: null,
    founder: null,
    tree: EMPTY_TREE,
    authority: null,
    rolesSeparated: true,
    hashes: ringTable(SEEN_WINDOW),
    keys: new Map(),
    accords: new Map(),
    signatories: new Map(),
    acts: new Map(),
  }
}

/** A state to try entries on, which may be made real in parts. */
export interface Draft {
  readonly state: LedgerState
  /**
   * Ends a part with `last`, a state advanced from `state`. Calling the answer makes the part, and
   * all before it, the real state. Parts are made real in their order, each once.
   */
  readonly seal: (last: LedgerState) => () => LedgerState
  /** Makes `last`, and all that is left, the real state. */
  readonly commit: (last: LedgerState) => LedgerState
  /** `last` over the real tables: right where every part up to it has been made real. */
  readonly real: (last: LedgerState) => LedgerState
}

/** A draft over `base`, which stays as it is until a part is made real. */
export function draftOf(base: LedgerState): Draft {
  const tables = {
    hashes: draftTable(base.hashes),
    keys: draftTable(base.keys),
    accords: draftTable(base.accords),
    signatories: draftTable(base.signatories),
    acts: draftTable(base.acts),
  }
  const { hashes, keys, accords, signatories, acts } = base
  const real = (last: LedgerState): LedgerState => ({
    ...last,
    hashes,
    keys,
    accords,
    signatories,
    acts,
  })
  const seal = (last: LedgerState): (() => LedgerState) => {
    const parts = Object.values(tables).map((table) => table.seal())
    return () => {
      for (const part of parts) part()
      return real(last)
    }
  }
  return { state: { ...base, ...tables }, seal, commit: (last) => seal(last)(), real }
}
