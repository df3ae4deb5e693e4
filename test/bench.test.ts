import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/** Against hanging, and no more. */
const DEADLINE = 600_000

interface Report {
  readonly failures: readonly unknown[]
  readonly rows: readonly {
    readonly id: string
    readonly title: string
    readonly median: number
    readonly met: boolean | null
  }[]
}

const pathOf = (name: string): string => fileURLToPath(new URL(`bench/${name}`, import.meta.url))

/** Every row of targets.mjs, in its order. */
const IDS = [...readFileSync(pathOf('targets.mjs'), 'utf8').matchAll(/^ {4}'([a-z-]+)',$/gm)].map(
  ([, id]) => id,
)

describe('the bench', () => {
  const folder = mkdtempSync(join(tmpdir(), 'accord-ledger-bench-'))
  let text = ''
  let report: Report
  beforeAll(() => {
    const words = ['--smoke', '--peers', 'hand-rolled', '--cache', folder, '--json', '-']
    const { status, stdout, stderr } = run('bench.mjs', ...words)
    if (status !== 0) throw new Error(stderr)
    text = stdout
    report = JSON.parse(stdout)
  }, DEADLINE)
  afterAll(() => rmSync(folder, { recursive: true }))

  it('measures every row', () => {
    expect(report.failures).toEqual([])
    expect(IDS.length).toBeGreaterThan(20)
    expect(report.rows.map(({ id }) => id)).toEqual(IDS)
    for (const { id, median, met } of report.rows) {
      // A difference between two heaps: of logs as small as these it is no more than what was collected when.
      const isDifference = id === 'state-signatory'
      expect([id, Number.isFinite(median) && (isDifference || median > 0)]).toEqual([id, true])
      expect([true, false, null]).toContain(met)
    }
  })

  it('is written up from its report, a missed target and all', () => {
    const [source, target] = [join(folder, 'report.json'), join(folder, 'performance.md')]
    writeFileSync(source, text)
    const { stderr } = run('write-performance.mjs', source, target)
    expect(stderr).not.toContain('Error')
    const written = readFileSync(target, 'utf8')
    expect(written).not.toContain('{{')
    expect(written).not.toContain('undefined')
    for (const { title } of report.rows) expect(written).toContain(`**${title}.**`)
  })
})

function run(script: string, ...words: readonly string[]): ReturnType<typeof spawnText> {
  return spawnText([pathOf(script), ...words])
}

function spawnText(words: readonly string[]): {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
} {
  return spawnSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 1e9 })
}
