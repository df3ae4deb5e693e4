/**
 * The laws of the storage port as a list of checks, for any store and any test runner: run each `check`, and
 * name it by its `claim`. docs/design/store.md §2 is the text; laws that need faults (3, 9, 10, 12, 13, 14, 26)
 * are tested adapter by adapter.
 */
import type { Store } from '@accord-ledger/core'
import { differentialLaw } from './differential-law.ts'
import { lawsOfAppending } from './laws-of-appending.ts'
import { lawsOfHandles } from './laws-of-handles.ts'
import { lawsOfReading } from './laws-of-reading.ts'
import type { Law, StoreSubject } from './ledger-under-test.ts'

/** All laws for `subject`, by number. `model` makes an empty memory store, linked as the subject's. */
export function storeLaws(subject: StoreSubject, model: () => Store): readonly Law[] {
  return [
    ...lawsOfAppending(subject),
    ...lawsOfReading(subject),
    ...lawsOfHandles(subject),
    differentialLaw(subject, model),
  ].toSorted((a, b) => a.number - b.number)
}
