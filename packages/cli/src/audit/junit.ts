/**
 * An audit as JUnit XML, which CI systems show: a test case each for the verification, for every law, of the log and of
 * generated histories, and for every attack. What the log does not offer is skipped. There is no time in it: the same audit is the same bytes.
 *
 *     <testsuite name="accord-ledger audit" tests="3" failures="1" errors="0" skipped="1">
 *       <testcase classname="accord-ledger.attacks.log" name="flip-byte: flips bits of one byte of an entry"/>
 */
import type { LedgerLawReport, LogLawReport } from '@accord-ledger/audit'
import { escaped } from '@accord-ledger/core'
import type { AuditJson } from './audit-json.ts'

/** What became of one case. */
interface Case {
  readonly group: string
  readonly name: string
  readonly verdict: 'passed' | 'failed' | 'skipped'
  readonly reason: string
  /** The smallest failing case that was found, a step a line. */
  readonly script: readonly string[]
  readonly output: string
}

/** The report. Text from the log is escaped: no character of it is markup, or one that XML forbids. */
export function formatJunit(answer: AuditJson): string {
  const cases = casesOf(answer)
  const count = (verdict: Case['verdict']): number =>
    cases.filter((each) => each.verdict === verdict).length
  const counts = `tests="${cases.length}" failures="${count('failed')}" errors="0" skipped="${count('skipped')}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="accord-ledger audit" ${counts}>`,
    '    <properties>',
    `      <property name="place" value="${markup(answer.place)}"/>`,
    `      <property name="seed" value="${answer.seed}"/>`,
    `      <property name="runs" value="${answer.runs}"/>`,
    '    </properties>',
    ...cases.flatMap(linesOf),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function casesOf(answer: AuditJson): readonly Case[] {
  const { verdict, verification, laws, attacks, generated } = answer
  const isVerified = laws.length > 0 || attacks.length > 0
  return [
    {
      group: 'verify',
      name: 'every rule holds for every entry',
      verdict: isVerified ? 'passed' : 'failed',
      reason: isVerified ? '' : `${verdict}: ${JSON.stringify(verification)}`,
      script: [],
      output: '',
    },
    ...laws.map((law) => lawCase('laws', law)),
    ...(generated?.laws ?? []).map((law) => lawCase(`generated.${law.kind}`, law)),
    ...attacks.map(
      ({ name, on, claim, verdict: found, reason, script, path, seed, ...counts }): Case => ({
        group: `attacks.${on}`,
        name: `${name}: ${claim}`,
        verdict: found === 'detected' ? 'passed' : found === 'not offered' ? 'skipped' : 'failed',
        reason: [reason, ...pathText(seed, path)].join('; '),
        script,
        output: `${counts.detected} of ${counts.cases} detected: ${JSON.stringify(counts.by)}`,
      }),
    ),
  ]
}

function lawCase(
  group: string,
  {
    name,
    claim,
    verdict,
    reason,
    script,
    path,
    cases,
    coverage,
    seed,
  }: LogLawReport | LedgerLawReport,
): Case {
  return {
    group,
    name: `${name}: ${claim}`,
    verdict: verdict === 'holds' ? 'passed' : verdict === 'skipped' ? 'skipped' : 'failed',
    reason: [reason, ...pathText(seed, path)].join('; '),
    script,
    output: `${cases} cases: ${JSON.stringify(coverage)}`,
  }
}

function pathText(seed: number, path: string | null): readonly string[] {
  return path === null ? [] : [`seed ${seed}, path ${path}`]
}

function linesOf({ group, name, verdict, reason, script, output }: Case): readonly string[] {
  const open = `    <testcase classname="accord-ledger.${markup(group)}" name="${markup(name)}"`
  const inner = [
    ...(verdict === 'failed'
      ? [`      <failure message="${markup(reason)}">${script.map(markup).join('\n')}</failure>`]
      : []),
    ...(verdict === 'skipped' ? [`      <skipped message="${markup(reason)}"/>`] : []),
    ...(output === '' || verdict === 'skipped'
      ? []
      : [`      <system-out>${markup(output)}</system-out>`]),
  ]
  return inner.length === 0 ? [`${open}/>`] : [`${open}>`, ...inner, '    </testcase>']
}

/** Text in XML 1.0: attribute or content. */
function markup(text: string): string {
  return Array.from(
    escaped(text),
    (point) => ENTITIES[point] ?? (isAllowed(point) ? point : '\ufffd'),
  ).join('')
}

const ENTITIES: { readonly [point: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** Whether XML 1.0 allows the code point (§2.2): no control characters, no lone surrogates, no U+FFFE and U+FFFF. */
function isAllowed(point: string): boolean {
  const code = point.codePointAt(0) ?? 0
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d
  return (code < 0xd800 || code > 0xdfff) && code !== 0xfffe && code !== 0xffff
}
