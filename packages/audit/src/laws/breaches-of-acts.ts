/** Breaches of rules 20 and 22 to 31: somebody says what the state table does not allow. */
import { actKey, compose, dayOf, isAccordId, isSignatoryId } from '@accord-ledger/core'
import type {
  AccordId,
  AccordState,
  ActState,
  Intent,
  SignatoryId,
  SignatoryState,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { asRequired } from './breach.ts'
import type { At, DraftBreach } from './breach.ts'
import type { ActRule } from './breaches-of-entries.ts'

/** What breaks each of these rules. */
export const breachesOfActs: Readonly<Record<ActRule, DraftBreach>> = {
  'key-current': (at) =>
    first(at, ({ party, accord, act }) =>
      party.key === null ? { type: 'endorse', ...act, text: accord.text } : null,
    ),
  'accord-title': (at) => titleBreach(at),
  'text-current': (at) =>
    first(at, ({ party, act, attested }) =>
      party.key === null
        ? { ...attested, act: 'endorse', text: OTHER_TEXT }
        : { type: 'endorse', ...act, text: OTHER_TEXT },
    ),
  'accord-open': (at) =>
    first(at, ({ party, accord, act, attested, stands }) => {
      if (accord.open || isIn(stands)) return null
      return party.key === null
        ? { ...attested, act: 'endorse', text: null }
        : { type: 'endorse', ...act, text: accord.text }
    }),
  'endorse-again': (at) =>
    first(at, ({ party, accord, act, attested, stands }) => {
      if (stands?.standing === 'attested') return { ...attested, act: 'endorse', text: null }
      if (stands?.standing !== 'signed' || party.key === null) return null
      return stands.text === accord.text ? { type: 'endorse', ...act, text: accord.text } : null
    }),
  'withdraw-member': (at) =>
    first(at, ({ party, act, attested, stands }) => {
      if (isIn(stands)) return null
      return party.key === null
        ? { ...attested, act: 'withdraw', text: null }
        : { type: 'withdraw', ...act, reason: null }
    }),
  'attest-unsigned': (at) =>
    first(at, ({ accord, attested, stands }) => {
      if (stands?.everSigned !== true) return null
      const text = stands.text === accord.text ? null : accord.text
      if (isIn(stands) ? text === null : !accord.open) return null
      return { ...attested, effective: LONG_AGO, act: 'endorse', text: accord.text }
    }),
  'attest-before-key': (at) =>
    first(at, ({ party, accord, attested, stands }) => {
      const { firstKeyDay } = party
      if (firstKeyDay === null || stands?.everSigned === true) return null
      if (isIn(stands) ? stands?.text === accord.text : !accord.open) return null
      return { ...attested, effective: firstKeyDay, act: 'endorse', text: accord.text }
    }),
  'attest-withdraw-key': (at) =>
    first(at, ({ party, attested, stands }) =>
      isIn(stands) && party.key !== null && stands?.everSigned === true
        ? { ...attested, act: 'withdraw', text: null }
        : null,
    ),
  'attest-withdraw-text': (at) =>
    first(at, ({ party, accord, attested, stands }) =>
      isIn(stands) && party.key === null
        ? { ...attested, act: 'withdraw', text: accord.text }
        : null,
    ),
  'strike-again': (at) =>
    first(at, ({ act, stands }) =>
      stands === undefined || stands.standing === 'struck'
        ? { type: 'strike', ...act, reason: 'once more' }
        : null,
    ),
}

const OTHER_TEXT = 'd'.repeat(64)
const LONG_AGO = '1600-01-01'

/** A party and an accord, and how the one stands on the other. */
interface Pair {
  readonly accord: AccordState
  readonly party: SignatoryState
  readonly stands: ActState | undefined
  readonly act: {
    readonly accord: AccordId
    readonly signatory: SignatoryId
    readonly effective: string
  }
  readonly attested: {
    readonly type: 'attest'
    readonly accord: AccordId
    readonly signatory: SignatoryId
    readonly effective: string
    readonly reason: null
    readonly evidence: null
  }
}

/** The first pair, from `at.pick` on, of which `say` has something to say. */
function first(at: At, say: (pair: Pair) => Intent | null): ReturnType<DraftBreach> {
  const pairs = pairsOf(at)
  const from = at.pick % Math.max(1, pairs.length)
  for (const pair of [...pairs.slice(from), ...pairs.slice(0, from)]) {
    const intent = say(pair)
    if (intent !== null) return composed(at, intent)
  }
  return null
}

function pairsOf({ view, history: { cast }, entry }: At): readonly Pair[] {
  const effective = dayOf(entry.time)
  const accords = cast.accords.map(({ id }) => id).filter(isAccordId)
  const parties = cast.parties.map(({ id }) => id).filter(isSignatoryId)
  return accords.flatMap((accordId) =>
    parties.flatMap((signatory) => {
      const [accord, party] = [view.accords.get(accordId), view.signatories.get(signatory)]
      if (accord === undefined || party === undefined) return []
      const stands = view.acts.get(actKey(accordId, signatory))
      const act = { accord: accordId, signatory, effective }
      const attested = { type: 'attest', ...act, reason: null, evidence: null } as const
      return [{ accord, party, stands, act, attested }]
    }),
  )
}

function titleBreach(at: At): ReturnType<DraftBreach> {
  const { view, history, entry, pick } = at
  const published = history.cast.accords
    .map(({ id }) => id)
    .filter(isAccordId)
    .flatMap((id) => {
      const now = view.accords.get(id)
      return now === undefined ? [] : [{ id, now }]
    })
  const chosen = published[pick % Math.max(1, published.length)]
  if (chosen === undefined) return null
  const { id, now } = chosen
  return composed(at, {
    type: 'accord',
    accord: id,
    title: now.title === 'Another title' ? 'One more title' : 'Another title',
    text: now.text,
    uri: null,
    open: now.open,
    effective: dayOf(entry.time),
  })
}

function composed(at: At, intent: Intent): ReturnType<DraftBreach> {
  const event = compose(at.view, intent, null)
  if (E.isLeft(event)) throw new Error(`a breach says nonsense: ${JSON.stringify(event.left)}`)
  return asRequired(at, event.right)
}

function isIn(stands: ActState | undefined): boolean {
  return stands?.standing === 'signed' || stands?.standing === 'attested'
}
