/**
 * Verification of a whole log: every rule for every entry, and who founded it. Spec §6.
 */
import type { Failure } from './failure.ts'
import { encodeHex } from '../values/hex.ts'
import type { Hash, Origin, PublicKey } from '../values/primitives.ts'
import { replay } from './replay.ts'
import type { ReplayOptions } from './replay.ts'
import { emptyState } from './state.ts'
import type { LedgerState } from './state.ts'
import { rootOf } from '../tree/tree.ts'

/** What the caller knows of the log from elsewhere: its founding operator's key, or the entry hash of entry 0. */
export type Trust =
  | { readonly kind: 'key'; readonly key: PublicKey }
  | { readonly kind: 'entry'; readonly hash: Hash }

/** How the founding was taken. `first-use`: from the log itself, and nobody has vouched for it. */
export interface TrustReport {
  readonly kind: 'key' | 'entry' | 'first-use'
  /** The founding operator's key as it stands in entry 0; null for an empty log. */
  readonly key: PublicKey | null
  /** The entry hash of entry 0; null for an empty log. */
  readonly entry: Hash | null
}

/** The log is not the one that the caller trusts. */
export interface Untrusted {
  readonly _tag: 'Untrusted'
  readonly expected: string
  readonly found: string
}

/** The log has no entry. */
export interface Empty {
  readonly _tag: 'Empty'
}

/** An operator's key was a registrar's too. A finding, not unsound. */
export interface RolesNotSeparated {
  readonly _tag: 'RolesNotSeparated'
}

/** The founding key was taken from the log itself. A finding, not unsound. */
export interface TrustedOnFirstUse {
  readonly _tag: 'TrustedOnFirstUse'
  readonly key: PublicKey
}

/** What a verification has to say of a log. */
export type Finding = Failure | Untrusted | Empty | RolesNotSeparated | TrustedOnFirstUse

/**
 * What was found. `sound`: every rule holds for all `size` entries. `unsound`: a rule is broken, or the
 * log is not the trusted one. `unknown`: could not tell, for want of entries or because they are of a later version.
 */
export interface Verification {
  readonly verdict: 'sound' | 'unsound' | 'unknown'
  /** Entries verified: up to the first failure, or all. */
  readonly size: number
  /** The RFC 6962 root over those entries, 64 hex. */
  readonly root: Hash
  /** The entry hash of the last of them, zeros for none. */
  readonly head: Hash
  readonly origin: Origin | null
  readonly trust: TrustReport
  readonly findings: readonly Finding[]
  /** The backend that checked the signatures. */
  readonly verifier: string
  readonly state: LedgerState
}

/** What a verification takes besides the log. */
export interface VerifyOptions extends ReplayOptions {
  readonly trust?: Trust
  /** The state of an earlier verification, taken over; the blocks then begin with entry `resume.size`. */
  readonly resume?: LedgerState
}

/** Verifies a log given as blocks of entry bytes in log order. Rejects only where the source or the verifier does. */
export async function verifyLog(
  blocks: AsyncIterable<readonly Uint8Array[]>,
  options: VerifyOptions,
): Promise<Verification> {
  const { state, failure } = await replay(options.resume ?? emptyState(), blocks, options)
  const trust: TrustReport = {
    kind: options.trust?.kind ?? 'first-use',
    key: state.founder,
    entry: state.founding,
  }
  const findings = findingsOf(state, failure, trust, options.trust)
  return {
    verdict: verdictOf(findings),
    size: state.size,
    root: encodeHex(rootOf(state.tree)) as Hash,
    head: state.head,
    origin: state.log,
    trust,
    findings,
    verifier: options.verifier.name,
    state,
  }
}

function findingsOf(
  state: LedgerState,
  failure: Failure | null,
  { key, entry }: TrustReport,
  trust: Trust | undefined,
): readonly Finding[] {
  const findings: Finding[] = failure === null ? [] : [failure]
  if (key === null || entry === null) return failure === null ? [{ _tag: 'Empty' }] : findings
  if (trust === undefined) findings.push({ _tag: 'TrustedOnFirstUse', key })
  else {
    const [expected, found] = trust.kind === 'key' ? [trust.key, key] : [trust.hash, entry]
    if (expected !== found) findings.push({ _tag: 'Untrusted', expected, found })
  }
  if (!state.rolesSeparated) findings.push({ _tag: 'RolesNotSeparated' })
  return findings
}

function verdictOf(findings: readonly Finding[]): Verification['verdict'] {
  const tags = new Set(findings.map(({ _tag }) => _tag))
  if (tags.has('Violation') || tags.has('Untrusted')) return 'unsound'
  return tags.has('Unrecognised') || tags.has('Empty') ? 'unknown' : 'sound'
}
