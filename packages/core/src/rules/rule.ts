/**
 * A rule: its name and what breaks it. Rules only look; what an entry changes is in advance.ts.
 */
import type { Mismatch } from '../values/codec.ts'
import type { Entry } from '../events/entry.ts'
import type { LedgerEvent } from '../events/event.ts'
import type { LedgerView } from '../replay/state.ts'
import type { RuleName } from './names.ts'

/** An entry whose event is an `Ev`. */
export interface EntryOf<Ev extends LedgerEvent> extends Entry {
  readonly event: Ev
}

/** One rule over the state before the entry and the entry itself. Rules of lower numbers have already held. */
export interface Rule<Ev extends LedgerEvent = LedgerEvent> {
  readonly name: RuleName
  /** What is wrong, or null. (A method, so that a rule over all events serves for each.) */
  broken(state: LedgerView, entry: EntryOf<Ev>): Mismatch | null
}

/** Makes a rule. */
export function rule<Ev extends LedgerEvent>(
  name: RuleName,
  broken: (state: LedgerView, entry: EntryOf<Ev>) => Mismatch | null,
): Rule<Ev> {
  return { name, broken }
}

/** A mismatch at `path`. */
export function mismatch(path: string, expected: string, found: string): Mismatch {
  return { path, expected, found }
}
