/** Tables of questions about one party's membership of one accord, and what asks them. */
import { expect } from 'vitest'
import { members } from '../membership.ts'
import type { Member } from '../membership.ts'
import { admit, day, keyOf, publish, registerOf, right } from './log.ts'
import type { Row } from './log.ts'

/** Entries 1 and 2 of every log that a case is of; the rows of a case begin at index 3. */
export const PROLOGUE: readonly Row[] = [
  ['2026-01-10', publish('pact')],
  ['2026-01-10', admit('acme', { key: keyOf('acme') })],
]

type Expected = { readonly [K in keyof Member]?: unknown }

/** On a day, as known at a size (null: the head), what is expected of the one member; null: nobody is in. */
export type Ask = readonly [on: string, size: number | null, expected: Expected | null]

export interface Case {
  readonly claim: string
  readonly rows: readonly Row[]
  readonly asks: readonly Ask[]
}

/** Asks all of a case's questions. */
export async function check({ rows, asks }: Case): Promise<void> {
  const register = await registerOf([...PROLOGUE, ...rows])
  for (const [on, size, expected] of asks) {
    const at = size === null ? {} : { size }
    const found = right(members(register, 'pact', { ...at, on: day(on) })).members
    expect([on, size, found.length]).toEqual([on, size, expected === null ? 0 : 1])
    if (expected !== null) expect(found[0]).toMatchObject(expected)
  }
}
