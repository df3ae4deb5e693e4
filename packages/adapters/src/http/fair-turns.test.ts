import { expect, it } from 'vitest'
import { fairTurns } from './fair-turns.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('gives few turns at once, and each address one before any has two', async () => {
  const turns = fairTurns(2)
  const begun: string[] = []
  const ask = (address: string, n: number): void => {
    void turns.next(address).then(() => begun.push(`${address}${n}`))
  }
  for (let n = 0; n < 4; n++) ask('a', n)
  ask('b', 0)
  ask('c', 0)
  await turn()
  expect(begun).toEqual(['a0', 'b0'])
  await turn()
  expect(begun).toEqual(['a0', 'b0', 'c0', 'a1'])
  ask('d', 0)
  await turn()
  expect(begun).toEqual(['a0', 'b0', 'c0', 'a1', 'a2', 'd0'])
  await turn()
  expect(begun.at(-1)).toBe('a3')
  ask('e', 0)
  await turn()
  expect(begun.at(-1)).toBe('e0')
})
