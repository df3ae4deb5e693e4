import { appendFileSync, chmodSync, cpSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WITHDRAW } from '../test-support/lines.ts'
import { CHECKPOINT, published } from '../test-support/publishing.ts'
import type { Publishing } from '../test-support/publishing.ts'

interface Checked {
  readonly exit: number
  readonly verdict: string
  readonly size: number
  readonly findings: readonly {
    readonly condition: string
    readonly kind: string
    readonly file: string | null
    readonly index?: number
    readonly offset?: number
  }[]
  readonly rebuilt?: { readonly files: readonly string[]; readonly count: number }
  readonly notRebuilt?: string | null
}

/** Four entries, published under two witnesses. */
let p: Publishing
const SEGMENT = ['ledger', 'public', 'entries', '000000000000.jsonl'] as const
const TILE = ['ledger', 'public', 'tile', 'entries', '000.p', '4'] as const

beforeEach(async () => {
  p = await published()
})
afterEach(() => p.b.remove())

const fsck = (more = '', where = '@ledger'): Promise<Checked> =>
  p.shown<Checked>(`fsck ${where}${more}`)

describe('fsck', () => {
  it('finds a sound ledger sound, and says so in words', async () => {
    expect(await fsck()).toMatchObject({ exit: 0, verdict: 'sound', size: 4 })
    const { exit, out } = await p.run('fsck @ledger')
    expect(exit).toBe(0)
    expect(out).toContain('sound: 4 entries of accords.example/1, and all that is made from them')
    expect(out).not.toContain('next:')
  })

  it('names file, byte and entry of what was changed, worst first, and what to do', async () => {
    const text = readFileSync(p.b.at(...SEGMENT), 'latin1')
    const start = text.indexOf('\n', text.indexOf('\n') + 1) + 1
    writeFileSync(p.b.at(...SEGMENT), text.replace('"name":"', '"name":"x'), 'latin1')
    const { exit, verdict, findings } = await fsck()
    expect([exit, verdict]).toEqual([1, 'unsound'])
    expect(findings[0]).toMatchObject({
      condition: 'damaged',
      kind: 'violation',
      file: 'public/entries/000000000000.jsonl',
      index: 2,
      offset: start,
    })
    const { out } = await p.run('fsck @ledger')
    const lines = out.split('\n')
    expect(lines[0]).toMatch(/^unsound: /)
    expect(lines[1]).toMatch(
      new RegExp(`^ {2}damaged public/entries/000000000000\\.jsonl, byte ${start}: entry 2 `),
    )
    expect(out).toContain('next: stop whatever writes')
  })

  it('tells a torn tail from damage by its exit code', async () => {
    appendFileSync(p.b.at(...SEGMENT), '{"ev')
    expect(await fsck()).toMatchObject({ exit: 3, verdict: 'torn', size: 4 })
    expect((await p.run('fsck @ledger')).out).toContain('cuts it off and keeps it in torn/')
    // Nothing is made again of a ledger that is not sound.
    unlinkSync(p.b.at(...TILE))
    const { exit, rebuilt, notRebuilt } = await fsck(' --rebuild')
    expect([exit, rebuilt?.count]).toEqual([1, 0])
    expect(notRebuilt).toContain('not sound')
  })

  it('could not tell where there is no ledger, and of a file that is no checkpoint', async () => {
    expect(await fsck('', '@none')).toMatchObject({ exit: 2, verdict: 'unknown' })
    p.b.write('no-checkpoint', 'none\n')
    expect((await p.run('fsck @ledger --checkpoint @no-checkpoint')).exit).toBe(2)
    expect((await p.run('fsck @ledger --checkpoint @nowhere')).exit).toBe(2)
  })

  it('makes tiles again with --rebuild, and leaves entries and checkpoint as they are', async () => {
    unlinkSync(p.b.at(...TILE))
    const entries = readFileSync(p.b.at(...SEGMENT))
    const checkpoint = readFileSync(p.b.at('ledger', 'public', 'checkpoint'))
    expect(await fsck()).toMatchObject({ exit: 1, findings: [{ kind: 'tile-missing' }, {}] })
    expect((await p.run('fsck @ledger')).out).toContain('fsck')
    expect(await fsck(' --rebuild')).toMatchObject({
      exit: 0,
      rebuilt: { count: 1, files: ['public/tile/entries/000.p/4'] },
      notRebuilt: null,
    })
    expect(readFileSync(p.b.at(...SEGMENT))).toEqual(entries)
    expect(readFileSync(p.b.at('ledger', 'public', 'checkpoint'))).toEqual(checkpoint)
    expect(await fsck()).toMatchObject({ exit: 0 })
  })

  it('knows an old copy and another history by a checkpoint from elsewhere', async () => {
    cpSync(p.b.at('ledger'), p.b.at('old'), { recursive: true })
    cpSync(p.b.at('ledger'), p.b.at('other'), { recursive: true })
    await p.b.json(WITHDRAW)
    expect((await p.run(CHECKPOINT)).exit).toBe(0)
    const given = ' --checkpoint @ledger/public/checkpoint'
    expect(await fsck(given)).toMatchObject({ exit: 0 })
    expect(await fsck(given, '@old')).toMatchObject({
      exit: 1,
      findings: [
        { condition: 'missing', kind: 'missing-entries', index: 4 },
        { condition: 'missing', kind: 'rolled-back', index: 4 },
        {},
      ],
    })
    const strike = 'strike @other --accord call --signatory acme --reason None --registrar @r.key'
    await p.b.json(strike)
    expect(await fsck(given, '@other')).toMatchObject({
      exit: 1,
      findings: [{ condition: 'damaged', kind: 'forked' }, {}],
    })
  })

  it('reads a copy that nobody may write to', async () => {
    cpSync(p.b.at('ledger', 'public'), p.b.at('copy', 'public'), { recursive: true })
    chmodSync(p.b.at('copy', 'public', 'entries'), 0o550)
    expect(await fsck('', '@copy')).toMatchObject({ exit: 0, verdict: 'sound', size: 4 })
  })
})
