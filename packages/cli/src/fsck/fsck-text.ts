/** What `fsck` says to people: one line a finding, worst first, and what to do next. */
import type {
  Condition,
  FsckFinding,
  FsckReport,
  FsckVerdict,
  Rebuilt,
} from '@accord-ledger/adapters/fsck'
import { escaped } from '@accord-ledger/core'
import type { Style } from '../io/style.ts'
import { countOf } from '../io/words.ts'

/** All that is told. */
export interface FsckAnswer extends FsckReport {
  readonly dir: string
  /** Files that were made again; null where that was not asked for. */
  readonly rebuilt: Rebuilt | null
  /** Why nothing was made again, where it was asked for. */
  readonly notRebuilt: string | null
}

/** The answer in lines. */
export function fsckText(answer: FsckAnswer, style: Style): string {
  const { findings, rebuilt, notRebuilt } = answer
  return [
    headline(answer, style),
    ...findings.map((finding) => lineOf(finding, style)),
    ...readText(answer),
    ...(rebuilt === null ? [] : [`  made again: ${countOf(rebuilt.count, 'file')}`]),
    ...(notRebuilt === null ? [] : [`  nothing was made again: ${notRebuilt}`]),
    ...nextOf(answer).map((next) => `next: ${next}`),
    '',
  ].join('\n')
}

function headline({ dir, verdict, size, origin }: FsckAnswer, style: Style): string {
  const verdicts: Readonly<Record<FsckVerdict, string>> = {
    sound: style.good(
      `sound: ${countOf(size, 'entry', 'entries')} of ${origin ?? 'the log'}, and all that is made from them`,
    ),
    unsound: style.bad(`unsound: something in ${escaped(dir)} is not what was written`),
    unknown: style.warn(`could not tell whether the ledger at ${escaped(dir)} is sound`),
    torn: style.warn(
      `torn: an append was interrupted; the ${countOf(size, 'entry', 'entries')} before it are sound`,
    ),
  }
  return verdicts[verdict]
}

function lineOf({ condition, kind, file, offset, message }: FsckFinding, style: Style): string {
  const at = offset === undefined ? '' : `, byte ${offset}`
  const place = file === null ? '' : `${escaped(file)}${at}: `
  return `  ${painted(condition, style)} ${place}${escaped(message)} [${kind}]`
}

function painted(condition: Condition, style: Style): string {
  const word = condition.padEnd(7)
  if (condition === 'damaged' || condition === 'missing') return style.bad(word)
  return condition === 'note' ? style.faint(word) : style.warn(word)
}

function readText({ read, size, root, head, published, verifier }: FsckAnswer): readonly string[] {
  if (read.segments === 0) return []
  const { segments, entries, bytes, tiles } = read
  return [
    `  read ${countOf(entries, 'entry', 'entries')} (${countOf(bytes, 'byte')}) in ${countOf(segments, 'segment')}, and ${countOf(tiles, 'tile')}`,
    ...(size === 0 || root === null || head === null
      ? []
      : [
          `  verified ${countOf(size, 'entry', 'entries')} by ${verifier ?? ''}`,
          `  root     ${root}`,
          `  head     ${head}`,
        ]),
    published === null
      ? '  nothing is published'
      : `  published ${countOf(published.size, 'entry', 'entries')}, root ${published.root}`,
  ]
}

/** What to do, by the worst that was found; more than one thing where they do not hang together. */
function nextOf({ dir, verdict, findings }: FsckAnswer): readonly string[] {
  const bad = findings.filter(({ condition }) => condition === 'damaged' || condition === 'missing')
  const kinds = new Set(bad.map(({ kind }) => kind))
  const command = `accord-ledger fsck ${dir}`
  if (bad.some(({ derived }) => derived !== true)) {
    return [
      'stop whatever writes to this ledger or publishes it, and keep this copy as it is: it is evidence',
      ...(kinds.has('forked')
        ? [`have the two histories compared: accord-ledger compare ${dir} CHECKPOINT`]
        : []),
      ...(kinds.has('checkpoint-ahead') || kinds.has('rolled-back')
        ? ['find the newest copy (another disk, a mirror, a reader): what was published is there']
        : [
            'take another copy, a backup or a mirror, and check it: accord-ledger fsck COPY --checkpoint FILE',
          ]),
      'go on from a sound copy that has all that was published; nothing here is to be mended by hand',
    ]
  }
  if (bad.length > 0)
    return [`the entries are sound; make the rest again with: ${command} --rebuild`]
  if (verdict === 'unknown') return [nextWhereUnknown(findings)]
  if (verdict === 'torn') {
    return [
      'nothing that was acknowledged is lost; the next command that writes cuts it off and keeps it in torn/',
    ]
  }
  if (findings.some(({ condition }) => condition === 'stale')) {
    return [`nobody is misled by what is stale; tidy up with: ${command} --rebuild`]
  }
  return []
}

function nextWhereUnknown(findings: readonly FsckFinding[]): string {
  const kinds = new Set(
    findings.filter(({ condition }) => condition === 'unknown').map(({ kind }) => kind),
  )
  if (kinds.has('unrecognised')) return 'use a newer version of accord-ledger'
  if (kinds.has('given-checkpoint')) return 'give a checkpoint of this log, signed by its operator'
  if (kinds.has('empty')) return 'found it with: accord-ledger init --help'
  return 'check the path and who may read it; a ledger is a directory with public/entries in it'
}
