/**
 * The projection once more, as plainly as can be: every answer filters the whole list of entries from
 * scratch. It shares no code with what it is compared with, and imports types alone. An answer is a plain value in the shape
 * that the projection gives, or the tag of what is wrong with the question.
 */
import {
  accordEntries,
  actsOf,
  isAct,
  isIn,
  isProfile,
  isRetroactive,
  isSigned,
  keyOrigin,
  latest,
  membersOf,
  partyEntries,
  STANDINGS,
  tally,
  unique,
} from './naive-membership.ts'
import type { Act, Entries, NaiveMember } from './naive-membership.ts'

/** A question's moment, as in the projection. */
export interface At {
  readonly size?: number
  readonly time?: string
  readonly on: string
}
type When = Omit<At, 'on'>
/** The entries that a question is about, or what is wrong with it. */
function known(entries: Entries, { size, time }: When): Entries | 'NoSuchSize' {
  if (size !== undefined && size > entries.length) return 'NoSuchSize'
  return entries.filter(
    (each) =>
      (size === undefined || each.index < size) && (time === undefined || each.time <= time),
  )
}

function members(entries: Entries, accord: string, at: At): unknown {
  const log = asked(entries, accord, at)
  if (typeof log === 'string') return log
  return { accord, size: log.length, on: at.on, members: membersOf(log, accord, at.on) }
}

function counts(entries: Entries, accord: string, by: 'category' | 'country', at: At): unknown {
  const log = asked(entries, accord, at)
  if (typeof log === 'string') return log
  const found = membersOf(log, accord, at.on).map((member) => member[by])
  return { accord, size: log.length, on: at.on, by, total: found.length, counts: tally(found) }
}

function wordingsSigned(entries: Entries, accord: string, at: At): unknown {
  const log = asked(entries, accord, at)
  if (typeof log === 'string') return log
  const signed = membersOf(log, accord, at.on).map(({ id, text, index }) => ({
    id,
    text,
    title: text === null ? null : accordEntries(log.slice(0, index), accord).at(-1)?.event.title,
  }))
  const inOrder = [
    ...accordEntries(log, accord).map(({ event }) => [event.text, event.title] as const),
    [null, null] as const,
  ]
  return unique(inOrder.map((pair) => JSON.stringify(pair))).flatMap((pair) => {
    const same = signed.filter(({ text, title }) => JSON.stringify([text, title]) === pair)
    const [first] = same
    return first === undefined
      ? []
      : [{ text: first.text, title: first.title, members: same.map(({ id }) => id) }]
  })
}

function difference(entries: Entries, accord: string, from: At, to: At): unknown {
  const [before, after] = [asked(entries, accord, from), asked(entries, accord, to)]
  if (typeof before === 'string') return before
  if (typeof after === 'string') return after
  const were = membersOf(before, accord, from.on)
  const are = membersOf(after, accord, to.on)
  return {
    accord,
    from: { size: before.length, on: from.on },
    to: { size: after.length, on: to.on },
    joined: are.filter(({ id }) => were.every((each) => each.id !== id)),
    left: were.filter(({ id }) => are.every((each) => each.id !== id)),
    changed: were.flatMap((old) =>
      are
        .filter((now) => now.id === old.id && shown(now) !== shown(old))
        .map((now) => ({ before: old, after: now })),
    ),
  }
}

function shown(member: NaiveMember): string {
  const { standing, text, name, category, country, suspendedSince } = member
  return JSON.stringify([standing, text, name, category, country, suspendedSince])
}

function absent(entries: Entries, accord: string, watch: readonly string[], at: At): unknown {
  const log = asked(entries, accord, at)
  if (typeof log === 'string') return log
  const ids = membersOf(log, accord, at.on).map(({ id }) => id)
  return unique(watch).filter((id) => !ids.includes(id))
}

function both(entries: Entries, first: string, second: string, at: At): unknown {
  const [one, other] = [asked(entries, first, at), asked(entries, second, at)]
  if (typeof one === 'string') return one
  if (typeof other === 'string') return other
  const ids = membersOf(other, second, at.on).map(({ id }) => id)
  return membersOf(one, first, at.on)
    .map(({ id }) => id)
    .filter((id) => ids.includes(id))
}

