import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { forked, kindsIn as kinds } from '../test-support/publishing.ts'
import type { Compared, Publishing } from '../test-support/publishing.ts'
import type { ErrorShown } from '../test-support/shown.ts'

let p: Publishing
beforeEach(async () => {
  p = await forked()
})
afterEach(() => p.b.remove())

const compare = (args: string): Promise<Compared> =>
  p.shown<Compared>(`compare ${args} --out @f.proof`)
const publish = (dir: string): Promise<unknown> => p.b.json(`checkpoint @${dir} --operator @o.key`)
const verifyFork = (keys = `--vkey ${p.vkey}`): Promise<{ readonly exit: number }> =>
  p.shown(`verify-fork @f.proof ${keys}`)

const never = (): Promise<never> => Promise.reject(new TypeError('fetch failed'))

describe('copies of one history', () => {
  it('are consistent, whichever is longer, and whatever was signed of them', async () => {
    expect(await compare('@a @ledger')).toMatchObject({
      exit: 0,
      verdict: 'consistent',
      inputs: [
        { size: 6, checkpoints: [] },
        { size: 5, checkpoints: [] },
      ],
      findings: [],
      proofs: [],
    })
    await publish('ledger')
    await publish('a')
    await p.b.json('receipt @ledger --index 2 --out @r.receipt')
    const all = '@ledger @a @ledger/public/checkpoint @a/public/checkpoint @r.receipt'
    expect(await compare(all)).toMatchObject({ exit: 0, verdict: 'consistent' })
    expect((await p.run(`compare ${all}`)).out).toMatch(
      /^consistent: one history of "accords\.example\/1"\n {2}\S+ledger: 5 entries, a checkpoint at 5\n/,
    )
    expect(existsSync(p.b.at('f.proof'))).toBe(false)
  })
})

describe('a fork', () => {
  it('that the operator signed is proved in a file that anyone checks', async () => {
    await publish('a')
    await publish('b')
    const found = await compare('@a @b')
    expect([found.exit, found.verdict]).toEqual([1, 'forked'])
    expect(kinds(found)).toEqual(['fork', 'difference', 'contradiction', 'contradiction'])
    expect(found.findings[1]).toMatchObject({ index: 5 })
    expect(found.proofs).toMatchObject([{ file: p.b.at('f.proof'), proof: p.b.read('f.proof') }])
    expect(await verifyFork()).toMatchObject({
      exit: 0,
      fork: { origin: 'accords.example/1', older: { size: 6 }, newer: { size: 6 } },
    })
    p.b.write('policy', `log ${p.vkey}\nquorum none\n`)
    expect((await verifyFork(`--policy ${p.b.at('policy')}`)).exit).toBe(0)
    const { out } = await p.run(`verify-fork @f.proof --vkey ${p.vkey}`)
    expect(out).toMatch(/^fork: the operator of accords\.example\/1 signed two histories\n/)
    // The two checkpoints alone show it as well: they are of one size.
    const heads = '@a/public/checkpoint @b/public/checkpoint'
    expect(await compare(`${heads} --vkey ${p.vkey}`)).toMatchObject({
      exit: 1,
      findings: [{ kind: 'fork' }],
    })
  })

  it('is proved between a receipt and a longer log that leaves it out', async () => {
    await publish('a')
    await p.b.json('receipt @a --index 5 --out @r.receipt')
    rmSync(p.b.at('a'), { recursive: true })
    await p.b.json(
      'signatory update @b --id acme --name Acmes --category company --registrar @r.key',
    )
    await publish('b')
    const found = await compare('@r.receipt @b')
    expect([found.exit, kinds(found)]).toEqual([1, ['fork', 'contradiction']])
    expect(await verifyFork()).toMatchObject({
      exit: 0,
      fork: { older: { size: 6 }, newer: { size: 7 } },
    })
  })

  it('is also shown by a checkpoint that waits', async () => {
    await publish('a')
    p.b.write('policy', p.net.policy)
    await p.b.json('policy set @b @policy')
    expect((await p.run('checkpoint @b --operator @o.key', { fetch: never })).exit).toBe(1)
    const found = await compare('@a @b')
    expect([found.exit, kinds(found)[0]]).toEqual([1, 'fork'])
    expect((await verifyFork()).exit).toBe(0)
  })

  it.each([
    ['nobody', []],
    ['one side alone', ['a']],
    ['what both have', ['ledger']],
  ])('signed by %s is known by its first entry, and is unsigned', async (_, signed) => {
    for (const dir of signed) await publish(dir)
    const found = await compare('@a @b')
    expect([found.exit, found.verdict, found.proofs]).toEqual([1, 'forked', []])
    expect(found.findings.find(({ kind }) => kind === 'difference')).toMatchObject({
      index: 5,
      message: expect.stringMatching(/no two checkpoints sign both, so that this is unsigned/),
    })
    expect(existsSync(p.b.at('f.proof'))).toBe(false)
  })

  it('is found among three, each with each', async () => {
    await p.b.json(
      'signatory update @ledger --id acme --name Acmes --category company --registrar @r.key',
    )
    for (const dir of ['a', 'b', 'ledger']) await publish(dir)
    const found = await compare('@a @ledger @b')
    expect(found.proofs.map(({ file }) => file)).toEqual(
      ['f.proof', 'f.proof.2', 'f.proof.3'].map((name) => p.b.at(name)),
    )
    expect(found.findings.filter(({ kind }) => kind === 'difference')).toHaveLength(3)
    for (const name of ['f.proof.2', 'f.proof.3']) {
      expect((await p.run(`verify-fork @${name} --vkey ${p.vkey}`)).exit).toBe(0)
    }
  })

  it('between logs that two keys founded is nobody’s proof', async () => {
    await p.b.run('keygen @o2.key')
    await p.b.json('init @c --origin accords.example/1 --operator @o2.key --registrar @r.key')
    await p.b.json('checkpoint @c --operator @o2.key')
    await publish('a')
    const found = await compare('@a @c')
    expect([found.exit, found.proofs]).toEqual([1, []])
    expect(kinds(found)).toEqual(['difference', 'unbelieved', 'unbelieved'])
    expect(found.findings[0]).toMatchObject({ index: 0 })
  })
})

