import { memoryHashReader, rootAt } from '@accord-ledger/core'
import type { SubtreeId } from '@accord-ledger/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leaves } from '../test-support/checkpoints.ts'
import { hashRows } from './hash-rows.ts'

const LEAVES = leaves(1_300)

describe('the hashes of a tree that grows', () => {
  it('are those of its leaves, at every size and in whatever order they are read', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(300), fc.array(fc.nat(1_000_000), { maxLength: 4 })), {
          maxLength: 4,
        }),
        async (steps) => {
          const rows = hashRows()
          for (const [more, dice] of steps) {
            for (const leaf of LEAVES.slice(rows.size, rows.size + more)) rows.push(leaf)
            const expected = memoryHashReader(LEAVES.slice(0, rows.size))
            const ids = dice.flatMap((die): readonly SubtreeId[] => {
              const level = die % 11
              const count = Math.floor(rows.size / 2 ** level)
              return count === 0 ? [] : [{ level, index: die % count }]
            })
            expect(await rows.hashes.readHashes(ids)).toEqual(await expected.readHashes(ids))
            expect(await rootAt(rows.hashes, rows.size)).toEqual(await rootAt(expected, rows.size))
          }
        },
      ),
      { numRuns: 50 },
    ))

  it('are not there before their subtree is complete', async () => {
    const rows = hashRows()
    for (const leaf of LEAVES.slice(0, 6)) rows.push(leaf)
    for (const id of [
      { level: 0, index: 6 },
      { level: 1, index: 3 },
      { level: 2, index: 1 },
      { level: 3, index: 0 },
      { level: 52, index: 0 },
      { level: 0, index: -1 },
    ])
      await expect(rows.hashes.readHashes([id])).rejects.toThrow(RangeError)
    await expect(rows.hashes.readHashes([{ level: 1, index: 2 }])).resolves.toHaveLength(1)
  })

  it('are shared with nobody', async () => {
    const rows = hashRows()
    const leaf = LEAVES[0]?.slice() ?? new Uint8Array(32)
    rows.push(leaf)
    leaf.fill(0)
    for (let times = 0; times < 2; times++) {
      const [read] = await rows.hashes.readHashes([{ level: 0, index: 0 }])
      expect(read).toEqual(LEAVES[0])
      read?.fill(1)
    }
  })

  it('have 32 bytes', () => {
    expect(() => hashRows().push(new Uint8Array(31))).toThrow('31 bytes')
  })
})
