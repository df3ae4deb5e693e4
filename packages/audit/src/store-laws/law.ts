/** What a law of the store is: a sentence, and a property over cases that a ground is prepared for. */
import * as fc from 'fast-check'
import type { Ground } from './ground.ts'

/** What a law may need of a subject, in words. */
export type Need =
  | 'a persistent store'
  | 'one writer'
  | 'many writers'
  | 'acknowledgement beyond memory'
  | 'acknowledgement on disk'
  | 'crash'
  | 'powerCut'
  | 'failNextWrite'
  | 'duringNextWrite'
  | 'damage'
  | 'disconnect'
  | 'held'
  | 'pulled'
  | 'forget'
  | 'secrets'

/** One law of docs/design/store.md §2, or one side of it. */
export interface StoreLaw {
  /** 1 to 26, as in docs/design/store.md §2. */
  readonly number: number
  /** What holds, in a sentence. No two laws have the same. */
  readonly claim: string
  /** What a user would lose without it. */
  readonly protects: string
  /** What a subject has to offer for the law to be tried. */
  readonly needs: readonly Need[]
  /** What has to be met, at least once over all cases, for the law to count as tried. */
  readonly covers: readonly string[]
  /** The part of the runs that this law takes, for those whose cases are slow or all alike: in (0, 1]. */
  readonly share: number
  /** Each case on a ground of its own, which `onGround` prepares and clears. */
  readonly property: (onGround: OnGround) => fc.IAsyncProperty<[unknown]>
}

/** Prepares a ground, runs a case on it, and clears it. Rejects where the case rejects. */
export type OnGround = (tryCase: (ground: Ground) => Promise<void>) => Promise<void>

/** A law over cases of type `A`. */
export interface LawOf<A> {
  readonly number: number
  readonly claim: string
  readonly protects: string
  readonly needs?: readonly Need[]
  readonly covers: readonly string[]
  readonly share?: number
  readonly cases: fc.Arbitrary<A>
  /** Rejects where the law does not hold. */
  readonly check: (ground: Ground, value: A) => Promise<void>
}

/** Closes a law over the type of its cases. */
export function law<A>(of: LawOf<A>): StoreLaw {
  const { number, claim, protects, needs = [], covers, share = 1, cases, check } = of
  return {
    number,
    claim,
    protects,
    needs,
    covers,
    share,
    property: (onGround) =>
      fc.asyncProperty(cases, (value) => onGround((ground) => check(ground, value))),
  }
}
