/** What an import came to. */
import { quote } from '@accord-ledger/core'
import type { LedgerView } from '@accord-ledger/core'
import { headOf } from '../logged.ts'
import { countOf } from '../io/words.ts'
import type { Result } from '../result.ts'
import type { Difference, Plan } from './plan.ts'

/** The result of an import that was logged, or, with `dryRun`, would be. `view` is the log as it is now. */
export function importResult(
  view: LedgerView,
  { counts, differences }: Plan,
  dryRun: boolean,
): Result {
  const { accords, signatories, profiles, attests, matched } = counts
  const total = accords + signatories + profiles + attests
  return {
    json: { dryRun, ...headOf(view), ...counts, differences },
    text: (style) =>
      [
        style.strong(`${dryRun ? 'would log' : 'logged'} ${countOf(total, 'entry', 'entries')}`),
        [
          `  ${countOf(accords, 'accord')} published`,
          `${countOf(signatories, 'party', 'parties')} admitted`,
          `${countOf(profiles, 'profile')} changed`,
          `${countOf(attests, 'act')} attested`,
        ].join(', '),
        `  ${countOf(matched, 'act')} of the register in the ledger already`,
        ...differences.map((each) => `  ${style.warn('differs')}: ${differenceText(each)}`),
        ...(differences.some(({ about }) => about === 'signatory')
          ? ['next: --update-profiles gives these parties the profile of the register']
          : []),
        '',
      ].join('\n'),
  }
}

function differenceText({ about, id, field, ledger, register }: Difference): string {
  return `${about} ${id}, ${field}: ${quote(ledger)} in the ledger, ${quote(register)} in the register`
}
