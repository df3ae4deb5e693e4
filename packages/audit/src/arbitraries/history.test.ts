import { encodeEntry, nobleVerifier, verifyLog } from '@accord-ledger/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aHistory } from './history.ts'
import { keyring, muteKeyring } from './keyring.ts'
import { newStatistician } from './statistics.ts'
import { TRANSITIONS } from './transitions.ts'
import { remembering } from './verifiers.ts'

const keys = keyring()
const mute = muteKeyring(keys)
const TYPES = 'accord attest authority endorse rotate signatory strike withdraw'

async function* inOneBlock(log: readonly Uint8Array[]): AsyncIterable<readonly Uint8Array[]> {
  yield log
}

function scripts(): readonly string[] {
  return fc.sample(aHistory({ keys: mute }), { seed: 5, numRuns: 5 }).map(({ script }) => script)
}

describe('generated histories', () => {
  it('stand before the reference verifier', async () => {
    const verifier = remembering(nobleVerifier)
    const property = fc.asyncProperty(aHistory({ keys, length: 12 }), async ({ log, entries }) => {
      const { verdict, size } = await verifyLog(inOneBlock(log), { verifier })
      expect([verdict, size]).toEqual(['sound', entries.length])
      expect(entries.map(encodeEntry)).toEqual(log)
    })
    await fc.assert(property, { numRuns: 8 })
  })

  it('hold every type of event and every transition, over some dozens of them', () => {
    const { take, statistics } = newStatistician()
    for (const { entries } of fc.sample(aHistory({ keys: mute }), { seed: 1, numRuns: 60 }))
      take(entries)
    const { transitions, types, entries, histories } = statistics()
    expect(TRANSITIONS.filter((name) => transitions[name] === undefined)).toEqual([])
    expect(Object.keys(transitions).filter((name) => !TRANSITIONS.includes(name))).toEqual([])
    expect(Object.keys(types).join(' ')).toBe(TYPES)
    expect(histories).toBe(60)
    expect(entries.least).toBeLessThan(10)
    expect(entries.most).toBeGreaterThan(30)
  })

  it('are the same at the same seed', () => {
    expect(scripts()).toEqual(scripts())
  })

  it('shrink to scripts that a person can read, and print as them', () => {
    const found = fc.check(
      fc.property(aHistory({ keys: mute }), ({ entries }) =>
        entries.every(({ event }) => event.type !== 'strike'),
      ),
      { seed: 3, numRuns: 50 },
    )
    expect(found.counterexample?.map((history) => fc.stringify(history))).toEqual([
      'founds accords.example/1; publishes pact; admits acme without a key; attests that acme endorsed pact; strikes acme off pact',
    ])
  })
})
