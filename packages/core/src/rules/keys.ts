/** Rules 18 to 21: which keys may enter the log, and whose signatures an event needs (spec §5.4). */
import { isPublicKeyEncoding } from '../crypto/ed25519.ts'
import type {
  AuthorityEvent,
  EndorseEvent,
  FoundingEvent,
  LedgerEvent,
  RotateEvent,
  SignatoryEvent,
  WithdrawEvent,
} from '../events/event.ts'
import { isFounding } from '../events/event.ts'
import { decodeHex } from '../values/hex.ts'
import type { PublicKey } from '../values/primitives.ts'
import { actKey } from '../replay/state.ts'
import type { KeyOrigin, LedgerView, SignatoryState } from '../replay/state.ts'
import { mismatch, rule } from './rule.ts'
import type { Rule } from './rule.ts'

/** Whose signatures an event needs: each of `keys`, and one registrar where `registrar` says so. */
export interface RequiredSigners {
  readonly keys: readonly PublicKey[]
  readonly registrar: boolean
}

type KeyEvent = FoundingEvent | AuthorityEvent | SignatoryEvent | RotateEvent

export const keyEncoding: Rule<KeyEvent> = rule('key-encoding', (state, { event }) => {
  const weak = introducedKeys(state, event).find((key) => !isPublicKeyEncoding(bytesOf(key)))
  return weak === undefined
    ? null
    : mismatch('event', 'an Ed25519 key in canonical encoding and of large order', weak)
})

export const keyFresh: Rule<KeyEvent> = rule('key-fresh', (state, { event }) => {
  for (const key of introducedKeys(state, event)) {
    const index = state.keys.get(key)
    if (index !== undefined) {
      return mismatch(
        'event',
        'a key that never stood in this log',
        `${key}, brought by entry ${index}`,
      )
    }
  }
  return null
})

export const keyCurrent: Rule<RotateEvent | EndorseEvent | WithdrawEvent> = rule(
  'key-current',
  (state, { event }) => {
    const party = state.signatories.get(event.signatory)
    if (party?.key) return null
    return mismatch(
      'event.signatory',
      'a signatory with a key',
      `${event.signatory}, ${party?.firstKeyDay ? 'whose key is suspended' : 'which never had one'}`,
    )
  },
)

export const signers: Rule = rule('signers', (state, { event, signatures }) => {
  const { keys, registrar } = requiredSigners(state, event)
  const given = signatures.map(({ key }) => key) // each once: the schema says so
  const missing = keys.find((key) => !given.includes(key))
  if (missing !== undefined) return mismatch('signatures', `a signature by ${missing}`, 'none')
  const others = given.filter((key) => !keys.includes(key))
  const stranger = others.find((key) => state.authority?.registrars.includes(key) !== true)
  if (stranger !== undefined) {
    return mismatch('signatures', 'the required signers only', `a signature by ${stranger}`)
  }
  return others.length === (registrar ? 1 : 0)
    ? null
    : mismatch(
        'signatures',
        registrar ? 'one signature by a registrar' : 'no signature by a registrar',
        String(others.length),
      )
})

/** Whose signatures `event` needs in `state`. */
export function requiredSigners(state: LedgerView, event: LedgerEvent): RequiredSigners {
  switch (event.type) {
    case 'authority': {
      const introduced = introducedKeys(state, event)
      const operator = isFounding(event) ? event.operator : state.authority?.operator
      return {
        keys: operator === undefined ? introduced : [...new Set([operator, ...introduced])],
        registrar: false,
      }
    }
    case 'signatory':
      return { keys: introducedKeys(state, event), registrar: true }
    case 'rotate':
      return {
        keys: [...currentKey(state, event), ...introducedKeys(state, event)],
        registrar: false,
      }
    case 'endorse': {
      const act = state.acts.get(actKey(event.accord, event.signatory))
      return { keys: currentKey(state, event), registrar: act?.standing === 'struck' }
    }
    case 'withdraw':
      return { keys: currentKey(state, event), registrar: false }
    case 'accord':
    case 'attest':
    case 'strike':
      return { keys: [], registrar: true }
  }
}

/** The keys that `event` brings into the log, each once. A key that keeps its role is not brought in. */
export function introducedKeys(state: LedgerView, event: LedgerEvent): readonly PublicKey[] {
  switch (event.type) {
    case 'authority': {
      const now = state.authority
      const operator = event.operator === now?.operator ? [] : [event.operator]
      const registrars = event.registrars.filter(
        (key) => key !== event.operator && !now?.registrars.includes(key),
      )
      return [...operator, ...registrars]
    }
    case 'signatory': {
      const current = state.signatories.get(event.signatory)?.key
      return event.key === null || event.key === current ? [] : [event.key]
    }
    case 'rotate':
      return [event.key]
    default:
      return []
  }
}

/** How the key came that a party holds after `event`, given the party before it. Null where it holds none. */
export function keyOriginAfter(
  before: Pick<SignatoryState, 'key' | 'keyOrigin' | 'firstKeyDay'> | undefined,
  event: SignatoryEvent | RotateEvent,
): KeyOrigin | null {
  if (event.key === null) return null
  if (event.key === before?.key) return before.keyOrigin
  if (!before?.firstKeyDay) return 'admitted'
  if (event.type === 'signatory') return 'replaced'
  return before.keyOrigin === 'replaced' ? 'replaced' : 'rotated'
}

function currentKey(
  state: LedgerView,
  event: RotateEvent | EndorseEvent | WithdrawEvent,
): readonly PublicKey[] {
  const key = state.signatories.get(event.signatory)?.key
  return key ? [key] : []
}

function bytesOf(key: PublicKey): Uint8Array {
  return decodeHex(key) ?? new Uint8Array(0)
}
