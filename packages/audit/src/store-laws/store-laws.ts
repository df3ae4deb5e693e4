/** The laws of docs/design/store.md §2 as a list, in the order of their numbers. */
import { differentialLaw } from './differential-law.ts'
import type { StoreLaw } from './law.ts'
import { lawsOfAppending } from './laws-of-appending.ts'
import { lawsOfArguments } from './laws-of-arguments.ts'
import { lawsOfConcurrency } from './laws-of-concurrency.ts'
import { lawsOfDamage } from './laws-of-damage.ts'
import { lawsOfFailures } from './laws-of-failures.ts'
import { lawsOfFollowing } from './laws-of-following.ts'
import { lawsOfHandles } from './laws-of-handles.ts'
import { lawsOfReading } from './laws-of-reading.ts'

/** All laws, each number from 1 to 26 at least once. */
export const storeLaws: readonly StoreLaw[] = [
  ...lawsOfAppending,
  ...lawsOfArguments,
  ...lawsOfConcurrency,
  ...lawsOfDamage,
  ...lawsOfFailures,
  ...lawsOfFollowing,
  ...lawsOfHandles,
  ...lawsOfReading,
  differentialLaw,
].toSorted((a, b) => a.number - b.number)
