import { believing } from '@accord-ledger/audit'
import { emptyState, SEEN_WINDOW, tryBlock, type LedgerState } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { bytesOf, hashOf, keyOf, ZEROS, type PlainEntry, type PlainEvent } from './support/plain.ts'

/** One entry past the first at which an entry but the founding is too old to have been seen. */
const SIZE = SEEN_WINDOW + 3

const LOG = 'accords.example/1'
const TIME = '2026-01-01T00:00:00Z'
const REGISTRAR = keyOf('registrar').key
// Nothing here is about signatures, and 65,539 of them take their time.
const FORGED = '0'.repeat(128)

const founding: PlainEvent = {
  type: 'authority',
  format: 1,
  log: LOG,
  operator: keyOf('operator').key,
  registrars: [REGISTRAR],
  previous: null,
}

const restated = (previous: string | null, index: number, hash: string): PlainEvent => ({
  type: 'accord',
  log: LOG,
  accord: 'pact',
  title: 'The Pact',
  text: 'a'.repeat(64),
  uri: null,
  open: true,
  effective: '2026-01-01',
  seen: { index, hash },
  until: null,
  previous,
})

function entry(index: number, prev: string, event: PlainEvent): PlainEntry {
  const keys = [...(event.registrars ?? [REGISTRAR]), ...(event.operator ? [event.operator] : [])]
  const signatures = keys.toSorted().map((key) => ({ key, sig: FORGED }))
  return { index, prev, time: TIME, event, signatures }
}

describe('what a signer has seen', () => {
  it('is entry 0 or one of the last 65,536, and nothing older', async () => {
    const hashes: string[] = []
    let state: LedgerState = emptyState()
    let block: Uint8Array[] = []
    for (let index = 0; index < SIZE; index++) {
      const prev = hashes[index - 1] ?? ZEROS
      const event = index === 0 ? founding : restated(index === 1 ? null : prev, index - 1, prev)
      const next = entry(index, prev, event)
      hashes.push(hashOf(next))
      block.push(bytesOf(next))
      if (block.length < 512 && index < SIZE - 1) continue
      const tried = await tryBlock(state, block, believing)
      expect(tried.failure).toBeNull()
      state = tried.commit()
      block = []
    }
    const last = hashes[SIZE - 1] ?? ZEROS
    const outcome = async (index: number, hash = hashes[index] ?? ZEROS): Promise<string> => {
      const next = entry(SIZE, last, restated(last, index, hash))
      const { failure } = await tryBlock(state, [bytesOf(next)], believing)
      return failure === null ? 'allowed' : failure._tag === 'Violation' ? failure.rule : '?'
    }
    const oldest = SIZE - SEEN_WINDOW
    expect(oldest).toBe(3)
    expect(
      await Promise.all([0, 1, 2, 3, 4, SIZE - 1, SIZE].map((index) => outcome(index))),
    ).toEqual([
      'allowed',
      'seen-range',
      'seen-range',
      'allowed',
      'allowed',
      'allowed',
      'seen-range',
    ])
    // The ring gives each of its places to one entry after another.
    expect(await outcome(3, hashes[3 + SEEN_WINDOW - 1])).toBe('seen-hash')
    expect(await outcome(SIZE - 1, hashes[SIZE - 1 - SEEN_WINDOW])).toBe('seen-hash')
    expect(await outcome(0, hashes[SEEN_WINDOW])).toBe('seen-hash')
  }, 120_000)
})