describe('what cannot be compared', () => {
  it('is not called consistent', async () => {
    await publish('a')
    await publish('ledger')
    const small = await compare('@ledger @a/public/checkpoint')
    expect([small.exit, small.verdict, kinds(small)]).toEqual([2, 'unknown', ['uncompared']])
    expect((await compare('@ledger @a/public/checkpoint @a')).exit).toBe(0)
    const { out } = await p.run('vkey @acme.key --origin accords.example/1')
    const strange = await compare(`@a @ledger --vkey ${out.trim()}`)
    expect([strange.exit, kinds(strange)]).toEqual([2, ['unbelieved', 'unbelieved']])
  })

  it('is a copy that lost what was signed', async () => {
    await publish('a')
    const file = p.b.at('a', 'public', 'entries', '000000000000.jsonl')
    writeFileSync(file, readFileSync(file, 'utf8').replace(/\n[^\n]+\n$/, '\n'))
    const found = await compare('@a @ledger')
    expect([found.exit, found.verdict, kinds(found)[0]]).toEqual([1, 'unsound', 'shrank'])
  })

  it.each([
    ['compare @a', 64, 'give two or more'],
    ['compare @a/public/checkpoint @b/public/checkpoint', 64, 'give the operator'],
    ['compare @a @nowhere', 2, 'no such file'],
    ['compare @a @call.txt', 2, 'neither a ledger nor a file with a checkpoint'],
    ['compare @a https://accords.example/checkpoint', 2, 'no checkpoint was fetched'],
    ['compare @a https://me:secret@accords.example', 2, 'no http or https address'],
    ['compare @a @other', 2, 'these are of different logs'],
    ['compare @a @b --vkey nonsense', 64, 'the verifier key is malformed'],
    ['verify-fork @call.txt', 64, "give the operator's key"],
  ])('%s is refused', async (line, exit, why) => {
    await publish('a')
    await publish('b')
    await p.b.json('init @other --origin other.example --operator @o.key --registrar @r.key')
    const { error } = await p.shown<{ readonly error: ErrorShown }>(line)
    expect(error.exit).toBe(exit)
    expect(error.message).toContain(why)
  })
})
