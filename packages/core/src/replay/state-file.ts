/**
 * Saved state: what a verification leaves behind, so that the next one costs only what is new. Three
 * lines, each ended by one line feed:
 *
 *     accord-ledger state v1
 *     {"accords":[…],"acts":[…],…,"root":"14f9…","rules":1,"size":5,…}
 *     sha256 <64 hex: SHA-256 of the two lines above, line feeds and all>
 *
 * It is bound to origin, size and root, and to the version of the rules. It is private to the machine
 * that verified: its sum tells damage and careless changes, not a forger who can write this file, and such
 * a one can write the verifier too. Never publish it, never take one from others.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { bool, closed, decodeWith, exactly, orNull, refined } from '../values/codec.ts'
import type { Codec } from '../values/codec.ts'
import type { Malformed } from './failure.ts'
import { sha256 } from '../crypto/hash.ts'
import { decodeHex, encodeHex } from '../values/hex.ts'
import { formatCanonical } from '../values/json.ts'
import {
  AccordId,
  Day,
  Hash,
  LeafIndex,
  Origin,
  PublicKey,
  SignatoryId,
  Time,
  Title,
} from '../values/primitives.ts'
import { emptyState, SEEN_WINDOW } from './state.ts'
import type { ActKey, ActState, KeyOrigin, LedgerState, Standing } from './state.ts'
import { ringTable } from './table.ts'
import { rootOf } from '../tree/tree.ts'

/** The text of a state file. `state` is of at least one entry. */
export function formatStateFile(state: LedgerState): string {
  const { log, size, head, time, founding, founder, authority, rolesSeparated, tree } = state
  const body = formatCanonical({
    rules: RULES_VERSION,
    log,
    size,
    head,
    time,
    founding,
    founder,
    root: encodeHex(rootOf(tree)),
    tree: tree.roots.map(encodeHex),
    authority,
    rolesSeparated,
    hashes: Array.from(state.hashes.entries(), ([, hash]) => hash),
    keys: [...state.keys.entries()],
    accords: Array.from(state.accords.entries(), ([id, { last, title, text, open }]) => [
      id,
      last,
      title,
      text,
      open,
    ]),
    signatories: Array.from(
      state.signatories.entries(),
      ([id, { last, key, keyOrigin, firstKeyDay }]) => [id, last, key, keyOrigin, firstKeyDay],
    ),
    acts: Array.from(state.acts.entries(), ([pair, { last, standing, text, everSigned }]) => [
      pair,
      last,
      standing,
      text,
      everSigned,
    ]),
  })
  return withSum(`${HEADER}\n${body}\n`)
}

/** The state in the text of a state file: exactly what `formatStateFile` prints. Left: what is not. */
export function parseStateFile(text: string): E.Either<Malformed, LedgerState> {
  const lines = text.split('\n')
  if (lines[0] !== HEADER) return E.left(malformed('line 1', `"${HEADER}"`, 'another version'))
  const end = text.lastIndexOf('sha256 ')
  if (withSum(text.slice(0, end)) !== text) {
    return E.left(malformed('line 3', 'the SHA-256 of what is above it', 'another one'))
  }
  const decoded = decodeWith(Body, jsonOf(lines[1] ?? ''))
  if (E.isLeft(decoded)) return E.left({ ...malformed('line 2', '', ''), ...decoded.left })
  const state = stateOf(decoded.right)
  // Printing back refuses a root that is not the tree's, a ring that is not the newest, and all else.
  return state !== null && formatStateFile(state) === text
    ? E.right(state)
    : E.left(malformed('line 2', 'a state that holds together', 'one that does not'))
}

const HEADER = 'accord-ledger state v1'
const RULES_VERSION = 1

