/**
 * Saved state: what a verification leaves behind, so that the next one costs only what is new. Lines, each ended by
 * one line feed:
 *
 *     accord-ledger state v1
 *     {"authority":{…},"bytes":[…],"founder":"…",…,"root":"14f9…","rules":1,"size":5,…}
 *     ["paris-call","14f9…","Paris Call",…]      rows: accords, acts, keys, signatories, each ascending by key
 *     …
 *     14f9…90c1…                                 the newest entry hashes, one after another
 *     sha256 <64 hex: SHA-256 of all above, line feeds and all>
 *
 * It is bound to origin, size and root, and to the version of the rules. It is private to the machine
 * that verified: its sum tells damage and careless changes, not a forger who can write this file, and such
 * a one can write the verifier too. Never publish it, never take one from others.
 */
import * as E from 'fp-ts/lib/Either.js'
import { MAX_REGISTRARS } from '../events/event-codec.ts'
import { bool, closed, decodeWith, exactly, list } from '../values/codec.ts'
import type { Codec, Mismatch } from '../values/codec.ts'
import type { Malformed } from './failure.ts'
import { nobleHasher } from '../crypto/hash.ts'
import type { Hasher } from '../crypto/hash.ts'
import { concatBytes } from '../values/bytes.ts'
import { decodeHex, encodeHex } from '../values/hex.ts'
import { formatCanonical, readJsonText, sameBytes } from '../values/json.ts'
import { Hash, LeafIndex, Origin, PublicKey, Time } from '../values/primitives.ts'
import type { LedgerState } from './state.ts'
import { cutSections, holdTogether, ringIn, SECTIONS, sectionsOf, tablesIn } from './state-rows.ts'
import type { Sections } from './state-rows.ts'
import { rootOf } from '../tree/tree.ts'

/** How a state file is read. */
export interface StateFileOptions {
  /** The core's own by default, which takes seconds for a state of many parties. */
  readonly hasher?: Hasher
  /**
   * Whether every row is looked at. True by default. Without it the sum alone is checked, and a row is read when a rule asks for
   * it, which throws where it is none: for a file that this program wrote, and nobody else may write.
   */
  readonly checkRows?: boolean
}

/** The bytes of a state file. `state` is of at least one entry. */
export function formatStateFile(state: LedgerState, hasher: Hasher = nobleHasher): Uint8Array {
  const { log, size, head, time, founding, founder, authority, rolesSeparated, tree } = state
  const sections = sectionsOf(state)
  const header = formatCanonical({
    rules: RULES_VERSION,
    bytes: SECTIONS.map((name) => sections[name].length),
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
  })
  const bytes = concatBytes(
    FIRST_LINE,
    UTF8.encode(`${header}\n`),
    ...SECTIONS.map((name) => sections[name]),
    new Uint8Array(SUM_LINE_BYTES),
  )
  const end = bytes.length - SUM_LINE_BYTES
  bytes.set(sumLine(bytes.subarray(0, end), hasher), end)
  return bytes
}

/**
 * The state in the bytes of a state file: what `formatStateFile` gives. Left: what is not. The state goes on reading from `bytes`,
 * which must not change as long as it is used.
 */
export function parseStateFile(
  bytes: Uint8Array,
  { hasher = nobleHasher, checkRows = true }: StateFileOptions = {},
): E.Either<Malformed, LedgerState> {
  if (!sameBytes(bytes.subarray(0, FIRST_LINE.length), FIRST_LINE)) {
    return E.left(malformed('line 1', `"${HEADER}"`, 'another version'))
  }
  const end = Math.max(0, bytes.length - SUM_LINE_BYTES)
  if (!sameBytes(bytes.subarray(end), sumLine(bytes.subarray(0, end), hasher))) {
    return E.left(malformed('the last line', 'the SHA-256 of what is above it', 'another one'))
  }
  const headerEnd = bytes.indexOf(LINE_FEED, FIRST_LINE.length)
  const header = readHeader(bytes.subarray(FIRST_LINE.length, headerEnd))
  if (E.isLeft(header)) {
    const { path, expected, found } = header.left
    return E.left(malformed(path === '' ? 'line 2' : path, expected, found))
  }
  const sections = cutSections(header.right.bytes, bytes.subarray(headerEnd + 1, end))
  const state = sections === null ? null : stateOf(header.right, sections, checkRows)
  return state === null ? E.left(malformed('line 2', ...NO_STATE)) : E.right(state)
}

/** The header in its line. Left: the first mismatch. */
function readHeader(line: Uint8Array): E.Either<Mismatch, Header> {
  const json = readJsonText(line, line.length)
  if (E.isLeft(json)) return json
  const header = decodeWith(Header, json.right.value)
  if (E.isLeft(header)) return header
  const [expected, found] = NO_STATE
  return Header.write(header.right) === json.right.text
    ? header
    : E.left({ path: '', expected, found })
}

const NO_STATE = ['a state that holds together', 'one that does not'] as const
const HEADER = 'accord-ledger state v1'
const SUM_LINE_BYTES = 'sha256 '.length + 64 + 1
const RULES_VERSION = 1

interface Header {
  readonly rules: 1
  /** How long the sections are. */
  readonly bytes: readonly LeafIndex[]
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
}

const Header: Codec<Header> = closed<Header>('a saved state', {
  rules: exactly(RULES_VERSION),
  bytes: list(LeafIndex, { min: SECTIONS.length, max: SECTIONS.length }),
  log: Origin,
  size: LeafIndex,
  head: Hash,
  time: Time,
  founding: Hash,
  founder: PublicKey,
  root: Hash,
  tree: list(Hash, { min: 1, max: 53 }),
  authority: closed<Header['authority']>('an authority', {
    last: Hash,
    operator: PublicKey,
    registrars: list(PublicKey, { min: 1, max: MAX_REGISTRARS }),
  }),
  rolesSeparated: bool,
})

/** Null where the parts cannot belong to one state. */
function stateOf(header: Header, sections: Sections, checkRows: boolean): LedgerState | null {
  const { log, size, head, time, founding, founder, authority, rolesSeparated } = header
  const roots = header.tree.map((hex) => decodeHex(hex) ?? new Uint8Array(0))
  if (size === 0 || roots.length !== onesIn(size)) return null
  const tree = { size, roots }
  const hashes = ringIn(sections.hashes, size)
  if (hashes?.get(size - 1) !== head || encodeHex(rootOf(tree)) !== header.root) return null
  const tables = tablesIn(sections)
  if (checkRows && !holdTogether(tables)) return null
  return {
    log,
    size,
    head,
    time,
    founding,
    founder,
    tree,
    authority,
    rolesSeparated,
    hashes,
    ...tables,
  }
}

/** The one bits of `size`: the complete subtrees of a tree of that size. */
function onesIn(size: number): number {
  let ones = 0
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2
  return ones
}

function sumLine(above: Uint8Array, hasher: Hasher): Uint8Array {
  return UTF8.encode(`sha256 ${encodeHex(hasher.sha256(above))}\n`)
}

function malformed(path: string, expected: string, found: string): Malformed {
  return { _tag: 'Malformed', what: 'state file', path, expected, found }
}

const LINE_FEED = 0x0a
const UTF8 = new TextEncoder()
const FIRST_LINE = UTF8.encode(`${HEADER}\n`)
