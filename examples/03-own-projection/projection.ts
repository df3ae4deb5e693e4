/** A read model of one's own: the longest time, in days, that each accord went without a new member. */
import { readRawEntries } from '@accord-ledger/adapters/file'
import { dayNumber, nobleVerifier, verifyLog } from '@accord-ledger/core'
import type { VerifiedEntry } from '@accord-ledger/core'
import type { Projection } from '@accord-ledger/projection'

interface Quiet {
  readonly last: number
  readonly longest: number
}

const quietest: Projection<Map<string, Quiet>> = {
  initialState: () => new Map(),
  evolve: (accords, { event }: VerifiedEntry) => {
    const joins = event.type === 'endorse' || (event.type === 'attest' && event.act === 'endorse')
    if (!joins) return accords
    const day = dayNumber(event.effective)
    const before = accords.get(event.accord) ?? { last: day, longest: 0 }
    const longest = Math.max(before.longest, day - before.last)
    return accords.set(event.accord, { last: Math.max(day, before.last), longest })
  },
}

let state = quietest.initialState()
const { blocks } = await readRawEntries(process.argv[2] ?? '.')
const found = await verifyLog(blocks, {
  verifier: nobleVerifier,
  onEntry: (entry) => (state = quietest.evolve(state, entry)),
})
console.log(`${found.verdict}: ${found.size} entries`)
for (const [accord, { longest }] of state) console.log(`${accord}: ${longest} days`)