interface Body {
  readonly rules: 1
  readonly log: Origin
  readonly size: LeafIndex
  readonly head: Hash
  readonly time: Time
  readonly founding: Hash
  readonly founder: PublicKey
  readonly root: Hash
  readonly tree: readonly Hash[]
  readonly authority: NonNullable<LedgerState['authority']>
  readonly rolesSeparated: boolean
  readonly hashes: readonly Hash[]
  readonly keys: readonly [PublicKey, LeafIndex][]
  readonly accords: readonly [AccordId, Hash, Title, Hash, boolean][]
  readonly signatories: readonly [
    SignatoryId,
    Hash,
    PublicKey | null,
    KeyOrigin | null,
    Day | null,
  ][]
  readonly acts: readonly [ActKey, Hash, Standing, Hash | null, boolean][]
}

const KeyOrigin = oneOf<KeyOrigin>('admitted', 'rotated', 'replaced')
const Standing = oneOf<Standing>('signed', 'attested', 'out', 'struck')
const Pair: Codec<ActKey> = refined<ActKey>(
  'an accord and a signatory',
  (value): value is ActKey => {
    const ids = typeof value === 'string' ? value.split('/') : []
    return ids.length === 2 && AccordId.is(ids[0]) && SignatoryId.is(ids[1])
  },
)

const Body: Codec<Body> = closed<Body>('a saved state', {
  rules: exactly(RULES_VERSION),
  log: Origin,
  size: LeafIndex,
  head: Hash,
  time: Time,
  founding: Hash,
  founder: PublicKey,
  root: Hash,
  tree: rows(Hash),
  authority: closed<Body['authority']>('an authority', {
    last: Hash,
    operator: PublicKey,
    registrars: rows(PublicKey),
  }),
  rolesSeparated: bool,
  hashes: rows(Hash),
  keys: rows(t.tuple([PublicKey, LeafIndex])),
  accords: rows(t.tuple([AccordId, Hash, Title, Hash, bool])),
  signatories: rows(
    t.tuple([SignatoryId, Hash, orNull(PublicKey), orNull(KeyOrigin), orNull(Day)]),
  ),
  acts: rows(t.tuple([Pair, Hash, Standing, orNull(Hash), bool])),
})

/** Null where the parts cannot belong to one state. */
function stateOf(body: Body): LedgerState | null {
  const { log, size, head, time, founding, founder, authority, rolesSeparated } = body
  const roots = body.tree.map((hex) => decodeHex(hex) ?? new Uint8Array(0))
  const known = Math.min(size, SEEN_WINDOW)
  if (size === 0 || body.hashes.length !== known || body.hashes[known - 1] !== head) return null
  if (roots.length !== onesIn(size)) return null
  const hashes = ringTable<Hash>(SEEN_WINDOW, size - known)
  for (const [i, hash] of body.hashes.entries()) hashes.set(size - known + i, hash)
  const state: LedgerState = {
    ...emptyState(),
    log,
    size,
    head,
    time,
    founding,
    founder,
    authority,
    rolesSeparated,
    hashes,
    tree: { size, roots },
  }
  for (const [key, index] of body.keys) state.keys.set(key, index)
  for (const [id, last, title, text, open] of body.accords) {
    state.accords.set(id, { last, title, text, open })
  }
  for (const [id, last, key, keyOrigin, firstKeyDay] of body.signatories) {
    state.signatories.set(id, { last, key, keyOrigin, firstKeyDay })
  }
  for (const [pair, last, standing, text, everSigned] of body.acts) {
    state.acts.set(pair, { last, standing, text, everSigned } satisfies ActState)
  }
  return state
}

/** Arrays of values that JSON writes canonically. */
function rows<A>(row: t.Type<A>): Codec<readonly A[]> {
  return Object.assign(t.readonlyArray(row), { write: (all: readonly A[]) => JSON.stringify(all) })
}

function oneOf<A extends string>(...words: readonly A[]): Codec<A> {
  return refined<A>(words.join(', '), (value): value is A => words.some((word) => word === value))
}

/** The one bits of `size`: the complete subtrees of a tree of that size. */
function onesIn(size: number): number {
  let ones = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2
  return ones
}

function withSum(text: string): string {
  return `${text}sha256 ${encodeHex(sha256(new TextEncoder().encode(text)))}\n`
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

function malformed(path: string, expected: string, found: string): Malformed {
  return { _tag: 'Malformed', what: 'state file', path, expected, found }
}
