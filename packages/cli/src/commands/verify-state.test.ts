import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WITHDRAW } from '../test-support/lines.ts'
import { CHECKPOINT, published } from '../test-support/publishing.ts'
import type { Publishing } from '../test-support/publishing.ts'

/** Four entries, published; verified once, and the state saved. */
let p: Publishing
let entries = ''
let state = ''
beforeEach(async () => {
  p = await published()
  entries = p.b.at('ledger', 'public', 'entries', '000000000000.jsonl')
  state = p.b.at('s.state')
  await verify()
})
afterEach(() => p.b.remove())

interface Verified {
  readonly exit: number
  readonly verdict: string
  readonly size: number
  readonly root: string
  readonly trust: { readonly kind: string; readonly key: string; readonly entry: string }
  readonly findings: readonly { readonly kind: string }[]
  readonly state: { readonly resumed: number | null; readonly saved: boolean }
}

const verify = (more = ''): Promise<Verified> =>
  p.shown<Verified>(`verify @ledger --policy @policy --state @s.state${more}`)
const kinds = ({ findings }: Verified): readonly string[] =>
  findings.map(({ kind }) => kind).filter((kind) => kind !== 'trusted-on-first-use')
const lines = (): readonly string[] => readFileSync(entries, 'utf8').split('\n').slice(0, -1)
const rewrite = (kept: readonly string[]): void => writeFileSync(entries, `${kept.join('\n')}\n`)

describe('saved state', () => {
  it('is the owner’s alone, and is gone on from with the very answer of a full check', async () => {
    expect(statSync(state).mode & 0o777).toBe(0o600)
    for (const step of [null, WITHDRAW, CHECKPOINT]) {
      if (step !== null) await p.run(step)
      const { state: said, ...resumed } = await verify()
      const full = await p.shown<Verified>('verify @ledger --policy @policy')
      expect(resumed).toEqual(full)
      expect(said).toEqual({ file: state, resumed: step === CHECKPOINT ? 5 : 4, saved: true })
    }
    const { out } = await p.run('verify @ledger --state @s.state')
    expect(out).toContain('the first 5 entries were verified before, and are the same; saved in ')
  })

  it('keeps who founded the log, and whom that was taken from', async () => {
    const { trust } = await verify()
    expect(trust).toMatchObject({ kind: 'first-use', key: p.b.publicKey('o.key') })
    const known = await verify(` --trust entry:${trust.entry}`)
    expect([known.exit, known.state.resumed, known.findings]).toEqual([0, 4, []])
    expect(known.trust).toMatchObject({ kind: 'entry', entry: trust.entry })
    const wrong = await verify(` --trust key:${p.b.publicKey('r.key')}`)
    expect([wrong.exit, kinds(wrong)]).toEqual([1, ['untrusted']])
  })

  it('finds a broken rule behind what was verified before', async () => {
    await p.b.json(WITHDRAW)
    writeFileSync(entries, readFileSync(entries, 'utf8').replace('"reason":null', '"reason":"x"'))
    const verified = await verify()
    expect([verified.exit, verified.size, kinds(verified)]).toEqual([1, 4, ['violation']])
    expect(verified.state).toEqual({ file: state, resumed: 4, saved: false })
  })
})

describe('where it does not fit, everything is verified', () => {
  it('after one byte of an entry that was verified before was changed', async () => {
    const before = readFileSync(state)
    rewrite(lines().map((line) => line.replace('Acme', 'Bcme')))
    const verified = await verify()
    expect([verified.exit, verified.size]).toEqual([1, 2])
    expect(kinds(verified)).toEqual(['violation', 'state-not-resumed'])
    expect(readFileSync(state)).toEqual(before)
  })

  it('and a history that was rewritten, however sound, is not believed', async () => {
    const before = readFileSync(state)
    rmSync(p.b.at('ledger', 'public', 'checkpoint'))
    rewrite(lines().slice(0, 3))
    await p.b.json(
      'signatory update @ledger --id acme --name Bcme --category company --registrar @r.key',
    )
    const plain = await p.shown<Verified>('verify @ledger')
    expect(plain.exit).toBe(0)
    const verified = await p.shown<Verified>('verify @ledger --state @s.state')
    expect([verified.exit, kinds(verified)]).toEqual([1, ['rewritten']])
    expect(readFileSync(state)).toEqual(before)
  })

  it('and a log that shrank is not believed', async () => {
    rmSync(p.b.at('ledger', 'public', 'checkpoint'))
    rewrite(lines().slice(0, 3))
    const { out, exit } = await p.run('verify @ledger --state @s.state')
    expect(exit).toBe(1)
    expect(out).toContain(
      'rolled-back: 4 entries of this log were verified before, and 3 are here: this copy is old, or was cut',
    )
  })

  it('of another log, which leaves the file as it is', async () => {
    const before = readFileSync(state)
    await p.b.json('init @other --origin other.example --operator @o.key --registrar @r.key')
    const verified = await p.shown<Verified>('verify @other --state @s.state')
    expect([verified.exit, kinds(verified)]).toEqual([0, ['state-of-another-log']])
    expect(verified.state).toMatchObject({ resumed: null, saved: false })
    expect(readFileSync(state)).toEqual(before)
  })

  it.each([
    ['a changed name', (text: string) => text.replace('acme', 'acmf')],
    ['another size', (text: string) => text.replace('"size":4', '"size":3')],
    ['a later version', (text: string) => text.replace('state v1', 'state v2')],
    ['its last line gone', (text: string) => text.replace(/sha256 .*\n/, '')],
    ['nothing but its first line', (text: string) => text.replace(/\n[^]*/, '\n')],
  ])('with %s it is refused, and made anew', async (_, spoil) => {
    const before = readFileSync(state, 'utf8')
    writeFileSync(state, spoil(before))
    const verified = await verify()
    expect([verified.exit, kinds(verified)]).toEqual([0, ['state-refused']])
    expect(verified.state).toEqual({ file: state, resumed: null, saved: true })
    expect(readFileSync(state, 'utf8')).toBe(before)
  })

  it('where others may write to it, or it is another file, which is left as it is', async () => {
    const open = p.b.write('open.state', readFileSync(state, 'utf8'))
    chmodSync(open, 0o666)
    for (const name of ['open.state', 'call.txt']) {
      const before = p.b.read(name)
      const verified = await p.shown<Verified>(`verify @ledger --state @${name}`)
      expect([verified.exit, kinds(verified)]).toEqual([0, ['state-refused', 'state-not-saved']])
      expect(p.b.read(name)).toBe(before)
    }
  })
})

it('nothing is saved of a log that cannot be told to be sound', async () => {
  rmSync(state)
  rmSync(p.b.at('ledger', 'public', 'checkpoint'))
  expect((await verify()).exit).toBe(2)
  expect(existsSync(state)).toBe(false)
})
