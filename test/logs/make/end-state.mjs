/**
 * The end state of a sound log, folded from its entries in the plainest way: each answer is what the
 * last event that bears on it says. No rule is asked; what is given is taken to be sound.
 */
import { rootOf, ZEROS } from './writer.mjs'

/** Size, root and head over the first `size` entries. */
export const headOf = (log, size = log.size()) => ({
  size,
  root: rootOf(log.entries.slice(0, size).map(({ leaf }) => leaf)).toString('hex'),
  head: size === 0 ? ZEROS : log.hashAt(size - 1),
})

export function endStateOf(log) {
  const rows = log.entries.map(({ entry, leaf }) => ({
    ...entry,
    last: leaf.toString('hex'),
  }))
  const authorities = rows.filter(({ event }) => event.type === 'authority')
  const accords = fold(rows, ['accord'], ({ event }) => event.accord, accordAfter)
  const acts = fold(
    rows,
    ['endorse', 'withdraw', 'attest', 'strike'],
    ({ event }) => `${event.accord}/${event.signatory}`,
    actAfter,
  )
  return {
    origin: rows[0].event.log,
    time: rows.at(-1).time,
    rolesSeparated: authorities.every(({ event }) => !event.registrars.includes(event.operator)),
    authority: authorityOf(authorities.at(-1)),
    keys: keysOf(rows),
    accords,
    signatories: fold(
      rows,
      ['signatory', 'rotate'],
      ({ event }) => event.signatory,
      signatoryAfter,
    ),
    acts,
    members: Object.fromEntries(
      Object.keys(accords).map((accord) => [accord, membersOf(accord, acts)]),
    ),
  }
}

const authorityOf = ({ event: { operator, registrars }, last }) => ({ operator, registrars, last })

const accordAfter = (_, { event: { title, text, open }, last }) => ({ title, text, open, last })

function signatoryAfter(before, { event, time, last }) {
  const had = before?.firstKeyDay ?? null
  return {
    key: event.key,
    keyOrigin: originAfter(before, event),
    firstKeyDay: had ?? (event.key === null ? null : time.slice(0, 10)),
    last,
  }
}

/** Whose word a party's key rests on: a registrar's first, its own, or a registrar's once more. */
function originAfter(before, { type, key }) {
  if (key === null) return null
  if ((before?.firstKeyDay ?? null) === null) return 'admitted'
  if (key === before.key) return before.keyOrigin
  if (type === 'signatory' || before.keyOrigin === 'replaced') return 'replaced'
  return 'rotated'
}

function actAfter(before, { event, last }) {
  const { type, act } = event
  const joins = type === 'endorse' || act === 'endorse'
  const standing =
    type === 'strike' ? 'struck' : joins ? (type === 'endorse' ? 'signed' : 'attested') : 'out'
  return {
    standing,
    text: joins ? event.text : (before?.text ?? null),
    everSigned: type === 'endorse' || type === 'withdraw' || (before?.everSigned ?? false),
    last,
  }
}

/** Every key, and the index of the entry that brought it. */
function keysOf(rows) {
  const keys = new Map()
  for (const { index, event } of rows) {
    for (const key of [event.operator, ...(event.registrars ?? []), event.key]) {
      if (typeof key === 'string' && !keys.has(key)) keys.set(key, index)
    }
  }
  return sorted(keys)
}

function fold(rows, types, nameOf, after) {
  const named = new Map()
  for (const row of rows.filter(({ event }) => types.includes(event.type))) {
    named.set(nameOf(row), after(named.get(nameOf(row)), row))
  }
  return sorted(named)
}

const membersOf = (accord, acts) =>
  Object.entries(acts)
    .filter(([chain]) => chain.startsWith(`${accord}/`))
    .filter(([, { standing }]) => standing === 'signed' || standing === 'attested')
    .map(([chain]) => chain.slice(accord.length + 1))
    .toSorted()

const sorted = (map) => Object.fromEntries([...map].toSorted(([a], [b]) => (a < b ? -1 : 1)))
