/** An operator whose process and disk may fail, and what must hold of its ledger whenever they have. */
import { judgeQuorum, noteKey, openCheckpoint, parsePolicy } from '@accord-ledger/core'
import type { Policy } from '@accord-ledger/core'
import fc from 'fast-check'
import { readPublished } from '../publication/ledger-files.ts'
import type { PublicationOptions } from '../publication/ledger-files.ts'
import { setPolicy } from '../publication/ledger-policy.ts'
import { operator, ORIGIN, right } from './checkpoints.ts'
import { policyOf, sizeInTiles, verifier } from './publishing.ts'
import type { Fate } from './simulated-disk.ts'

const POLICY = policyOf(2, [2, 3])
const policy: Policy = right(parsePolicy(POLICY))
/** Gives the ledger at `directory` a policy: witnesses 2 and 3, both of them. */
export async function setBoth(directory: string, options: PublicationOptions = {}): Promise<void> {
  const subject = { origin: ORIGIN, keys: [operator.key] }
  right(await setPolicy(directory, POLICY, subject, options)())
}

/** The size of the published checkpoint, 0 for none. It has its quorum and its tiles, or this throws. */
export async function publishedSize(
  directory: string,
  options: PublicationOptions = {},
): Promise<number> {
  const stored = right(await readPublished(directory, options)())
  if (stored === null) return 0
  const keys = {
    logs: [noteKey(ORIGIN, operator)],
    witnesses: policy.witnesses.map(({ key }) => key),
  }
  const opened = right(await openCheckpoint(stored.bytes, keys, verifier))
  if (!judgeQuorum(policy, opened.cosignatures).satisfied) throw new Error('without its quorum')
  return sizeInTiles(directory, options)
}

/** What happens between two starts of the operator's process. */
export interface Round {
  readonly entries: number
  readonly up: readonly number[]
  readonly ends: 'by a kill' | 'by a power cut'
}

/** A round of up to three entries, with any of witnesses 2 and 3 up. */
export const round: fc.Arbitrary<Round> = fc.record({
  entries: fc.integer({ min: 0, max: 3 }),
  up: fc.subarray([2, 3]),
  ends: fc.constantFrom('by a kill', 'by a power cut'),
})

/** Of a hundred calls, one each; and of syncs more. */
export function fateOf(call: string, die: number): Fate {
  if (die < 4) return FATES[die] ?? 'goes on'
  return call.startsWith('sync') && die < 10 ? 'fails before' : 'goes on'
}
const FATES: readonly Fate[] = ['dies before', 'dies after', 'fails before', 'fails after']
/** Where the ledger lies on a simulated disk. */
export const DIRECTORY = '/ledger'

/** The next of an endless stream. */
export function nextOf(values: IterableIterator<number>): number {
  const next = values.next()
  return next.done === true ? 0 : next.value
}
