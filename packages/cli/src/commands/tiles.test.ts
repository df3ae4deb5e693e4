import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { published, publishing } from '../test-support/publishing.ts'
import type { Publishing } from '../test-support/publishing.ts'
import { staticHost } from '../test-support/static-host.ts'

let p: Publishing
beforeEach(async () => {
  p = await published()
})
afterEach(() => p.b.remove())

const tile = (...names: readonly string[]): string => p.b.at('ledger', 'public', 'tile', ...names)
const HASHES = 'tile/0/000.p/4'
const NONE = { count: 0, paths: [] }

describe('tiles', () => {
  it('says that all are right, and of which entries', async () => {
    expect(await p.run('tiles @ledger')).toMatchObject({
      exit: 0,
      out: 'right: all 2 tiles of the published 4 entries\n',
    })
    expect(await p.shown('tiles @ledger')).toMatchObject({
      exit: 0,
      size: 4,
      right: 2,
      spare: 0,
      missing: NONE,
      differing: NONE,
      foreign: NONE,
    })
  })

  it('says what is missing, differs and is foreign, and makes it right when asked', async () => {
    rmSync(tile('entries'), { recursive: true })
    writeFileSync(tile('0', '000.p', '4'), 'x')
    writeFileSync(tile('0', 'mine'), 'x')
    const checkpoint = readFileSync(p.b.at('ledger', 'public', 'checkpoint'))
    const { exit, out } = await p.run('tiles @ledger')
    expect(exit).toBe(1)
    expect(out).toBe(
      [
        'not right: of the tiles of the published 4 entries, 1 are missing and 1 differ from the entries',
        '  missing: 1',
        '    public/tile/entries/000.p/4',
        '  not what the entries give: 1',
        '    public/tile/0/000.p/4',
        '  no tile of this log, and not looked at: 1',
        '    public/tile/0/mine',
        `next: write them anew with: accord-ledger tiles ${p.b.at('ledger')} --rebuild`,
        '',
      ].join('\n'),
    )
    expect(await p.shown('tiles @ledger --rebuild')).toMatchObject({
      exit: 0,
      size: 4,
      kept: 0,
      written: { count: 1, paths: ['tile/entries/000.p/4'] },
      replaced: { count: 1, paths: [HASHES] },
      removed: NONE,
      foreign: { count: 1, paths: ['tile/0/mine'] },
    })
    expect((await p.run('tiles @ledger')).exit).toBe(0)
    expect(readFileSync(p.b.at('ledger', 'public', 'checkpoint'))).toEqual(checkpoint)
  })

  it('are not made of entries that do not give the published root', async () => {
    const file = p.b.at('ledger', 'public', 'entries', '000000000000.jsonl')
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace('acme', 'acmf'))
    for (const line of ['tiles @ledger', 'tiles @ledger --rebuild']) {
      const { exit, err } = await p.run(line)
      expect(exit).toBe(1)
      expect(err).toContain('the entries do not give the published root at size 4')
    }
  })

  it('of a ledger that is not published there are none', async () => {
    const fresh = await publishing()
    expect(await fresh.run('tiles @ledger')).toMatchObject({
      exit: 0,
      out: 'nothing is published, so there are no tiles to have\n',
    })
    const { exit, err } = await fresh.run('tiles @ledger --rebuild')
    expect(exit).toBe(2)
    expect(err).toContain('no checkpoint is published')
    expect((await fresh.run('tiles @nowhere')).exit).toBe(2)
    fresh.b.remove()
  })
})

describe('a receipt from tiles', () => {
  it('is the one that reading the whole log gives', async () => {
    const whole = await p.run('receipt @ledger --index 2')
    expect(await p.run('receipt @ledger --index 2 --from-tiles')).toEqual(whole)
    p.b.write('r.receipt', whole.out)
    expect((await p.run('verify-receipt @r.receipt --policy @policy')).exit).toBe(0)
  })

  it('is not given where a tile is missing or not of the published tree, nor of what is not published', async () => {
    const { exit, err } = await p.run('receipt @ledger --index 4 --from-tiles')
    expect({ exit, err }).toMatchObject({ exit: 1 })
    expect(err).toContain('entry 4 is not published: the published checkpoint covers 4 entries')
    const path = tile('entries', '000.p', '4')
    const bundle = readFileSync(path)
    writeFileSync(path, bundle.toString('latin1').replace('acme', 'acmf'), 'latin1')
    const changed = await p.run('receipt @ledger --index 2 --from-tiles')
    expect(changed.exit).toBe(2)
    expect(changed.err).toContain('tile/entries/000.p/4 is not of this tree')
    rmSync(path)
    const gone = await p.run('receipt @ledger --index 2 --from-tiles')
    expect(gone.err).toContain('tile/entries/000.p/4 is missing')
    expect(gone.err).toContain(`accord-ledger tiles ${p.b.at('ledger')} --rebuild`)
  })

  it('is the same at an address, where it takes the checkpoint and two tiles', async () => {
    const host = await staticHost(p.b.at('ledger', 'public'))
    try {
      const line = `receipt ${host.url} --index 2 --from-tiles --pins @pins`
      expect(await p.run(line, { fetch })).toEqual(await p.run('receipt @ledger --index 2'))
      expect([...new Set(host.asked)].toSorted()).toEqual([
        '/checkpoint',
        '/tile/0/000.p/4',
        '/tile/entries/000.p/4',
      ])
    } finally {
      await host[Symbol.asyncDispose]()
    }
  })

  it('takes no --trust: it verifies no log', async () => {
    const line = `receipt @ledger --index 2 --from-tiles --trust key:${'0'.repeat(64)}`
    expect((await p.run(line)).exit).toBe(64)
  })
})
