/** What a law of a ledger is: a named sentence, and a property over cases that are drawn for it. */
import { encodeHex, readUtf8 } from '@accord-ledger/core'
import type { Verifier } from '@accord-ledger/core'
import * as fc from 'fast-check'
import type { History } from '../arbitraries/history.ts'
import type { Keyring } from '../arbitraries/keyring.ts'
import type { OnCase } from '../try-law.ts'
import type { LedgerSubject } from './subject.ts'

/** What a law is about. */
export type LawKind = 'ledger' | 'rule' | 'proof' | 'projection' | 'note' | 'policy'

/** What cases are drawn from. */
export interface Sources {
  /** Keys that sign. */
  readonly keys: Keyring
  /** The same keys, which write zeros for signatures: for laws that are of something else. */
  readonly mute: Keyring
  /** Steps of a history at most. */
  readonly length: number
}

/** A law as it is tried. */
export interface LawRun {
  readonly subject: LedgerSubject
  /** Decides the signatures of `Sources.keys`; remembers what it has decided. */
  readonly verifier: Verifier
  /** Believes the signatures of `Sources.mute`. */
  readonly believing: Verifier
  /** Something that the law is there for was met. */
  readonly met: (what: string) => void
  /** A history that the case is about: counted, and told as its script where the law breaks. */
  readonly about: (history: History) => void
  /** A line of the script besides. */
  readonly note: (line: string) => void
}

/** One law. */
export interface Law {
  readonly kind: LawKind
  /** Lower case and hyphens. No two laws have the same. */
  readonly name: string
  /** What holds, in a sentence. */
  readonly claim: string
  /** What a reader of the ledger would lose without it. */
  readonly protects: string
  /** What has to be met, at least once over all cases, for the law to count as tried. */
  readonly covers: readonly string[]
  /** The part of the runs that this law takes, for those whose cases are slow or all alike: in (0, 1]. */
  readonly share: number
  readonly property: (sources: Sources, onRun: OnRun) => fc.IAsyncProperty<[unknown]>
}

/** Prepares a run, and tries a case in it. */
export type OnRun = (tryCase: (run: LawRun) => Promise<void>) => ReturnType<OnCase>

/** A law over cases of type `A`. */
export interface LawOf<A> {
  readonly kind: LawKind
  readonly name: string
  readonly claim: string
  readonly protects: string
  readonly covers: readonly string[]
  readonly share?: number
  readonly cases: (sources: Sources) => fc.Arbitrary<A>
  /** Rejects where the law does not hold. */
  readonly check: (run: LawRun, value: A) => Promise<void>
}

/** Closes a law over the type of its cases. */
export function law<A>(of: LawOf<A>): Law {
  const { kind, name, claim, protects, covers, share = 1, cases, check } = of
  return {
    kind,
    name,
    claim,
    protects,
    covers,
    share,
    property: (sources, onRun) =>
      fc.asyncProperty(cases(sources), (value) => onRun((run) => check(run, value))),
  }
}

/** Rejects where `found` is not `expected`, by their JSON: `what` says of what, and both are shown from where they part. */
export function same(what: string, found: unknown, expected: unknown): void {
  const [one, other] = [shown(found), shown(expected)]
  if (one === other) return
  let parting = 0
  while (one[parting] === other[parting]) parting += 1
  throw new Error(`${what}: expected ${partOf(other, parting)}, found ${partOf(one, parting)}`)
}

/** Rejects where `holds` is false. */
export function insist(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise)
}

/** Plain values in the order of their names, bytes and all; what is undefined is left out. */
function shown(value: unknown): string {
  if (value instanceof Uint8Array) return shownBytes(value)
  if (Array.isArray(value)) return `[${value.map(shown).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined'
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([name, member]) => `${name}:${shown(member)}`).join(',')}}`
}

/** Bytes as the text that they are, else in hex. */
function shownBytes(bytes: Uint8Array): string {
  const text = readUtf8(bytes)
  return text === null || !IS_PRINTABLE.test(text)
    ? `0x${encodeHex(bytes)}`
    : `bytes ${JSON.stringify(text)}`
}

const IS_PRINTABLE = /^[\P{C}\n]*$/u

/** A long text from shortly before `at` on. */
function partOf(text: string, at: number): string {
  const from = text.length <= SHORT ? 0 : Math.max(0, at - LEAD)
  const part = text.slice(from, from + SHORT)
  return `${from > 0 ? '…' : ''}${part}${from + SHORT < text.length ? '…' : ''}`
}

/** Characters that are shown of a value, and those among them before the difference. */
const SHORT = 300
const LEAD = 100
