/** What `verify` finds. */

/** One thing that was found. */
export interface FindingJson {
  readonly kind: string
  readonly index?: number
  readonly rule?: string
  readonly expected?: string
  readonly found?: string
  readonly message: string
}

/** What a finding does to the verdict: nothing, where it is for information. */
export type Weight = 'unsound' | 'unknown' | 'information'

/** A finding with its weight. */
export interface Weighed {
  readonly weight: Weight
  readonly finding: FindingJson
}

/** The shorter way to write one. */
export function weighed(weight: Weight, finding: FindingJson): Weighed {
  return { weight, finding }
}
