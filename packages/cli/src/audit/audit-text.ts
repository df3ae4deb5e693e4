/** What `audit` says to people: what was tried, what was not, what failed, and the verdict, which is what stays in sight. */
import type { AttackReport, LedgerLawReport, LogLawReport } from '@accord-ledger/audit'
import { escaped } from '@accord-ledger/core'
import type { Style } from '../io/style.ts'
import { formatTable } from '../io/table.ts'
import { countOf } from '../io/words.ts'
import type { AuditJson, GeneratedJson } from './audit-json.ts'

/** The answer in lines. */
export function auditText(answer: AuditJson, style: Style): string {
  const { laws, attacks, events, transitions, seed, runs } = answer
  const tried = attacks.filter(({ cases }) => cases > 0)
  const wanting = [
    ...laws.filter(({ verdict }) => verdict === 'skipped'),
    ...attacks.filter(({ verdict }) => verdict === 'not offered'),
  ]
  return [
    ...table(
      ['law', 'cases', 'met'],
      laws
        .filter(({ cases }) => cases > 0)
        .map(({ name, cases, coverage }) => [name, String(cases), countsText(coverage)]),
      style,
    ),
    '',
    ...table(
      ['attack', 'on', 'cases', 'detected', 'by'],
      tried.map(({ name, on, cases, detected, by }) => [
        name,
        on,
        String(cases),
        String(detected),
        countsText(by),
      ]),
      style,
    ),
    '',
    `  events   ${countsText(events, 12)}`,
    ...(Object.keys(transitions).length === 0
      ? []
      : [`  among them ${countsText(transitions, 4)}`]),
    ...(answer.generated === null ? [] : generatedText(answer.generated, style)),
    `  seed     ${seed}, ${countOf(runs, 'run')}`,
    ...wanting.map(({ name, reason }) => `  not tried: ${name} ${escaped(reason)}`),
    ...failuresOf(answer).map((line) => `  ${style.bad(line)}`),
    headline(answer, style),
    ...(answer.verdict === 'passed'
      ? []
      : [
          `next: repeat it with --seed ${seed} --runs ${runs}; what failed is a fault of this software, or of what it runs on`,
        ]),
    '',
  ].join('\n')
}

/** What the laws of the software itself were tried on, and how often each. */
function generatedText({ laws, statistics }: GeneratedJson, style: Style): readonly string[] {
  const held = laws.filter(({ verdict }) => verdict === 'holds').length
  const cases = laws.reduce((sum, each) => sum + each.cases, 0)
  const { histories, entries, types, transitions } = statistics
  const lengths = `${entries.least} to ${countOf(entries.most, 'entry', 'entries')}`
  return [
    '',
    ...table(
      ['law on made histories', 'of', 'cases', 'met'],
      laws.map((law) => [law.name, law.kind, String(law.cases), countsText(law.coverage)]),
      style,
    ),
    '',
    `  held     ${held} of ${countOf(laws.length, 'law')} of the software, in ${countOf(cases, 'case')}`,
    `  made     ${countOf(histories, 'history', 'histories')} of ${lengths} for them`,
    `  with     ${countsText(types, 12)}`,
    `  among them ${countsText(transitions, 4)}`,
  ]
}

function headline({ verdict, verification, laws, attacks }: AuditJson, style: Style): string {
  const held = laws.filter((law) => law.verdict === 'holds').length
  const cases = attacks.reduce((sum, each) => sum + each.cases, 0)
  const kinds = attacks.filter((each) => each.cases > 0).length
  const size = 'size' in verification ? Number(verification.size) : 0
  const what = `${countOf(size, 'entry', 'entries')} sound, ${countOf(held, 'law')} held`
  switch (verdict) {
    case 'passed':
      return style.good(`passed: ${what}, ${cases} attacks of ${kinds} kinds all detected`)
    case 'failed':
      return style.bad(`failed: ${what}, but not all of what was tried`)
    case 'unknown':
    case 'stopped':
      return style.warn(`could not tell: ${what}`)
  }
}

/** What failed: its reason and how to find the case again, and below that the smallest case that was found. */
function failuresOf({ laws, attacks, generated }: AuditJson): readonly string[] {
  const failed: readonly (LogLawReport | LedgerLawReport | AttackReport)[] = [
    ...[...laws, ...(generated?.laws ?? [])].filter(
      ({ verdict }) => verdict !== 'holds' && verdict !== 'skipped',
    ),
    ...attacks.filter(({ verdict }) => verdict !== 'detected' && verdict !== 'not offered'),
  ]
  return failed.flatMap(({ name, verdict, reason, claim, script, seed, path }) => [
    `${name} ${verdict}: ${claim}`,
    `    ${escaped(reason)}`,
    ...(path === null ? [] : [`    seed ${seed}, path ${path}`]),
    ...(script.length === 0 ? [] : ['    the smallest case that was found:']),
    ...script.map((line) => `      ${escaped(line)}`),
  ])
}

function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  style: Style,
): readonly string[] {
  const [first = '', ...rest] = formatTable([head, ...rows])
    .trimEnd()
    .split('\n')
  return [`  ${style.faint(first)}`, ...rest.map((line) => `  ${line}`)]
}

/** `utf-8 48, schema 23, json 20 and 6 others`: the most frequent first. */
function countsText(counts: Readonly<Record<string, number>>, shown = 3): string {
  const all = Object.entries(counts).toSorted(([, a], [, b]) => b - a)
  const said = all.slice(0, shown).map(([name, count]) => `${name} ${count}`)
  const others = all.length - said.length
  return others === 0 ? said.join(', ') : `${said.join(', ')} and ${countOf(others, 'other')}`
}
