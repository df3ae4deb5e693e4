/** A watch that is killed: whatever it had not finished is told again, and nothing is left out. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { COMMAND, foundLedger, newFolder } from './support/cli.ts'
import type { Workplace } from './support/cli.ts'

let place: Workplace
let watching: ChildProcess | null = null

beforeAll(() => {
  place = newFolder()
  foundLedger(place)
  place.ok('keygen', 'acme.key')
})
afterEach(() => {
  watching?.kill('SIGKILL')
  watching = null
})
afterAll(() => place.remove())

/** Logs one more accord, and this many parties that join it: an entry, and two for each. */
function admit(count: number): void {
  const events = Array.from({ length: count }, (_, i) => ({
    date: '2019-01-01',
    action: 'endorse',
    signatory: { id: `p${size + i}`, name: `Party ${i}`, category: 'company', country: null },
  }))
  const accord = { id: `call-${size}`, title: 'Call', url: null, opened: null, principles: [] }
  writeFileSync(place.path('register.json'), JSON.stringify({ accord, events }))
  const line = 'import ledger --register register.json --registrar registrar.key'
  ;({ size } = place.json(...line.split(' ')))
}

/** Entries of the ledger. */
let size = 1

/** Starts a watch whose command runs `script`. */
function watch(script: string, ...more: readonly string[]): ChildProcess {
  const options = ['--cursor', 'cursor', '--interval', '1', '--exec', script, ...more]
  watching = spawn(process.execPath, [COMMAND, 'watch', 'ledger', ...options], {
    cwd: place.folder,
    stdio: 'ignore',
  })
  return watching
}

/** How a process ended: its exit code, or the signal. */
function ended(child: ChildProcess): Promise<number | string | null> {
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)))
}

async function until(isSo: () => boolean): Promise<void> {
  for (const end = Date.now() + 120_000; !isSo();) {
    if (Date.now() > end) throw new Error('it did not come to that')
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** The indexes that commands wrote down, in order. */
const told = (): readonly number[] =>
  existsSync(place.path('told'))
    ? readFileSync(place.path('told'), 'utf8').trimEnd().split('\n').map(Number)
    : []
const cursor = (): string => readFileSync(place.path('cursor'), 'utf8')

describe('a watch that is killed', () => {
  it('after its command acted and before the cursor moved tells the same again', async () => {
    const slow = 'echo $ACCORD_LEDGER_INDEX >> told; while test ! -e go; do sleep 0.05; done'
    const first = watch(slow)
    await until(() => existsSync(place.path('cursor')))
    admit(0)
    await until(() => told().length === 1)
    const end = ended(first)
    first.kill('SIGKILL')
    expect(await end).toBe('SIGKILL')
    writeFileSync(place.path('go'), '')
    expect(cursor()).toContain('"size":1,')
    watch(slow)
    await until(() => cursor().includes('"size":2,'))
    expect(told()).toEqual([1, 1])
  })

  it('anywhere leaves nothing out', async () => {
    const act = 'echo $ACCORD_LEDGER_INDEX >> told; sleep 0.02'
    writeFileSync(place.path('told'), '1\n')
    admit(6)
    for (let kills = 0; kills < 4; kills++) {
      const child = watch(act)
      const end = ended(child)
      const before = told().length
      await until(() => told().length > before || cursor().includes(`"size":${size},`))
      await new Promise((resolve) => setTimeout(resolve, 13 * kills))
      child.kill('SIGKILL')
      await end
    }
    place.ok('watch', 'ledger', '--cursor', 'cursor', '--once', '--exec', act)
    const indexes = told()
    expect([...new Set(indexes)]).toEqual(Array.from({ length: size - 1 }, (_, i) => i + 1))
    // Each goes on where the last one was killed: never further back than by one.
    for (const [i, index] of indexes.entries()) {
      expect(index - (indexes[i - 1] ?? index)).toBeGreaterThanOrEqual(0)
    }
  })

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s ends its command first, with 0',
    async (signal) => {
      const done = `done-${signal}`
      const child = watch(`touch begun-${signal}; sleep 0.5; touch ${done}`)
      admit(0)
      await until(() => existsSync(place.path(`begun-${signal}`)))
      const end = ended(child)
      child.kill(signal)
      expect(await end).toBe(0)
      expect(existsSync(place.path(done))).toBe(true)
      expect(cursor()).toContain(`"size":${size},`)
    },
  )
})
