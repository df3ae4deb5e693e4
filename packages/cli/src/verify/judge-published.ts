/** What was published of a log, judged by its entries and by a policy. */
import {
  describe,
  describeQuorum,
  encodeHex,
  judgeQuorum,
  MAX_CLOCK_LEAD,
  openCheckpoint,
  timeFromMilliseconds,
} from '@accord-ledger/core'
import type {
  OpenedCheckpoint,
  Policy,
  QuorumVerdict,
  SignedCheckpoint,
  Time,
  Verification,
  Verifier,
} from '@accord-ledger/core'
import { judgeCheckpoint } from '@accord-ledger/adapters/publication'
import type { CheckpointFault, StoredCheckpoint } from '@accord-ledger/adapters/publication'
import * as E from 'fp-ts/lib/Either.js'
import { countOf } from '../io/words.ts'
import { weighed } from './finding.ts'
import type { Weighed } from './finding.ts'
import type { RawTree } from './raw-tree.ts'
import type { Waypoint } from '../waypoint.ts'

/** By what the checkpoint is judged. */
export interface Judging {
  readonly policy: Policy | null
  /** Milliseconds since 1970. */
  readonly now: number
  /** Milliseconds. */
  readonly maxAge: number
  readonly verifier: Verifier
}

/** The published checkpoint, as `verify` answers it. */
export interface PublishedJson {
  readonly size: number
  readonly root: string
  /** The quorum's time; null without a policy, and where the quorum is missing. */
  readonly time: Time | null
  /** Who counted; null likewise. */
  readonly quorum: string | null
}

export interface Judged {
  readonly published: PublishedJson | null
  readonly findings: readonly Weighed[]
}

/** Judges the published checkpoint of a log that was verified to its end. */
export async function judgePublished(
  stored: StoredCheckpoint | null,
  { origin, size }: Pick<Verification, 'origin' | 'size'>,
  waypoint: Pick<Waypoint, 'root' | 'operator'>,
  judging: Judging,
): Promise<Judged> {
  if (stored === null) {
    return {
      published: null,
      findings:
        judging.policy === null
          ? []
          : [
              weighed('unknown', {
                kind: 'no-checkpoint',
                message: 'nothing is published, so that no policy can be asked',
              }),
            ],
    }
  }
  const { checkpoint } = stored
  const published = { size: checkpoint.size, root: encodeHex(checkpoint.root) }
  const at = { origin, size, root: waypoint.root(), operator: waypoint.operator() }
  const fault = await judgeCheckpoint(stored, at, judging.verifier)
  if (fault !== null) {
    return {
      published: { ...published, time: null, quorum: null },
      findings: [faultFinding(fault)],
    }
  }
  const beyond = beyondOf(checkpoint.size, size)
  if (judging.policy === null) {
    return { published: { ...published, time: null, quorum: null }, findings: beyond }
  }
  const { time, quorum, findings } = await underPolicy(stored, judging.policy, judging)
  return { published: { ...published, time, quorum }, findings: [...findings, ...beyond] }
}

/**
 * Judges the published checkpoint of a log that is not understood to its end, by its entries as they lie there: `raw` is what they
 * are at its size, where it covers more than was verified. Who signed there is not known; nothing but a contradiction is told.
 */
export async function judgeUnderstood(
  stored: StoredCheckpoint,
  { origin, size, state }: Verification,
  waypoint: Waypoint,
  raw: RawTree | null,
  verifier: Verifier,
): Promise<readonly Weighed[]> {
  const isVerified = stored.checkpoint.size <= size
  if (origin === null || (raw === null && !isVerified)) return []
  const at = isVerified
    ? { origin, size, root: waypoint.root(), operator: waypoint.operator() }
    : { origin, size, operator: state.authority?.operator ?? null, root: null, ...raw }
  const fault = await judgeCheckpoint(stored, at, verifier)
  if (fault === null || (!isVerified && fault.kind === 'checkpoint-signature')) return []
  return [faultFinding(fault)]
}

function faultFinding({ kind, expected, found, message }: CheckpointFault): Weighed {
  return weighed('unsound', {
    kind,
    expected,
    found,
    message: `the published checkpoint is not this log's: ${message}`,
  })
}

async function underPolicy(
  stored: StoredCheckpoint,
  policy: Policy,
  { now, maxAge, verifier }: Judging,
): Promise<{
  readonly time: Time | null
  readonly quorum: string | null
  readonly findings: readonly Weighed[]
}> {
  const keys = {
    logs: policy.logs.map(({ key }) => key),
    witnesses: policy.witnesses.map(({ key }) => key),
  }
  const opened = await openCheckpoint(stored.bytes, keys, verifier)
  if (E.isLeft(opened)) {
    const weight = opened.left._tag === 'UnknownOrigin' ? 'unknown' : 'unsound'
    const message = `the policy does not believe the published checkpoint: ${describe(opened.left)}`
    return { time: null, quorum: null, findings: [weighed(weight, { kind: 'policy', message })] }
  }
  const verdict = quorumOf(policy, opened.right, now)
  const quorum = verdict.why === null ? null : describeQuorum(verdict.why)
  const time = verdict.time === null ? null : timeFromMilliseconds(verdict.time * 1000)
  if (!verdict.satisfied && verdict.why !== null) {
    const ahead = opened.right.cosignatures.filter((each) => isAhead(each, now))
    const message = describe({
      _tag: 'QuorumMissing',
      why: verdict.why,
      ahead: ahead.map(({ key }) => key.name),
    })
    return { time, quorum, findings: [weighed('unknown', { kind: 'quorum-missing', message })] }
  }
  const age = verdict.time === null ? Infinity : now - verdict.time * 1000
  if (age <= maxAge) return { time, quorum, findings: [] }
  const message = describe({ _tag: 'Stale', time, now: timeFromMilliseconds(now), maxAge })
  return { time, quorum, findings: [weighed('unknown', { kind: 'stale', message })] }
}

function quorumOf(policy: Policy, { cosignatures }: OpenedCheckpoint, now: number): QuorumVerdict {
  return judgeQuorum(
    policy,
    cosignatures.filter((each) => !isAhead(each, now)),
  )
}

/** Cosignatures of a time to come count for nobody (spec: proofs §7.2). */
function isAhead({ time }: { readonly time: number }, now: number): boolean {
  return time * 1000 > now + MAX_CLOCK_LEAD
}

function beyondOf(
  covered: SignedCheckpoint['checkpoint']['size'],
  size: number,
): readonly Weighed[] {
  if (covered === size) return []
  const last = size - 1
  const which = covered === last ? `entry ${last} is` : `entries ${covered} to ${last} are`
  return [
    weighed('information', {
      kind: 'not-yet-published',
      index: covered,
      message: `${which} not yet published: the checkpoint covers ${countOf(covered, 'entry', 'entries')}`,
    }),
  ]
}
