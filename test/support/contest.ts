/** A log on which the library and the naive rules judge the same entries. */
import {
  emptyState,
  tryBlock,
  type LedgerState,
  type Tried,
  type Verifier,
} from '@accord-ledger/core'
import { expect } from 'vitest'
import { brokenRule } from './naive-rules.ts'
import { bytesOf, type PlainEntry } from './plain.ts'

export interface Contest {
  readonly past: readonly PlainEntry[]
  readonly lines: readonly Uint8Array[]
  readonly state: () => LedgerState
  /** What both say of the entry: `allowed`, or the rule that it breaks. Nothing is logged. */
  readonly judge: (entry: PlainEntry) => Promise<string>
  /** As `judge`, and logs what is allowed. */
  readonly offer: (entry: PlainEntry) => Promise<string>
}

export function newContest(verifier: Verifier): Contest {
  const past: PlainEntry[] = []
  const lines: Uint8Array[] = []
  let state = emptyState()

  async function both(entry: PlainEntry): Promise<{ outcome: string; tried: Tried }> {
    const tried = await tryBlock(state, [bytesOf(entry)], verifier)
    const outcome = outcomeOf(tried)
    const expected = brokenRule(past, entry) ?? 'allowed'
    if (outcome !== expected) expect({ entry, outcome }).toEqual({ entry, outcome: expected })
    return { outcome, tried }
  }

  return {
    past,
    lines,
    state: () => state,
    judge: async (entry) => (await both(entry)).outcome,
    offer: async (entry) => {
      const { outcome, tried } = await both(entry)
      if (outcome === 'allowed') {
        state = tried.commit()
        past.push(entry)
        lines.push(bytesOf(entry))
      }
      return outcome
    },
  }
}

function outcomeOf({ failure }: Tried): string {
  if (failure === null) return 'allowed'
  return failure._tag === 'Violation' ? failure.rule : failure._tag
}
