/**
 * What an operator does not log, in a JSON file. Every member may be left out; an event is logged only where all that are there let it
 * pass. It is looked at before the rules and signatures.
 *
 *     {
 *       "events": ["endorse", "withdraw"],              the types that are taken
 *       "accords": { "allow": ["our-call"] },           allow or deny: of events that name an accord
 *       "signatories": { "deny": ["acme"] },
 *       "categories": { "allow": ["company"] },         of events that admit or rename a party
 *       "keys": { "deny": ["2bc2…"] },                  of the keys that sign: all are allowed, none is denied
 *       "maxNameBytes": 128,                            of the name of a party, in UTF-8
 *       "registrarsOnly": true                          only what a registrar signs, too
 *     }
 */
import {
  isAccordId,
  isCategory,
  isPublicKey,
  isSignatoryId,
  quote,
  readUtf8,
} from '@accord-ledger/core'
import type { Admission, LedgerView, Malformed, SignedEvent } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'

/** Bytes that such a file may have. */
export const MAX_ADMISSION_BYTES = 1_048_576

/** The admission that a file describes. Left: the first thing that is wrong with it, and where. */
export function parseAdmission(bytes: Uint8Array): E.Either<Malformed, Admission> {
  const text = readUtf8(bytes)
  const value = text === null ? undefined : jsonOf(text)
  if (text === null || value === undefined) return wrong('', 'JSON in UTF-8', 'something else')
  if (!isFields(value)) return wrong('', 'an object', value)
  // What may stand in the file holds no white space and no escape: another text is another spelling, or names a member twice.
  if (text.replaceAll(/\s+/g, '') !== JSON.stringify(value))
    return wrong('', 'each member once, and nothing escaped', 'something else')
  const checks: Check[] = []
  for (const [name, given] of Object.entries(value)) {
    const member = Object.hasOwn(MEMBERS, name) ? MEMBERS[name] : undefined
    if (member === undefined) return wrong(name, `one of ${Object.keys(MEMBERS).join(', ')}`, name)
    const check = member(name, given)
    if (E.isLeft(check)) return check
    checks.push(check.right)
  }
  return E.right((signed, view) => {
    for (const check of checks) {
      const why = check(signed, view)
      if (why !== null) return why
    }
    return null
  })
}

type Check = (signed: SignedEvent, view: LedgerView) => string | null
type Member = (name: string, given: unknown) => E.Either<Malformed, Check>

const EVENT_TYPES = [
  'authority',
  'accord',
  'signatory',
  'rotate',
  'endorse',
  'withdraw',
  'attest',
  'strike',
]

const MEMBERS: Readonly<Record<string, Member>> = {
  events: (name, given) =>
    E.map(
      (types: ReadonlySet<string>): Check =>
        ({ event }) =>
          types.has(event.type) ? null : `events of type ${event.type} are not taken here`,
    )(listOf(name, given, 'types of events', (each) => EVENT_TYPES.includes(each))),
  accords: choice('accords', isAccordId, ({ event }) => ('accord' in event ? [event.accord] : [])),
  signatories: choice('signatories', isSignatoryId, ({ event }) =>
    'signatory' in event ? [event.signatory] : [],
  ),
  categories: choice('categories', isCategory, ({ event }) =>
    'category' in event ? [event.category] : [],
  ),
  keys: choice('keys', isPublicKey, ({ signatures }) => signatures.map(({ key }) => key)),
  maxNameBytes: (name, given) =>
    typeof given === 'number' && Number.isInteger(given) && given >= 1 && given <= 512
      ? E.right(({ event }) =>
          'name' in event && Buffer.byteLength(event.name) > given
            ? `a name takes at most ${given} bytes here`
            : null,
        )
      : wrong(name, 'an integer, 1 to 512', given),
  registrarsOnly: (name, given) =>
    given === true || given === false
      ? E.right(({ signatures }, { authority }) =>
          given && !signatures.some(({ key }) => authority?.registrars.includes(key))
            ? 'only what a registrar signs is taken here'
            : null,
        )
      : wrong(name, 'true or false', given),
}

/** `{"allow": […]}` or `{"deny": […]}`, of what an event has of it. */
function choice(
  what: string,
  is: (text: string) => boolean,
  of: (signed: SignedEvent) => readonly string[],
): Member {
  return (name, given) => {
    if (!isFields(given)) return wrong(name, 'an object with allow or deny', given)
    const [first, ...more] = Object.entries(given)
    const [side, list] = first ?? [null, null]
    if ((side !== 'allow' && side !== 'deny') || more.length > 0)
      return wrong(name, 'one member, allow or deny', given)
    const listed = listOf(`${name}.${side}`, list, what, is)
    if (E.isLeft(listed)) return listed
    return E.right((signed) => {
      const odd = of(signed).find((each) => listed.right.has(each) === (side === 'deny'))
      return odd === undefined ? null : `${quote(odd)} is not among the ${what} taken here`
    })
  }
}

function listOf(
  path: string,
  given: unknown,
  what: string,
  is: (text: string) => boolean,
): E.Either<Malformed, ReadonlySet<string>> {
  if (!Array.isArray(given)) return wrong(path, `a list of ${what}`, given)
  const texts: string[] = []
  for (const [i, each] of given.entries()) {
    if (typeof each !== 'string' || !is(each)) return wrong(`${path}.${i}`, `one of ${what}`, each)
    if (texts.includes(each)) return wrong(`${path}.${i}`, 'each once', each)
    texts.push(each)
  }
  return E.right(new Set(texts))
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value that a text is in JSON; undefined where it is none. */
function jsonOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

function wrong(path: string, expected: string, found: unknown): E.Either<Malformed, never> {
  const shown = typeof found === 'string' ? quote(found) : quote(JSON.stringify(found) ?? 'nothing')
  return E.left({ _tag: 'Malformed', what: 'admission file', path, expected, found: shown })
}
