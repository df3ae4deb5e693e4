/** What a law of one real log is: a named sentence, and a property over what is drawn from that log. */
import type { VerifiedEntry, Verifier } from '@accord-ledger/core'
import * as fc from 'fast-check'
import type { PublishedTarget } from '../attacks/published-target.ts'
import { skippedLaw, tryLaw } from '../try-law.ts'
import type { LawFinding, TryOptions, Tryable } from '../try-law.ts'
import type { PublishedCheckpoint } from './audited-log.ts'

/** What a law is tried on. */
export interface LawGround {
  readonly entries: readonly VerifiedEntry[]
  /** The log as stand-ins would publish it. */
  readonly target: PublishedTarget
  readonly published: PublishedCheckpoint | null
  readonly verifier: Verifier
  /** Milliseconds since 1970. */
  readonly now: number
}

/** One law of a log. */
export interface LogLaw {
  /** Lower case and hyphens. No two laws have the same. */
  readonly name: string
  readonly claim: string
  readonly protects: string
  /** What a log has to offer for it, where it may not. */
  readonly needs: string | null
  /** Null where the log does not offer that. */
  readonly on: (ground: LawGround) => Promise<Tryable | null>
}

/** What became of one law. */
export interface LogLawReport extends LawFinding {
  readonly name: string
}

/** Cases that are drawn from a log, closed over their type. */
export type LogCases = Pick<Tryable, 'covers' | 'property'>

/** A law as it is written down. */
export interface LogLawOf extends Pick<LogLaw, 'name' | 'claim' | 'protects'> {
  /** What a log has to offer for it, where it may not. */
  readonly needs?: string
  /** The part of the runs that this law takes: in (0, 1]. */
  readonly share?: number
  /** Null where the log does not offer what the law needs. */
  readonly on: (ground: LawGround) => Promise<LogCases | null>
}

/** A law from what is written down. */
export function logLaw({ name, claim, protects, needs, share = 1, on }: LogLawOf): LogLaw {
  return {
    name,
    claim,
    protects,
    needs: needs ?? null,
    on: async (ground) => {
      const cases = await on(ground)
      return cases === null ? null : { claim, protects, share, ...cases }
    },
  }
}

/** Cases of type `A`. */
export function logCases<A>(of: {
  /** What has to be met, at least once over all cases, for the law to count as tried. */
  readonly covers: readonly string[]
  readonly cases: fc.Arbitrary<A>
  /** Tells what it met. Rejects where the law does not hold. */
  readonly check: (value: A, met: (what: string) => void) => Promise<void>
  readonly describe: (value: A) => string
}): LogCases {
  const { covers, cases, check, describe } = of
  return {
    covers,
    property: (onCase) =>
      fc.asyncProperty(cases, (value) =>
        onCase(async ({ met, tell }) => {
          tell([describe(value)])
          await check(value, met)
        }),
      ),
  }
}

/** Tries one law on a log. */
export async function tryLogLaw(
  law: LogLaw,
  ground: LawGround,
  options: TryOptions,
): Promise<LogLawReport> {
  const { name, claim, protects, needs } = law
  const tryable = await law.on(ground)
  if (tryable !== null) return { name, ...(await tryLaw(tryable, options)) }
  const without = logCases({
    covers: [],
    cases: fc.constant(null),
    check: async () => undefined,
    describe: () => '',
  })
  const skipped = { claim, protects, share: 1, ...without }
  return { name, ...skippedLaw(skipped, needs ?? 'what the log has not', options.seed) }
}
