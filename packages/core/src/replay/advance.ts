/** What an entry changes. One function, for entries that have been checked and for no others. */
import { dayOf } from '../values/calendar.ts'
import type { Hasher } from '../crypto/hash.ts'
import type { DecodedEntry, Entry } from '../events/entry.ts'
import type {
  AccordEvent,
  ActEvent,
  LedgerEvent,
  RotateEvent,
  SignatoryEvent,
} from '../events/event.ts'
import type { Hash, PublicKey } from '../values/primitives.ts'
import { introducedKeys, keyOriginAfter } from '../rules/keys.ts'
import { actKey } from './state.ts'
import type { ActState, LedgerState } from './state.ts'
import { appendLeafBy } from '../tree/tree.ts'

/** The state after `decoded`, which breaks no rule in `state`. `state` must not be used again. */
export function advance(
  state: LedgerState,
  { entry, hash, leaf }: DecodedEntry,
  hasher: Hasher,
): LedgerState {
  for (const key of introducedKeys(state, entry.event)) state.keys.set(key, entry.index)
  state.hashes.set(entry.index, hash)
  const { event } = entry
  const { authority, rolesSeparated } = authorityAfter(state, event, hash)
  setTables(state, entry, hash)
  // Field by field: this is made once an entry, and a spread of so many takes ten times as long.
  return {
    log: event.log,
    size: state.size + 1,
    head: hash,
    time: entry.time,
    founding: state.founding ?? hash,
    founder: state.founder ?? founderOf(event),
    tree: appendLeafBy(hasher, state.tree, leaf),
    authority,
    rolesSeparated,
    hashes: state.hashes,
    keys: state.keys,
    accords: state.accords,
    signatories: state.signatories,
    acts: state.acts,
  }
}

/** What the event changes of accords, parties and acts. */
function setTables(state: LedgerState, entry: Entry, hash: Hash): void {
  const { event } = entry
  switch (event.type) {
    case 'authority':
      return
    case 'accord':
      return setAccord(state, event, hash)
    case 'signatory':
    case 'rotate':
      return setSignatory(state, entry, event, hash)
    default:
      return setAct(state, event, hash)
  }
}

function founderOf(event: LedgerEvent): PublicKey | null {
  return event.type === 'authority' ? event.operator : null
}

function authorityAfter(
  state: LedgerState,
  event: LedgerEvent,
  last: Hash,
): Pick<LedgerState, 'authority' | 'rolesSeparated'> {
  if (event.type !== 'authority') return state
  const { operator, registrars } = event
  return {
    authority: { last, operator, registrars },
    rolesSeparated: state.rolesSeparated && !registrars.includes(operator),
  }
}

function setAccord(
  state: LedgerState,
  { accord, title, text, open }: AccordEvent,
  last: Hash,
): void {
  state.accords.set(accord, { last, title, text, open })
}

function setSignatory(
  state: LedgerState,
  entry: Entry,
  event: SignatoryEvent | RotateEvent,
  last: Hash,
): void {
  const before = state.signatories.get(event.signatory)
  state.signatories.set(event.signatory, {
    last,
    key: event.key,
    keyOrigin: keyOriginAfter(before, event),
    firstKeyDay: before?.firstKeyDay ?? (event.key === null ? null : dayOf(entry.time)),
  })
}

function setAct(state: LedgerState, event: ActEvent, last: Hash): void {
  const key = actKey(event.accord, event.signatory)
  const current = state.accords.get(event.accord)?.text ?? null
  state.acts.set(key, actAfter(state.acts.get(key), event, last, current))
}

/** `current` is the accord's text: an endorsement names it, and all of them share the one string. */
function actAfter(
  before: ActState | undefined,
  event: ActEvent,
  last: Hash,
  current: Hash | null,
): ActState {
  const text = before?.text ?? null
  const everSigned = before?.everSigned ?? false
  switch (event.type) {
    case 'endorse':
      return { last, standing: 'signed', text: current, everSigned: true }
    case 'withdraw':
      return { last, standing: 'out', text, everSigned: true }
    case 'attest':
      return event.act === 'endorse'
        ? { last, standing: 'attested', text: event.text === null ? null : current, everSigned }
        : { last, standing: 'out', text, everSigned }
    case 'strike':
      return { last, standing: 'struck', text, everSigned }
  }
}
