/** The shorter ways to write an attack on a policy. */
import * as fc from 'fast-check'
import type { ForgedPolicy, PolicyAttack } from './attack.ts'
import { present } from './places.ts'
import { policyBytes } from './published-target.ts'
import type { PublishedTarget, Signing } from './published-target.ts'

/** What is done to a policy. */
export interface Bent {
  /** What was done, in words. */
  readonly what: string
  readonly lines: readonly string[]
  /** How the checkpoint of the receipt is signed that the policy is used on; as the good policy asks where it is missing. */
  readonly signing?: Signing
}

/** An attack on the lines of a policy: each of the ways that `bend` gives as often. */
export function onPolicy(
  of: Pick<PolicyAttack, 'name' | 'claim' | 'detectedBy'>,
  bend: (lines: readonly string[], target: PublishedTarget) => readonly Bent[],
): PolicyAttack {
  return {
    ...of,
    on: 'policy',
    needs: 'an entry',
    arbitrary: (target) => {
      const ways = bend(target.policyLines, target)
      return fc
        .record({ way: fc.nat(ways.length - 1), index: fc.nat(target.head.size - 1) })
        .map(({ way, index }) => forged(target, present(ways[way]), index))
    },
  }
}

/** `lines` with another one, or others, in the place of those that begin with `start`. */
export function relined(
  lines: readonly string[],
  start: string,
  ...others: readonly string[]
): readonly string[] {
  return lines.flatMap((line) => (line.startsWith(start) ? others : [line]))
}

function forged(
  target: PublishedTarget,
  { what, lines, signing }: Bent,
  index: number,
): ForgedPolicy {
  return {
    what: `${what}, and the receipt of entry ${index} is checked`,
    policy: policyBytes(lines),
    receipt: async () => target.receipt(index, await target.sign(signing)),
  }
}
