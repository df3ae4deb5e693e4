/** What a broken verifier, proof checker, note reader or projection is: the library, with some of its verbs replaced. */
import type { LedgerSubject } from '@accord-ledger/audit'

export interface LedgerMutant {
  /** What it does wrong; ends the sentence "a verifier that …". */
  readonly what: string
  /** The name of the law that has to break. */
  readonly breaks: string
  readonly spoil: (library: LedgerSubject) => Partial<LedgerSubject>
}
