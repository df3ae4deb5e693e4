/** What `verify` says to people. */
import { escaped } from '@accord-ledger/core'
import type { Verification } from '@accord-ledger/core'
import type { Style } from '../io/style.ts'
import { countOf } from '../io/words.ts'
import type { FindingJson } from './finding.ts'
import type { PublishedJson } from './judge-published.ts'

/** All that is told. */
export interface VerifyAnswer {
  readonly place: string
  readonly verdict: Verification['verdict']
  readonly verification: Verification
  readonly findings: readonly FindingJson[]
  readonly published: PublishedJson | null
  readonly state: {
    readonly file: string
    readonly resumed: number | null
    readonly saved: boolean
  } | null
}

/** The answer in lines. */
export function verifyText(answer: VerifyAnswer, style: Style): string {
  const { place, verdict, verification, findings, published, state } = answer
  const { size, origin, root, head, trust, verifier } = verification
  const verdicts = {
    sound: style.good(
      `sound: every rule holds for ${countOf(size, 'entry', 'entries')} of ${origin ?? 'the log'}`,
    ),
    unsound: style.bad(`unsound: ${escaped(place)} is not to be relied on`),
    unknown: style.warn(`could not tell whether the ledger at ${escaped(place)} is sound`),
  }
  const head0 =
    size === 0
      ? []
      : [
          `  verified ${countOf(size, 'entry', 'entries')}`,
          `  root     ${root}`,
          `  head     ${head}`,
          `  founding ${trust.entry ?? ''}, key ${trust.key ?? ''}`,
          `  verifier ${verifier}`,
        ]
  return [
    verdicts[verdict],
    ...findings.map(({ kind, message }) => `  ${style.warn(kind)}: ${escaped(message)}`),
    ...head0,
    ...(published === null ? [] : [publishedText(published)]),
    ...(state === null ? [] : [stateText(state)]),
    ...nextOf(verdict, findings).map((next) => `next: ${next}`),
    '',
  ].join('\n')
}

function publishedText({ size, root, time, quorum }: PublishedJson): string {
  const seen = quorum === null || time === null ? '' : `, seen at ${time} by ${quorum}`
  return `  published ${countOf(size, 'entry', 'entries')}, root ${root}${seen}`
}

function stateText({ file, resumed, saved }: NonNullable<VerifyAnswer['state']>): string {
  const from =
    resumed === null
      ? 'everything was verified'
      : `the first ${countOf(resumed, 'entry', 'entries')} were verified before, and are the same`
  return `  state    ${from}${saved ? `; saved in ${escaped(file)}` : ''}`
}

function nextOf(
  verdict: Verification['verdict'],
  findings: readonly FindingJson[],
): readonly string[] {
  const kinds = new Set(findings.map(({ kind }) => kind))
  if (verdict === 'unsound') {
    return kinds.has('untrusted')
      ? ['find out who gave you this copy, or that key']
      : [
          'keep this copy as evidence, and compare it with another one from the operator or a witness',
        ]
  }
  if (verdict === 'unknown') return [nextWhereUnknown(kinds)]
  return kinds.has('trusted-on-first-use')
    ? [
        'learn the founding key or the hash of entry 0 from somebody you trust, and give it with --trust',
      ]
    : []
}

function nextWhereUnknown(kinds: ReadonlySet<string>): string {
  if (kinds.has('unrecognised')) return 'use a newer version of accord-ledger'
  if (kinds.has('policy')) return 'give the policy that names this log, by a key that signs it'
  if (kinds.has('stale'))
    return 'ask the operator for a fresh checkpoint, or allow a greater --max-age'
  if (kinds.has('quorum-missing') || kinds.has('no-checkpoint')) {
    return 'ask the operator for a checkpoint that the witnesses have cosigned'
  }
  return 'check the path; a ledger is a directory with public/entries in it'
}
