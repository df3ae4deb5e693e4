/** A log to attack: its verified entries, and an impostor who has keys of its own and none of the log's. */
import type { VerifiedEntry } from '@accord-ledger/core'
import type { Impostor } from './impostor.ts'

/** A log that is attacked. Nothing of it is changed: attacks give changed copies. */
export interface LogTarget {
  /** In log order, from entry 0 on; at least one. */
  readonly entries: readonly VerifiedEntry[]
  readonly impostor: Impostor
}

/** An entry whose event has the field `name`. */
export type EntryWith<K extends string> = VerifiedEntry & {
  readonly event: Extract<VerifiedEntry['event'], Readonly<Record<K, unknown>>>
}

/** The entries whose events have the field `name`, founding and all. */
export function entriesWith<K extends string>(
  { entries }: LogTarget,
  name: K,
): readonly EntryWith<K>[] {
  return entries.filter((entry): entry is EntryWith<K> => name in entry.event)
}

/** An entry of an act: a party's standing on an accord. */
export type ActEntry = EntryWith<'accord' | 'signatory'>

/** The entries of acts, in log order. */
export function actsIn({ entries }: LogTarget): readonly ActEntry[] {
  return entries.filter(isActEntry)
}

function isActEntry(entry: VerifiedEntry): entry is ActEntry {
  return 'accord' in entry.event && 'signatory' in entry.event
}

/** The entry hash of the last act of a party on an accord; null where there is none. */
export function lastAct(target: LogTarget, accord: string, signatory: string): string | null {
  const last = actsIn(target).findLast(
    ({ event }) => event.accord === accord && event.signatory === signatory,
  )
  return last?.hash ?? null
}

/** The newest text of an accord; null where it is not published. */
export function currentText({ entries }: LogTarget, accord: string): string | null {
  const last = entries.findLast(({ event }) => event.type === 'accord' && event.accord === accord)
  return last?.event.type === 'accord' ? last.event.text : null
}

/** The ids of all accords, or of all parties, in the order of their first event. */
export function idsOf(target: LogTarget, of: 'accord' | 'signatory'): readonly string[] {
  const ids = target.entries.flatMap(({ event }): readonly string[] => {
    if (of === 'accord') return event.type === 'accord' ? [event.accord] : []
    return event.type === 'signatory' ? [event.signatory] : []
  })
  return [...new Set(ids)]
}
