/** What reading and verifying a log found, as `verify` answers it. */
import { describe } from '@accord-ledger/core'
import type { Finding, StoreError, Verification } from '@accord-ledger/core'
import type { LogReading } from '../io/read-log.ts'
import type { FindingJson } from './finding.ts'

/** Damage is unsound, whatever the entries before it say; a store that cannot be read tells nothing. */
export function logVerdict({ verification, storeError }: LogReading): Verification['verdict'] {
  if (storeError === null || verification.verdict === 'unsound') return verification.verdict
  return storeError.code === 'damaged' ? 'unsound' : 'unknown'
}

/** All of it, in the order in which it was found. */
export function logFindings({
  verification,
  report,
  storeError,
}: LogReading): readonly FindingJson[] {
  const found = verification.findings.filter(({ _tag }) => storeError === null || _tag !== 'Empty')
  const { tornTail, misplaced, foreign } = report ?? { tornTail: null, misplaced: [], foreign: [] }
  return [
    ...found.map(findingJson),
    ...(storeError === null ? [] : [storeFinding(storeError)]),
    ...(tornTail === null
      ? []
      : [
          {
            kind: 'torn-tail',
            index: tornTail.index,
            message: `${tornTail.bytes} bytes behind the last entry, at byte ${tornTail.offset} of ${tornTail.segment}, are a torn tail: an append that was interrupted or is under way`,
          },
        ]),
    ...misplaced.map(({ segment, lines }) => ({
      kind: 'misplaced-segment',
      index: lines,
      message: `the segment ${segment} begins with entry ${lines}, which is not what its name says`,
    })),
    ...foreign.map((name) => ({
      kind: 'foreign-file',
      message: `${JSON.stringify(name)} in public/entries is no segment, and was not read`,
    })),
  ]
}

function findingJson(finding: Finding): FindingJson {
  const message = describe(finding)
  switch (finding._tag) {
    case 'Violation': {
      const { index, rule, expected, found } = finding
      return { kind: 'violation', index, rule, expected, found, message }
    }
    case 'Unrecognised':
      return { kind: 'unrecognised', index: finding.index, found: finding.found, message }
    case 'Untrusted':
      return {
        kind: 'untrusted',
        index: 0,
        expected: finding.expected,
        found: finding.found,
        message,
      }
    case 'Empty':
      return { kind: 'empty', message }
    case 'RolesNotSeparated':
      return { kind: 'roles-not-separated', message }
    case 'TrustedOnFirstUse':
      return { kind: 'trusted-on-first-use', index: 0, message }
  }
}

function storeFinding({ code, message, at }: StoreError): FindingJson {
  return { kind: code, ...(at === undefined ? {} : { index: at }), message }
}
