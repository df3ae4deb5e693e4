import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const LONG = process.env['ACCORD_LEDGER_LONG'] === '1'
const LARGE = LONG ? 100_000 : 3_000
const SMALL = LARGE / 10
const PROCESS = fileURLToPath(new URL('support/large-ledger-process.mjs', import.meta.url))

/**
 * Bytes of live memory that an entry may leave behind, on average. By design it is some 300: its hash, in the ring that
 * `seen` looks back on, which holds the newest 65,536. An entry that is kept takes over 2,000.
 */
const BOUND = 600

/** Bytes that a block of entries may take while it is checked: 1,024 of them, 4 KB each with all that is made of them. */
const BLOCK = 1024 * 4096

const folder = mkdtempSync(join(tmpdir(), 'accord-ledger-large-'))
afterAll(() => rmSync(folder, { recursive: true }))

interface Live {
  readonly end: number
  readonly most: number
}

type Work = 'append' | 'open' | 'verify'

function liveIn(work: Work, size: number, ...more: readonly string[]): Live {
  const args = ['--expose-gc', PROCESS, work, join(folder, String(size)), String(size), ...more]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  const live: Live = JSON.parse(stdout)
  return live
}

describe(`a file ledger of ${LARGE.toLocaleString('en')} entries`, () => {
  const appended: Live[] = []

  beforeAll(() => {
    for (const size of [SMALL, LARGE]) appended.push(liveIn('append', size))
  }, 600_000)

  /** Live memory over the large ledger, less that over one of a tenth of its entries. */
  function growthOf(work: Work, ...more: readonly string[]): Live {
    const [small, large] =
      work === 'append' ? appended : [SMALL, LARGE].map((size) => liveIn(work, size, ...more))
    if (small === undefined || large === undefined) throw new Error('two ledgers are compared')
    return { end: large.end - small.end, most: large.most - small.most }
  }

  it.each(['append', 'open', 'verify'] as const)(
    'is worked on in steady memory: %s',
    (work) => {
      const { end, most } = growthOf(work)
      expect(end).toBeLessThan(BOUND * (LARGE - SMALL))
      expect(most).toBeLessThan(BOUND * (LARGE - SMALL) + BLOCK)
    },
    600_000,
  )

  it('would be found out if it kept its entries', () => {
    expect(growthOf('verify', '--keep').end).toBeGreaterThan(2 * BOUND * (LARGE - SMALL))
  }, 600_000)
})
