/**
 * Composing events: from what an author wants said to the event to be signed. Fills in the log, what
 * has been seen, and the event's place in its little chain.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Mismatch } from '../values/codec.ts'
import { decodeEvent } from './event-codec.ts'
import type { FoundingEvent, LedgerEvent } from './event.ts'
import type { Malformed } from '../replay/failure.ts'
import { AccordId, SignatoryId } from '../values/primitives.ts'
import { quote } from '../values/quote.ts'
import { lastOf } from '../rules/subject.ts'
import type { LittleChain } from '../rules/subject.ts'
import type { LedgerView } from '../replay/state.ts'

/** What an author wants said: an event without `log`, `seen`, `until` and `previous`, in plain strings. Fields as in spec §2.2. */
export type Intent =
  | {
      readonly type: 'authority'
      readonly operator: string
      /** In any order. */
      readonly registrars: readonly string[]
    }
  | {
      readonly type: 'accord'
      readonly accord: string
      readonly title: string
      readonly text: string
      readonly uri: string | null
      readonly open: boolean
      readonly effective: string
    }
  | {
      readonly type: 'signatory'
      readonly signatory: string
      readonly name: string
      readonly category: string
      readonly country: string | null
      readonly key: string | null
      readonly effective: string
    }
  | { readonly type: 'rotate'; readonly signatory: string; readonly key: string }
  | {
      readonly type: 'endorse'
      readonly accord: string
      readonly text: string
      readonly signatory: string
      readonly effective: string
    }
  | {
      readonly type: 'withdraw'
      readonly accord: string
      readonly signatory: string
      readonly effective: string
      readonly reason: string | null
    }
  | {
      readonly type: 'attest'
      readonly accord: string
      readonly signatory: string
      readonly act: 'endorse' | 'withdraw'
      readonly text: string | null
      readonly effective: string
      readonly reason: string | null
      readonly evidence: string | null
    }
  | {
      readonly type: 'strike'
      readonly accord: string
      readonly signatory: string
      readonly reason: string
      readonly effective: string
    }

/** What founds a log: its origin, and the keys of who runs it. */
export interface Founding {
  readonly log: string
  readonly operator: string
  /** In any order. */
  readonly registrars: readonly string[]
}

/** The event that founds a log. Keys are 64 lower-case hex; registrars may come in any order. Left: the first field that is not what it should be. */
export function composeFounding(founding: Founding): E.Either<Malformed, FoundingEvent> {
  const decoded = decodeEvent({
    type: 'authority',
    format: 1,
    log: founding.log,
    operator: founding.operator,
    registrars: founding.registrars.toSorted(),
    previous: null,
  })
  if (E.isLeft(decoded)) return E.left(malformed(decoded.left))
  const event = decoded.right
  if (event.type !== 'authority' || event.previous !== null) {
    throw new Error('an authority event without a previous one founds a log')
  }
  return E.right(event)
}

/**
 * The event that says `intent` next in the log that `view` is of. `until` is the time after which it must
 * not be logged, `YYYY-MM-DDTHH:MM:SSZ`, or null. Left: the first field that is not what it should be.
 */
export function compose(
  view: LedgerView,
  intent: Intent,
  until: string | null,
): E.Either<Malformed, LedgerEvent> {
  if (view.size === 0) {
    return E.left(malformed({ path: 'log', expected: 'a founded log', found: 'an empty one' }))
  }
  const previous = isNamed(intent) ? lastOf(view, intent) : null
  if (intent.type === 'rotate' && previous === null) {
    return E.left(
      malformed({
        path: 'signatory',
        expected: 'a signatory admitted to this log',
        found: quote(intent.signatory),
      }),
    )
  }
  const decoded = decodeEvent({
    ...(intent.type === 'authority'
      ? { ...intent, format: 1, registrars: intent.registrars.toSorted() }
      : intent),
    log: view.log,
    seen: { index: view.size - 1, hash: view.head },
    until,
    previous,
  })
  return E.isLeft(decoded) ? E.left(malformed(decoded.left)) : decoded
}

/** Attacker-controlled still: nothing is looked up by what is no id, or is not there. */
function isNamed(intent: Intent): intent is Intent & LittleChain {
  switch (intent.type) {
    case 'authority':
      return true
    case 'accord':
      return AccordId.is(intent.accord)
    case 'signatory':
    case 'rotate':
      return SignatoryId.is(intent.signatory)
    default:
      return AccordId.is(intent.accord) && SignatoryId.is(intent.signatory)
  }
}

function malformed(mismatch: Mismatch): Malformed {
  return { _tag: 'Malformed', what: 'event', ...mismatch }
}
