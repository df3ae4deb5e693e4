/**
 * The register: the read model that every question of this package is answered from. It keeps every
 * act, profile, key and wording in log order, as small immutable facts, and no event or entry. An
 * entry costs the same however long the log is.
 */
import { dayOf, isEndorsement, keyOriginAfter, NO_HASH } from '@accord-ledger/core'
import type {
  AccordEvent,
  AccordId,
  ActEvent,
  Day,
  Hash,
  Origin,
  RotateEvent,
  SignatoryEvent,
  SignatoryId,
  SignatoryState,
  Time,
  VerifiedEntry,
} from '@accord-ledger/core'
import type { HistoryAct, KeyChange, Profile, Wording } from './facts.ts'
import type { Projection } from './projection.ts'

/** What the register keeps of a party. All in log order. */
export interface Party {
  readonly id: SignatoryId
  /** At least one. */
  readonly profiles: Profile[]
  readonly keys: KeyChange[]
  /** On all accords. */
  readonly acts: HistoryAct[]
}

/** The little chain of a party's acts on one accord: at least one, in log order. */
export interface Chain {
  readonly party: Party
  readonly acts: HistoryAct[]
}

/** What the register keeps of an accord. */
export interface AccordPage {
  readonly id: AccordId
  /** At least one, in log order. */
  readonly wordings: Wording[]
  readonly chains: Map<SignatoryId, Chain>
}

/** Neighbouring entries of one time, the first of them at leaf index `from`. */
export interface Run {
  readonly time: Time
  readonly from: number
}

/** The state of `register`. Callers read `size` alone; the rest serves the questions of this package, and changes with it. */
export interface Register {
  /** Entries taken in. */
  readonly size: number
  /** The entry hash of the last one, zeros for none. */
  readonly head: string
  /** Null for an empty log. */
  readonly log: Origin | null
  /** The times of all entries: they never decrease. */
  readonly runs: Run[]
  readonly accords: Map<string, AccordPage>
  readonly parties: Map<string, Party>
}

/** The built-in read model. `evolve` throws, as of a bug of the caller, for an entry that does not follow the last one it was given. */
export const register: Projection<Register> = { initialState, evolve }

function initialState(): Register {
  return {
    size: 0,
    head: NO_HASH,
    log: null,
    runs: [],
    accords: new Map(),
    parties: new Map(),
  }
}

function evolve(state: Register, entry: VerifiedEntry): Register {
  if (entry.prev !== state.head) {
    throw new Error(`entry ${entry.index} does not follow the ${state.size} that a register holds`)
  }
  const { event, index } = entry
  const at: Place = { index, time: noteTime(state.runs, entry) }
  switch (event.type) {
    case 'authority':
      break
    case 'accord':
      pageOf(state, event.accord).wordings.push(wordingOf(event, at))
      break
    case 'signatory':
      partyOf(state, event.signatory).profiles.push(profileOf(event, at))
      noteKey(state, event, at)
      break
    case 'rotate':
      noteKey(state, event, at)
      break
    default:
      noteAct(state, event, at)
  }
  return { ...state, size: index + 1, head: entry.hash, log: event.log }
}

/** Where a fact stands in the log. */
interface Place {
  readonly index: number
  readonly time: Time
}

/** The entry's time, as the one string that all entries of its run share. */
function noteTime(runs: Run[], { index, time }: VerifiedEntry): Time {
  const last = runs.at(-1)
  if (last?.time === time) return last.time
  runs.push({ time, from: index })
  return time
}

function noteKey(state: Register, event: SignatoryEvent | RotateEvent, at: Place): void {
  const { keys } = partyOf(state, event.signatory)
  const before = holdingOf(keys)
  if (event.key === before.key) return
  keys.push({ ...at, key: event.key, how: keyOriginAfter(before, event) ?? 'suspended' })
}

function noteAct(state: Register, event: ActEvent, at: Place): void {
  const page = pageOf(state, event.accord)
  const party = partyOf(state, event.signatory)
  const chain = page.chains.get(party.id) ?? { party, acts: [] }
  page.chains.set(party.id, chain)
  const act = actOf(event, page, party, at)
  chain.acts.push(act)
  party.acts.push(act)
}

function actOf(event: ActEvent, page: AccordPage, party: Party, at: Place): HistoryAct {
  const signed = event.type === 'endorse' || event.type === 'withdraw'
  return {
    accord: page.id,
    act: event.type === 'attest' ? event.act : event.type,
    standing: signed ? 'signed' : event.type === 'attest' ? 'attested' : 'struck',
    key: signed ? holdingOf(party.keys).keyOrigin : null,
    effective: event.effective,
    ...at,
    text: isEndorsement(event) ? sharedText(event.text, page) : null,
    reason: event.type === 'endorse' ? null : event.reason,
    retroactive: isRetroactive(event.effective, at),
  }
}

/** An endorsement names the accord's current text: one string serves for all that do. */
function sharedText(text: Hash | null, { wordings }: AccordPage): Hash | null {
  const current = wordings.at(-1)?.text
  return text === current ? (current ?? null) : text
}

function wordingOf({ effective, title, text, uri, open }: AccordEvent, at: Place): Wording {
  return { ...at, effective, title, text, uri, open }
}

function profileOf({ effective, name, category, country }: SignatoryEvent, at: Place): Profile {
  return { ...at, effective, name, category, country, retroactive: isRetroactive(effective, at) }
}

function isRetroactive(effective: Day, { time }: Place): boolean {
  return effective < dayOf(time)
}

/** The key that a party holds after `keys`, as `keyOriginAfter` asks for it. */
function holdingOf(
  keys: readonly KeyChange[],
): Pick<SignatoryState, 'key' | 'keyOrigin' | 'firstKeyDay'> {
  const first = keys[0]
  const last = keys.at(-1)
  return {
    key: last?.key ?? null,
    keyOrigin: last === undefined || last.how === 'suspended' ? null : last.how,
    firstKeyDay: first === undefined ? null : dayOf(first.time),
  }
}

function pageOf({ accords }: Register, id: AccordId): AccordPage {
  const page = accords.get(id) ?? { id, wordings: [], chains: new Map<SignatoryId, Chain>() }
  accords.set(id, page)
  return page
}

function partyOf({ parties }: Register, id: SignatoryId): Party {
  const party = parties.get(id) ?? { id, profiles: [], keys: [], acts: [] }
  parties.set(id, party)
  return party
}
