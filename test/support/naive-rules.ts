/**
 * The rules once more, as plainly as they can be said: no state is kept, every question is answered
 * by going through all the entries before. Written from the design's words (events, state table, keys), sharing no
 * code with the library. Slow, and meant to be. Knows rules 6 to 32: bytes are the decoder's.
 */
import {
  type Past,
  accordNow,
  actsOf,
  authorityNow,
  currentKey,
  everSigned,
  hashAt,
  holderOf,
  isAct,
  isFounding,
  isIn,
  joins,
  lastOfChain,
  leaves,
  newKeys,
  requiredSigners,
  standingOf,
} from './naive-past.ts'
import { stands, type PlainEntry, type PlainEvent } from './plain.ts'

/** The first rule that `entry` breaks as the next of `past`, or null. */
export function brokenRule(past: Past, entry: PlainEntry): string | null {
  for (const [name, holds] of RULES) if (!holds(past, entry.event, entry)) return name
  return null
}

type Rule = (past: Past, event: PlainEvent, entry: PlainEntry) => boolean

const SEEN_WINDOW = 65_536
const DAY = 86_400_000

const RULES: readonly (readonly [string, Rule])[] = [
  ['index', (past, _, entry) => entry.index === past.length],
  ['prev', (past, _, entry) => entry.prev === hashAt(past, past.length - 1)],
  ['time', (past, _, entry) => past.every(({ time }) => time <= entry.time)],
  ['founding', (past, event) => isFounding(event) === (past.length === 0)],
  ['log', (past, event) => past.every((before) => before.event.log === event.log)],
  [
    'seen-range',
    (past, { seen }) => {
      if (seen === undefined) return true
      if (seen.index >= past.length) return false
      return seen.index === 0 || past.length - seen.index <= SEEN_WINDOW
    },
  ],
  ['seen-hash', (past, { seen }) => seen === undefined || seen.hash === hashAt(past, seen.index)],
  ['until', (_, { until }, { time }) => typeof until !== 'string' || until >= time],
  [
    'accord-known',
    (past, event) =>
      !isAct(event) ||
      past.some((before) => before.event.type === 'accord' && before.event.accord === event.accord),
  ],
  [
    'signatory-known',
    (past, event) =>
      (!isAct(event) && event.type !== 'rotate') ||
      past.some(
        (before) => before.event.type === 'signatory' && before.event.signatory === event.signatory,
      ),
  ],
  ['previous', (past, event) => event.previous === lastOfChain(past, event)],
  [
    'effective',
    (_, { effective }, { time }) =>
      effective === undefined ||
      Date.parse(effective) - Date.parse(time.slice(0, 10)) <= 3653 * DAY,
  ],
  ['key-encoding', (past, event) => newKeys(past, event).every((key) => !isWeak(key))],
  ['key-fresh', (past, event) => newKeys(past, event).every((key) => holderOf(past, key) === null)],
  [
    'key-current',
    (past, event) =>
      !['endorse', 'withdraw', 'rotate'].includes(event.type) ||
      currentKey(past, event.signatory) !== null,
  ],
  ['signers', signersAreThoseRequired],
  [
    'accord-title',
    (past, event) => {
      const before = event.type === 'accord' ? accordNow(past, event.accord) : null
      return before === null || before.title === event.title || before.text !== event.text
    },
  ],
  [
    'text-current',
    (past, event) =>
      !joins(event) ||
      event.text === accordNow(past, event.accord)?.text ||
      (event.type === 'attest' && event.text === null),
  ],
  [
    'accord-open',
    (past, event) =>
      !joins(event) ||
      isIn(standingOf(past, event)) ||
      accordNow(past, event.accord)?.open === true,
  ],
  ['endorse-again', saysMoreThanBefore],
  ['withdraw-member', (past, event) => !leaves(event) || isIn(standingOf(past, event))],
  [
    'attest-unsigned',
    (past, event) => event.type !== 'attest' || !joins(event) || !everSigned(past, event),
  ],
  [
    'attest-before-key',
    (past, event) => {
      if (event.type !== 'attest' || !joins(event)) return true
      const first = past.find(
        (before) =>
          before.event.signatory === event.signatory && typeof before.event.key === 'string',
      )
      return first === undefined || (event.effective ?? '') < first.time.slice(0, 10)
    },
  ],
  [
    'attest-withdraw-key',
    (past, event) =>
      event.type !== 'attest' ||
      !leaves(event) ||
      currentKey(past, event.signatory) === null ||
      !everSigned(past, event),
  ],
  [
    'attest-withdraw-text',
    (_, event) => event.type !== 'attest' || !leaves(event) || event.text === null,
  ],
  [
    'strike-again',
    (past, event) =>
      event.type !== 'strike' || !['none', 'struck'].includes(standingOf(past, event)),
  ],
  ['signature', (_, event, { signatures }) => signatures.every((one) => stands(event, one))],
]

/** The rules of accords and acts, 22 to 31. */
export const RULES_OF_ACTS: readonly string[] = RULES.map(([name]) => name).slice(16, 26)

/** Exactly the required keys, and exactly one registrar where one is needed. */
function signersAreThoseRequired(
  past: Past,
  event: PlainEvent,
  { signatures }: PlainEntry,
): boolean {
  const { keys, registrar } = requiredSigners(past, event)
  const signed = signatures.map(({ key }) => key)
  if (!keys.every((key) => signed.includes(key))) return false
  const others = signed.filter((key) => !keys.includes(key))
  const registrars = authorityNow(past)?.registrars ?? []
  return others.length === (registrar ? 1 : 0) && others.every((key) => registrars.includes(key))
}

/** Who is in says something new only by another text than last time, or by signing what was attested. */
function saysMoreThanBefore(past: Past, event: PlainEvent): boolean {
  const standing = standingOf(past, event)
  if (!joins(event) || !isIn(standing)) return true
  if (event.type === 'endorse' && standing === 'attested') return true
  const last = actsOf(past, event).findLast(joins)
  return event.text !== null && event.text !== last?.text
}

const P = 2n ** 255n - 19n
/** The y of every point whose order divides 8. */
const SMALL_ORDER_Y: readonly bigint[] = [
  0n,
  1n,
  P - 1n,
  0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n,
  0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd83d3d706a17c7n,
]

/** Whether the encoding is not canonical, or of a point of small order. */
function isWeak(key: string): boolean {
  const bigEndian = key.match(/../g)?.toReversed().join('') ?? ''
  const y = BigInt(`0x${bigEndian}`) % 2n ** 255n
  return y >= P || SMALL_ORDER_Y.includes(y)
}
