/** What is said of an entry that is not there. */
import type { CommandFailure } from './failure.ts'
import { failure } from './failure.ts'
import { countOf } from './io/words.ts'

/** There is no entry `index` among `size` of them. */
export function noEntry(index: number, size: number, dir: string): CommandFailure {
  return failure(
    'missing',
    `there is no entry ${index}: the log has ${countOf(size, 'entry', 'entries')}, from 0 on`,
    `see them with: accord-ledger log ${dir}`,
    { details: { index, size } },
  )
}
