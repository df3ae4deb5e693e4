/** Hostile strings in every place where the commands about servers and folders take a name: a clear error, and nothing is made. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { escaped } from '@accord-ledger/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { run } from './program.ts'
import { bench, founded } from './test-support/bench.ts'
import type { Bench } from './test-support/bench.ts'
import { fakeContext } from './test-support/context.ts'

interface Row {
  readonly id: string
  readonly b64?: string
  readonly parts?: readonly (readonly [string, number])[]
}

const strings: readonly (readonly [string, string])[] = readFileSync(
  new URL('../../../test/badinput/strings.jsonl', import.meta.url),
  'utf8',
)
  .trimEnd()
  .split('\n')
  .map((line) => {
    const { id, b64 = '', parts = [[b64, 1]] }: Row = JSON.parse(line)
    return [
      id,
      parts.map(([part, n]) => Buffer.from(part, 'base64').toString().repeat(n)).join(''),
    ] as const
  })

/** Command lines; no process is given a NUL in one. `*` is where the string stands, `@` begins a path in the folder. */
const LINES = [
  'submit *  @event',
  'submit http://* @event',
  'submit http://127.0.0.1:1/* @event',
  'submit http://127.0.0.1:1 @no/*',
  'watch * --once',
  'watch @ledger --once --signatory *',
  'watch @ledger --once --accord *',
  'watch @ledger --once --interval *',
  'watch @ledger --once --policy @no/*',
  'fsck *',
  'fsck @ledger --checkpoint @no/*',
  'tiles *',
  'serve *',
  'serve @ledger --port *',
  'serve @ledger --host *',
  'serve @ledger --operator @no/*',
  'serve @ledger --operator @o.key --port 0 --admit @no/*',
  'serve @ledger --operator @o.key --port 0 --publish-every *',
  'serve @ledger --port 0 --store-token-file @no/*',
  'serve @ledger --port 0 --log *',
  'verify *',
  'verify http://* ',
  'members @ledger --accord *',
]

let place: Bench
let elsewhere: string
const here = process.cwd()

beforeAll(async () => {
  place = bench()
  await founded(place)
  place.write('event', '{}')
  elsewhere = mkdtempSync(join(tmpdir(), 'accord-ledger-elsewhere-'))
  process.chdir(elsewhere)
})
afterAll(() => {
  process.chdir(here)
  place.remove()
  rmSync(elsewhere, { recursive: true, force: true })
})

/** Where a string is no fault: it is in the grammar, or names what is there, as a folder with no ledger. */
const TAKEN: readonly (readonly [line: string, id: string])[] = [
  ['watch @ledger --once --signatory *', 'st035'],
  ['watch @ledger --once --accord *', 'st035'],
]

it.each(LINES)('%s', async (line) => {
  const entries = place.read('ledger/public/entries/000000000000.jsonl')
  for (const [id, string] of strings) {
    if (string.includes('\0')) continue
    const { context, out, err } = fakeContext({ env: { HOME: elsewhere } })
    const words = line
      .split(' ')
      .filter((word) => word !== '')
      .map((word) => (word.startsWith('@') ? place.at(word.slice(1)) : word))
      .map((word) => word.replace('*', () => string))
    const exit = await run(words, context)
    const isTaken = TAKEN.some(([taken, which]) => taken === line && which === id)
    // A finding is told on standard output, an error on the other one.
    expect([id, exit === 0]).toEqual([id, isTaken])
    expect([id, `${out()}${err()}` === '']).toEqual([id, false])
    expect([id, exit === 70]).toEqual([id, false])
    // Two lines that steer no terminal, and no stack.
    for (const told of `${out()}${err()}`.split('\n'))
      expect([id, escaped(told)]).toEqual([id, told])
    expect(err()).not.toMatch(/\bat \S+ \(|node:internal/)
  }
  expect(place.read('ledger/public/entries/000000000000.jsonl')).toBe(entries)
  expect(readdirSync(elsewhere)).toEqual([])
})
