/** What is told of: named parties and accords, and always who runs the log and what is wrong with it. */
import { isAccordId, isSignatoryId, quote } from '@accord-ledger/core'
import type { CommandFailure } from '../failure.ts'
import { usage } from '../failure.ts'
import type { Notice } from './notice.ts'

/** Ids; none of either: everything. */
export interface FilterOptions {
  readonly signatory?: readonly string[]
  readonly accord?: readonly string[]
}

/** Whether a notice is to be told. */
export type Filter = (notice: Notice) => boolean

/** What is wrong with the ids; null where nothing is. */
export function badFilter({ signatory = [], accord = [] }: FilterOptions): CommandFailure | null {
  const bad = signatory.find((id) => !isSignatoryId(id)) ?? accord.find((id) => !isAccordId(id))
  return bad === undefined ? null : usage(`no id can be ${quote(bad)}`, 'watch')
}

/** Notices about any of the ids, and those that are about the log itself. */
export function filterOf({ signatory = [], accord = [] }: FilterOptions): Filter {
  if (signatory.length === 0 && accord.length === 0) return () => true
  const [parties, accords] = [new Set<string>(signatory), new Set<string>(accord)]
  return (notice) =>
    (notice.signatory === null && notice.accord === null) ||
    (notice.signatory !== null && parties.has(notice.signatory)) ||
    (notice.accord !== null && accords.has(notice.accord))
}
