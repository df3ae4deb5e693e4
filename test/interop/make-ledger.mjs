/**
 * Makes the ledger that the checkers in other languages are given: in a folder, by the library's own
 * hands, with fixed keys and a fixed clock. It rotates the operator's key half-way, admits parties with
 * keys and without, and has each kind of event in it.
 */
import { openFileStore } from '@accord-ledger/adapters/file'
import { nativeVerifier } from '@accord-ledger/adapters/native'
import * as al from '@accord-ledger/core'

export const ORIGIN = 'accords.example/interop'
export const PARTIES = 130

/** The seed named by `words`, 32 bytes. */
export const seedOf = (words) => al.sha256(new TextEncoder().encode(`interop ${words}`))

const signerOf = (words) => al.signerFromSeed(seedOf(words))
export const operators = [signerOf('operator'), signerOf('second operator')]
const registrars = [signerOf('registrar'), signerOf('second registrar')]
const [registrar] = registrars
const textOf = (words) => al.encodeHex(al.sha256(new TextEncoder().encode(words)))
const START = Date.UTC(2026, 0, 1, 9)
const DAY = 86_400_000

/** Founds and fills the ledger in `directory`, by default in short segments. Answers its verified entries. */
export async function makeLedger(directory, segmentEntries = 200) {
  const entries = []
  let now = START
  const link = al.entryLink
  const store = await openFileStore(directory, {
    link,
    mode: 'write',
    create: true,
    segmentEntries,
  })
  const opened = await al.openLedger({
    store,
    verifier: nativeVerifier(),
    clock: () => now,
    onEntry: (entry) => entries.push(entry),
  })()
  const ledger = right(opened)
  for (const batch of story()) {
    right(await ledger.appendEach(batch)())
    now += DAY
  }
  await store[Symbol.asyncDispose]()
  return entries
}

/** What is logged, a day's events at a time. */
function* story() {
  const [operator, second] = operators
  const keys = registrars.map(({ key }) => key)
  yield [
    al.authorFounding({ log: ORIGIN, operator: operator.key, registrars: keys }, [
      operator,
      ...registrars,
    ]),
  ]
  yield [accord('waters', 'clean'), accord('skies', 'blue')]
  const parties = Array.from({ length: PARTIES }, (_, n) => n)
  for (const some of chunks(parties.slice(0, PARTIES / 2))) yield some.map(admit)
  yield [by([operator, second], { type: 'authority', operator: second.key, registrars: keys })]
  for (const some of chunks(parties.slice(PARTIES / 2))) yield some.map(admit)
  for (const some of chunks(parties)) yield some.map((n) => join(n, 'waters', 'clean'))
  for (const some of chunks(parties.filter(odd))) yield some.map((n) => join(n, 'skies', 'blue'))
  for (const some of chunks(parties.filter((n) => n % 5 === 1))) yield some.flatMap(newKey)
  for (const some of chunks(parties.filter((n) => n % 8 === 6))) yield some.map(leave)
  yield [accord('waters', 'cleaner'), accord('skies', 'blue', { open: false })]
  for (const some of chunks(parties.filter((n) => n % 8 === 1))) yield some.map(affirm)
  for (const some of chunks(parties.filter((n) => n % 9 === 3))) yield some.map(strike)
  for (const some of chunks(parties.filter((n) => n % 3 === 2))) yield some.map(rename)
}

const odd = (n) => n % 2 === 1
const hasKey = (n) => n % 3 !== 0
const idOf = (n) => `party-${n}`
/** Early ones, late ones, and ones that are not yet in force when the log ends. */
const dayOf = (n) => al.dayOf(al.timeFromMilliseconds(START + ((n % 7) * 30 - 60) * DAY))
const by = (signers, intent) => al.authorEvent(intent, signers)

function accord(id, words, { open = true } = {}) {
  const title = `The Accord of ${words} ${id} — “${id}”`
  const text = textOf(words)
  const rest = { uri: `https://accords.example/${id}`, open, effective: '2026-01-02' }
  return by([registrar], { type: 'accord', accord: id, title, text, ...rest })
}

const profileOf = (n, name) => ({
  type: 'signatory',
  signatory: idOf(n),
  name,
  category: odd(n) ? 'company' : 'state',
  country: n % 4 === 0 ? null : 'FR',
})

const keyOf = (n, turn = 0) => signerOf(`party ${n} key ${turn}`)

function admit(n) {
  const signers = hasKey(n) ? [registrar, keyOf(n)] : [registrar]
  const key = hasKey(n) ? keyOf(n).key : null
  const profile = profileOf(n, `Partei ${n} für Größe 🌊`)
  return by(signers, { ...profile, key, effective: '2026-01-03' })
}

function join(n, id, words) {
  const act = { accord: id, signatory: idOf(n), effective: dayOf(n), text: textOf(words) }
  if (hasKey(n)) return by([keyOf(n)], { type: 'endorse', ...act })
  const word = { act: 'endorse', reason: null, evidence: textOf('a letter') }
  return by([registrars[1]], { type: 'attest', ...act, ...word })
}

/** Suspended and given another, rotated, or both. */
function newKey(n) {
  if (!hasKey(n)) return []
  const said = { ...profileOf(n, `Party ${n}`), effective: '2026-02-01' }
  const rotate = (key) => ({ type: 'rotate', signatory: idOf(n), key: key.key })
  if (n % 4 === 1) return [by([keyOf(n), keyOf(n, 1)], rotate(keyOf(n, 1)))]
  const suspended = by([registrar], { ...said, key: null })
  if (n % 4 === 2) return [suspended]
  const replaced = by([registrar, keyOf(n, 1)], { ...said, key: keyOf(n, 1).key })
  return [suspended, replaced, by([keyOf(n, 1), keyOf(n, 2)], rotate(keyOf(n, 2)))]
}

/** The key that a party has after `newKey`, or null. */
function keyNow(n) {
  if (!hasKey(n)) return null
  if (n % 5 !== 1) return keyOf(n)
  return [keyOf(n, 2), keyOf(n, 1), null, keyOf(n, 2)][n % 4]
}

function leave(n) {
  const key = keyNow(n)
  const act = { accord: 'waters', signatory: idOf(n), effective: dayOf(n + 3) }
  if (key !== null) return by([key], { type: 'withdraw', ...act, reason: 'a change of course' })
  const word = { act: 'withdraw', text: null, reason: null, evidence: null }
  return by([registrar], { type: 'attest', ...act, ...word })
}

function affirm(n) {
  const key = keyNow(n)
  const text = textOf('cleaner')
  const act = { accord: 'waters', signatory: idOf(n), effective: dayOf(n + 2), text }
  if (key !== null) return by([key], { type: 'endorse', ...act })
  const word = { act: 'endorse', reason: 'a letter', evidence: null }
  return by([registrar], { type: 'attest', ...act, ...word })
}

function strike(n) {
  const act = { accord: 'waters', signatory: idOf(n), effective: dayOf(n + 1) }
  return by([registrar], { type: 'strike', ...act, reason: 'a duplicate' })
}

function rename(n) {
  const key = keyNow(n)?.key ?? null
  return by([registrar], { ...profileOf(n, `Renamed ${n}`), key, effective: dayOf(n) })
}

function* chunks(items, length = 12) {
  for (let from = 0; from < items.length; from += length) yield items.slice(from, from + length)
}

function right(either) {
  if (either._tag === 'Left') throw new Error(al.describe(either.left))
  return either.right
}
