/**
 * Whether a policy's quorum has cosigned a checkpoint, why, and as of when.
 *
 * A witness counts where its cosignature stands, a group where `threshold` of its members count.
 * The time of a group is the latest one at which it still counts when only cosignatures of that
 * time or later do: of members at 10, 30 and 20 with threshold 2, it is 20. Spec: proofs §8.2.
 */
import type { Cosignature } from './cosignature.ts'
import type { Policy, QuorumMember } from './policy.ts'
import { escaped } from '../values/quote.ts'
import { sameVerifierKey } from './verifier-key.ts'

/** What counts, and what does not, in the order of the policy. */
export interface QuorumReport {
  readonly kind: QuorumMember['kind']
  readonly name: string
  readonly satisfied: boolean
  /** Of a group, the members needed; of a witness, 1. */
  readonly need: number
  /** Of a group, the members that count; of a witness, 0 or 1. */
  readonly have: number
  /** Seconds since 1970; null where it does not count. */
  readonly time: number | null
  readonly members: readonly QuorumReport[]
}

/** What `judgeQuorum` finds. */
export interface QuorumVerdict {
  readonly satisfied: boolean
  /** Seconds since 1970; null where it is not satisfied, and for `quorum none`. */
  readonly time: number | null
  /** Null for `quorum none`. */
  readonly why: QuorumReport | null
}

/**
 * Judges the cosignatures of an opened checkpoint. Those by keys that the policy does not name do
 * not count.
 */
export function judgeQuorum(
  { quorum }: Pick<Policy, 'quorum'>,
  cosignatures: readonly Cosignature[],
): QuorumVerdict {
  if (quorum === null) return { satisfied: true, time: null, why: null }
  const why = reportOn(quorum, cosignatures)
  return { satisfied: why.satisfied, time: why.time, why }
}

/** A report in one line: `group two has 1 of 2 (W1; not W2)`. */
export function describeQuorum(report: QuorumReport): string {
  const { kind, name, satisfied, need, have, members } = report
  const shown = escaped(name)
  if (kind === 'witness') return satisfied ? shown : `not ${shown}`
  return `group ${shown} has ${have} of ${need} (${members.map(describeQuorum).join('; ')})`
}

function reportOn(member: QuorumMember, cosignatures: readonly Cosignature[]): QuorumReport {
  const { kind, name } = member
  if (kind === 'witness') {
    const times = cosignatures
      .filter(({ key }) => sameVerifierKey(key, member.key))
      .map(({ time }) => time)
    const time = times.length === 0 ? null : Math.max(...times)
    const have = time === null ? 0 : 1
    return { kind, name, satisfied: have === 1, need: 1, have, time, members: [] }
  }
  const members = member.members.map((each) => reportOn(each, cosignatures))
  const times = members
    .flatMap(({ time }) => (time === null ? [] : [time]))
    .toSorted((a, b) => b - a)
  const need = member.threshold
  const time = times[need - 1] ?? null
  return { kind, name, satisfied: time !== null, need, have: times.length, time, members }
}