function history(entries: Entries, signatory: string, accord?: string): unknown {
  const party = partyEntries(entries, signatory)
  if (party.length === 0) return 'NoSuchSignatory'
  if (accord !== undefined && accordEntries(entries, accord).length === 0) return 'NoSuchAccord'
  const acts = entries.filter(isAct).filter(({ event }) => event.signatory === signatory)
  return {
    signatory,
    acts: acts
      .filter(({ event }) => accord === undefined || event.accord === accord)
      .map((act) => ({
        accord: act.event.accord,
        act: act.event.type === 'attest' ? act.event.act : act.event.type,
        standing: STANDINGS[act.event.type],
        key: isSigned(act) ? keyOrigin(entries.slice(0, act.index), signatory) : null,
        effective: act.event.effective,
        time: act.time,
        index: act.index,
        text: isIn(act) ? act.event.text : null,
        reason: 'reason' in act.event ? act.event.reason : null,
        retroactive: isRetroactive(act),
      })),
    profiles: party.filter(isProfile).map((each) => ({
      index: each.index,
      time: each.time,
      effective: each.event.effective,
      name: each.event.name,
      category: each.event.category,
      country: each.event.country,
      retroactive: isRetroactive(each),
    })),
    keys: party
      .filter(({ event }, i) => event.key !== (party[i - 1]?.event.key ?? null))
      .map(({ index, time, event }) => ({
        index,
        time,
        key: event.key,
        how: keyOrigin(entries.slice(0, index + 1), signatory) ?? 'suspended',
      })),
  }
}

function wordings(entries: Entries, accord: string): unknown {
  const found = accordEntries(entries, accord)
  if (found.length === 0) return 'NoSuchAccord'
  return found.map(({ index, time, event: { effective, title, text, uri, open } }) => ({
    index,
    time,
    effective,
    title,
    text,
    uri,
    open,
  }))
}

function report(entries: Entries, from: string, to: string, at: When): unknown {
  const log = known(entries, at)
  if (typeof log === 'string') return log
  const ids = log.flatMap(({ event }) => (event.type === 'accord' ? [event.accord] : []))
  return {
    format: 'accord-ledger report v1',
    log: log[0]?.event.log ?? null,
    size: log.length,
    from,
    to,
    accords: unique(ids)
      .toSorted()
      .map((accord) => ({
        accord,
        title: latest(accordEntries(log, accord), to)?.event.title,
        joined: section(log, accord, from, to, (act, before) => isIn(act) && !isIn(before)),
        withdrawn: section(log, accord, from, to, ({ event }) =>
          event.type === 'attest' ? event.act === 'withdraw' : event.type === 'withdraw',
        ),
        struck: section(log, accord, from, to, ({ event }) => event.type === 'strike'),
      })),
  }
}

/** Every accord that was published, or party that was admitted, ascending. */
function namesOf(entries: Entries, what: 'accord' | 'signatory'): readonly string[] {
  const names = entries.flatMap(({ event }): readonly string[] => {
    if (what === 'accord') return event.type === 'accord' ? [event.accord] : []
    return event.type === 'signatory' ? [event.signatory] : []
  })
  return unique(names).toSorted()
}

function section(
  log: Entries,
  accord: string,
  from: string,
  to: string,
  shows: (act: Act, before: Act | undefined) => boolean,
): unknown {
  const acts = log
    .filter(isAct)
    .filter(({ event }) => event.accord === accord)
    .filter((act) =>
      shows(
        act,
        actsOf(log, accord, act.event.signatory).findLast(({ index }) => index < act.index),
      ),
    )
    .filter(({ event }) => from <= event.effective && event.effective <= to)
    .map(({ event, index, time }) => {
      const profile = latest(partyEntries(log, event.signatory).filter(isProfile), event.effective)
      return {
        signatory: event.signatory,
        name: profile?.event.name,
        category: profile?.event.category ?? null,
        country: profile?.event.country ?? null,
        standing: STANDINGS[event.type],
        effective: event.effective,
        entered: time.slice(0, 10),
        index,
      }
    })
    .toSorted((a, b) =>
      a.effective === b.effective ? a.index - b.index : a.effective < b.effective ? -1 : 1,
    )
  return {
    total: acts.length,
    byCategory: tally(acts.map(({ category }) => category)),
    byCountry: tally(acts.map(({ country }) => country)),
    acts,
  }
}

/** The known entries of a question about an accord, or what is wrong with it. */
function asked(
  entries: Entries,
  accord: string,
  at: When,
): Entries | 'NoSuchSize' | 'NoSuchAccord' {
  const log = known(entries, at)
  if (typeof log === 'string') return log
  return accordEntries(log, accord).length === 0 ? 'NoSuchAccord' : log
}

/** The model, one answer a question of the projection. The cost of each grows with the log, and with its square. */
export const naiveModel: {
  readonly members: typeof members
  readonly counts: typeof counts
  readonly difference: typeof difference
  readonly wordingsSigned: typeof wordingsSigned
  readonly absent: typeof absent
  readonly both: typeof both
  readonly history: typeof history
  readonly wordings: typeof wordings
  readonly report: typeof report
  readonly namesOf: typeof namesOf
} = {
  members,
  counts,
  difference,
  wordingsSigned,
  absent,
  both,
  history,
  wordings,
  report,
  namesOf,
}
