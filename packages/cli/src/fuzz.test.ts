/** Fuzzing the command line: whatever stands there, the command ends, with a code of the manual's and a sentence. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  readCountArgument,
  readDayArgument,
  readMomentArgument,
  readTimeArgument,
  readTrustArgument,
} from './arguments.ts'
import { readDurationArgument } from './duration.ts'
import { bench, founded } from './test-support/bench.ts'
import type { Bench } from './test-support/bench.ts'
import { oddText, runsOf } from './test-support/odd.ts'

/** Many runs take their time; few are over in seconds. */
const LASTING = { timeout: 3_600_000 }
/** No path that leads out of the folder: the commands would go there. */
const inHere = (text: string): boolean => !/^\s*[/~]|\.\.|:\/\/|=\//.test(text)

describe('fuzzing the command line', () => {
  const b: { bench?: Bench; back?: string; home?: string } = {}
  const at = (): Bench => {
    if (b.bench === undefined) throw new Error('there is no bench yet')
    return b.bench
  }
  beforeAll(async () => {
    b.bench = bench()
    await founded(b.bench)
    // Whatever a strange word is taken for, nothing is written where the tests run.
    b.back = process.cwd()
    b.home = mkdtempSync(join(tmpdir(), 'accord-ledger-fuzz-'))
    process.chdir(b.home)
  })
  afterAll(() => {
    if (b.back !== undefined) process.chdir(b.back)
    if (b.home !== undefined) rmSync(b.home, { recursive: true, force: true })
    b.bench?.remove()
  })

  const COMMANDS = [
    'verify|members|history|counts|diff|absent|both|report|log|export|append|sign|receipt|compare',
    'policy|checkpoint|import|vkey|tiles|endorse|withdraw|attest|strike|rotate|authority|keygen',
    'init|fsck|prove|submit|watch|verify-receipt|verify-fork|accord publish|accord close',
    'signatory admit|signatory suspend|policy set|checkpoint sign|witness init',
  ].flatMap((commands) => commands.split('|').map((command) => command.split(' ')))
  const OPTIONS = [
    '--json --csv --help --version --accord --signatory --on --size --time --trust --since --until',
    '--effective --policy --state --registrar --key --as --by --text --title --id --origin --from',
    '--operator --against --max-age --offline --out --index --name --category --country --reason',
  ].flatMap((options) => options.split(' '))
  const values = 'our-call org-a 2026-11-22 1 24h @ledger @o.key @r.key none'.split(' ')
  const word = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...OPTIONS) },
    { weight: 3, arbitrary: fc.constantFrom(...values) },
    { weight: 2, arbitrary: oddText },
  )
  const line = fc
    .tuple(
      fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom(...COMMANDS) },
        { weight: 1, arbitrary: fc.constant<string[]>([]) },
      ),
      fc.oneof(fc.constant(['@ledger']), fc.constant<string[]>([])),
      fc.array(word, { maxLength: 8 }),
    )
    .map((parts) => parts.flat().filter(inHere))

  it('ends with a code that the manual names, and a sentence where it fails', LASTING, async () => {
    const met = new Map<number, number>()
    await fc.assert(
      fc.asyncProperty(line, async (words) => {
        const { exit, out, err } = await at().run(words.join(' '), { input: '' })
        expect([0, 1, 2, 64, 75]).toContain(exit)
        if (exit === 1 || exit === 64 || exit === 75) expect(err).not.toBe('')
        expect(`${out}${err}`).not.toMatch(/node_modules|\.ts:\d|undefined|\[object /)
        met.set(exit, (met.get(exit) ?? 0) + 1)
      }),
      {
        numRuns: runsOf(250),
        examples: [[['verify', '@ledger']], [['keygen', '@o.key']], [['verify']]],
      },
    )
    expect(met.get(0) ?? 0).toBeGreaterThan(0)
    expect(met.get(64) ?? 0).toBeGreaterThan(0)
    expect(met.get(1) ?? 0).toBeGreaterThan(0)
  })

  it('takes or refuses each value, and refuses with a usage error', () => {
    const readers: readonly (readonly [(text: string) => unknown, readonly string[]])[] = [
      [readDayArgument, ['2026-11-22']],
      [readTimeArgument, ['2026-11-22T09:00:00Z']],
      [readCountArgument, ['0', '17']],
      [readTrustArgument, [`key:${'a'.repeat(64)}`, `entry:${'0'.repeat(64)}`]],
      [readMomentArgument, ['2026-11-22', 'size:1,on:2026-11-22']],
      [readDurationArgument, ['24h', '0s']],
    ]
    for (const [read, good] of readers) {
      const met = { taken: 0, refused: 0 }
      const given = fc.oneof(
        fc.constantFrom(...good),
        oddText,
        fc
          .tuple(fc.constantFrom(...good), oddText, fc.nat(20))
          .map(([text, odd, place]) => text.slice(0, place) + odd + text.slice(place)),
      )
      fc.assert(
        fc.property(given, (text) => {
          try {
            read(text)
            met.taken += 1
          } catch (thrown) {
            met.refused += 1
            expect(thrown).toMatchObject({ code: 'commander.invalidArgument' })
          }
        }),
        { numRuns: runsOf(200) },
      )
      expect(Math.min(met.taken, met.refused), read.name).toBeGreaterThan(0)
    }
  })
})
