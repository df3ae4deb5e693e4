/** Ctrl-C in the middle of an import: the ledger verifies, and the same command again completes it. */
import { statSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { foundLedger, newFolder } from './support/cli.ts'
import type { Workplace } from './support/cli.ts'

// More entries than the store takes at once, so that an import is stored in several turns.
const ROWS = 1500
const IMPORT = ['import', 'ledger', '--register', 'register.json', '--registrar', 'registrar.key']

let place: Workplace

beforeAll(() => {
  place = newFolder()
  foundLedger(place)
  const events = Array.from({ length: ROWS }, (_, i) => ({
    date: '2019-01-01',
    action: 'endorse',
    signatory: { id: `org:${i}`, name: `Organisation ${i}`, category: 'company', country: null },
  }))
  const accord = { id: 'call', title: 'Call', url: null, opened: null, principles: [] }
  writeFileSync(place.path('register.json'), JSON.stringify({ accord, events }))
})
afterAll(() => place.remove())

const after = (milliseconds: number): (() => boolean) => {
  const end = Date.now() + milliseconds
  return () => Date.now() >= end
}

/** True from when the log grows: the import is being stored. */
const grown = (): (() => boolean) => {
  const before = segmentSize()
  return () => segmentSize() > before
}

const segmentSize = (): number =>
  statSync(place.path('ledger/public/entries/000000000000.jsonl')).size

it('leaves a ledger that verifies, and that the same command completes', async () => {
  let size = 1
  let interrupted = 0
  for (const now of [() => after(100), () => after(1000), grown, grown]) {
    const { exit, err } = await place.interrupt(IMPORT, now())
    const verified = place.json('verify', 'ledger')
    expect(verified.verdict).toBe('sound')
    expect(verified.size).toBeGreaterThanOrEqual(size)
    size = verified.size
    if (exit === 0) break
    // Before the command listens, Ctrl-C ends it as it ends any process.
    if (exit === 130) expect(err).toMatch(/interrupted: .*\nnext: /)
    else expect({ exit, err }).toEqual({ exit: null, err: '' })
    interrupted += 1
  }
  expect(interrupted).toBeGreaterThan(0)
  expect(place.json(...IMPORT)).toMatchObject({ size: 2 + 2 * ROWS })
  expect(place.json(...IMPORT)).toMatchObject({ size: 2 + 2 * ROWS, attests: 0, matched: ROWS })
}, 120_000)
