/**
 * Membership once more, as plainly as can be: what naive-model.ts answers its questions with. Everything
 * is filtered from the whole list of entries.
 */
import type { AttestEvent, EndorseEvent, LedgerEvent, VerifiedEntry } from '@accord-ledger/core'

export type Entries = readonly VerifiedEntry[]
export type EntryOf<T extends LedgerEvent['type']> = VerifiedEntry & {
  readonly event: Extract<LedgerEvent, { type: T }>
}
export type Act = EntryOf<'endorse' | 'withdraw' | 'attest' | 'strike'>

export interface NaiveMember {
  readonly id: string
  readonly name: string
  readonly category: string
  readonly country: string | null
  readonly standing: string
  readonly key: string | null
  readonly since: string
  readonly text: string | null
  readonly index: number
  readonly suspendedSince: string | null
  readonly renamedSince: string | null
  readonly retroactive: boolean
}

export function membersOf(log: Entries, accord: string, on: string): readonly NaiveMember[] {
  const ids = log.filter(isAct).map(({ event }) => event.signatory)
  return unique(ids)
    .toSorted()
    .flatMap((id) => {
      const acts = actsOf(log, accord, id).filter(({ event }) => event.effective <= on)
      const act = acts.at(-1)
      if (act === undefined || !isIn(act)) return []
      const run = acts.slice(acts.findLastIndex((each) => !isIn(each)) + 1)
      const profiles = partyEntries(log, id).filter(isProfile)
      const counting = profiles.filter(({ event }, i) => i === 0 || event.effective <= on)
      const profile = latest(profiles, on)
      const other = counting.findLastIndex((each) => face(each) !== face(profile))
      const keys = partyEntries(log, id)
      const lastKey = keys.findLastIndex(({ event }) => event.key !== null)
      return [
        {
          id,
          name: profile?.event.name ?? '',
          category: profile?.event.category ?? '',
          country: profile?.event.country ?? null,
          standing: STANDINGS[act.event.type],
          key: isSigned(act) ? keyOrigin(log.slice(0, act.index), id) : null,
          since: run[0]?.event.effective ?? '',
          text: act.event.text,
          index: act.index,
          suspendedSince: lastKey < 0 ? null : (keys[lastKey + 1]?.time ?? null),
          renamedSince: other < 0 ? null : (counting[other + 1]?.event.effective ?? null),
          retroactive: isRetroactive(act),
        },
      ]
    })
}

function face(profile: EntryOf<'signatory'> | undefined): string {
  return JSON.stringify([profile?.event.name, profile?.event.category, profile?.event.country])
}

export const STANDINGS = {
  endorse: 'signed',
  withdraw: 'signed',
  attest: 'attested',
  strike: 'struck',
}

/** How the key came that a party holds after `log`: whether a registrar ever brought one after the first, or the party one of its own. */
export function keyOrigin(log: Entries, signatory: string): string | null {
  const events = partyEntries(log, signatory).map(({ event }) => event)
  if ((events.at(-1)?.key ?? null) === null) return null
  const brought = events.filter(
    ({ key }, i) => key !== null && events.findIndex((each) => each.key === key) === i,
  )
  if (brought.slice(1).some(({ type }) => type === 'signatory')) return 'replaced'
  return brought.length > 1 ? 'rotated' : 'admitted'
}

/** Of the entries effective on `on` or before it the last, else the first of all. */
export function latest<E extends EntryOf<'accord' | 'signatory'>>(
  entries: readonly E[],
  on: string,
): E | undefined {
  return entries.filter(({ event }) => event.effective <= on).at(-1) ?? entries[0]
}

export function tally(values: readonly (string | null)[]): unknown {
  const sorted = [
    ...values.filter((value) => value !== null).toSorted(),
    ...values.filter((value) => value === null),
  ]
  return unique(sorted)
    .map((value) => ({ value, count: values.filter((each) => each === value).length }))
    .toSorted((a, b) => b.count - a.count)
}

export function actsOf(log: Entries, accord: string, signatory: string): readonly Act[] {
  return log
    .filter(isAct)
    .filter(({ event }) => event.accord === accord && event.signatory === signatory)
}

export function accordEntries(log: Entries, accord: string): readonly EntryOf<'accord'>[] {
  return log.filter(
    (each): each is EntryOf<'accord'> =>
      each.event.type === 'accord' && each.event.accord === accord,
  )
}

export function partyEntries(
  log: Entries,
  signatory: string,
): readonly EntryOf<'signatory' | 'rotate'>[] {
  return log.filter(
    (each): each is EntryOf<'signatory' | 'rotate'> =>
      (each.event.type === 'signatory' || each.event.type === 'rotate') &&
      each.event.signatory === signatory,
  )
}

export function isProfile(entry: VerifiedEntry): entry is EntryOf<'signatory'> {
  return entry.event.type === 'signatory'
}

export function isAct(entry: VerifiedEntry): entry is Act {
  return ['endorse', 'withdraw', 'attest', 'strike'].includes(entry.event.type)
}

export function isSigned({ event }: Act): boolean {
  return event.type === 'endorse' || event.type === 'withdraw'
}

export function isIn(
  act: Act | undefined,
): act is Act & { readonly event: EndorseEvent | AttestEvent } {
  return (
    act?.event.type === 'endorse' || (act?.event.type === 'attest' && act.event.act === 'endorse')
  )
}

export function isRetroactive({ event, time }: EntryOf<'signatory'> | Act): boolean {
  return event.effective < time.slice(0, 10)
}

export function unique<A>(values: readonly A[]): readonly A[] {
  return values.filter((value, i) => values.indexOf(value) === i)
}
