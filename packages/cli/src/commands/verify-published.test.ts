import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WITHDRAW } from '../test-support/lines.ts'
import { published } from '../test-support/publishing.ts'
import type { Publishing } from '../test-support/publishing.ts'

/** Four entries, published under two witnesses. */
let p: Publishing
let checkpoint = ''
let entries = ''
beforeEach(async () => {
  p = await published()
  checkpoint = p.b.at('ledger', 'public', 'checkpoint')
  entries = p.b.at('ledger', 'public', 'entries', '000000000000.jsonl')
})
afterEach(() => p.b.remove())

interface Verified {
  readonly exit: number
  readonly verdict: string
  readonly size: number
  readonly findings: readonly { readonly kind: string; readonly message: string }[]
  readonly published: { readonly size: number; readonly time: string | null } | null
  readonly policy: string | null
}

const verify = (more = ' --policy @policy'): Promise<Verified> =>
  p.shown<Verified>(`verify @ledger${more}`)
/** Kinds of findings, but that nobody vouched for the founding. */
const kinds = ({ findings }: Verified): readonly string[] =>
  findings.map(({ kind }) => kind).filter((kind) => kind !== 'trusted-on-first-use')

/** The checkpoint as it was. */
let kept = ''
const lines = (): readonly string[] => readFileSync(entries, 'utf8').split('\n').slice(0, -1)
const at = (now: string): Promise<Verified> =>
  verify(` --policy @policy --max-age 24h --now ${now}`)
const vkeyOf = async (args: string): Promise<string> => (await p.run(`vkey ${args}`)).out.trim()
const STRANGE_WITNESS = 'witness.example/w1+4e5f8df8+BFeo8MdKDBCbGU6mOMzCqxSAw5hIYDtsy7W07fLlKARX'
const cutEntries = (): void => writeFileSync(entries, `${lines().slice(0, 3).join('\n')}\n`)

describe('what was published', () => {
  it('is sound under the policy, and what is not published is told', async () => {
    expect(await verify()).toMatchObject({
      exit: 0,
      verdict: 'sound',
      published: { size: 4, time: '2026-11-22T09:00:00Z' },
    })
    await p.b.json(WITHDRAW)
    const more = await verify()
    expect([more.exit, more.size, kinds(more)]).toEqual([0, 5, ['not-yet-published']])
    const { out } = await p.run('verify @ledger --policy @policy')
    expect(out).toContain(
      'not-yet-published: entry 4 is not yet published: the checkpoint covers 4',
    )
    expect(out).toContain(', seen at 2026-11-22T09:00:00Z by group all has 2 of 2 (W1; W2)\n')
  })

  it('is judged by the operator in the log, without any policy', async () => {
    expect(await verify('')).toMatchObject({ exit: 0, published: { size: 4 }, policy: null })
    rmSync(checkpoint)
    expect(await verify('')).not.toHaveProperty('published')
  })

  it.each([
    [
      'of more entries than there are is unsound',
      'checkpoint-ahead',
      () => Promise.resolve(cutEntries()),
    ],
    [
      'of other entries is unsound',
      'checkpoint-root',
      async () => {
        cutEntries()
        rmSync(checkpoint)
        await p.b.run('keygen @b.key')
        await p.b.json(
          'signatory admit @ledger --id b --name B --category company --holder @b.key --registrar @r.key',
        )
        writeFileSync(checkpoint, kept)
      },
    ],
    [
      'of another log is unsound',
      'checkpoint-origin',
      async () => {
        await p.b.json('init @other --origin other.example --operator @o.key --registrar @r.key')
        await p.b.json('checkpoint @other --operator @o.key')
        cpSync(p.b.at('other', 'public', 'checkpoint'), checkpoint)
      },
    ],
    [
      'that the operator has not signed is unsound',
      'checkpoint-signature',
      () => Promise.resolve(writeFileSync(checkpoint, kept.replace(/^— accords.*\n/m, ''))),
    ],
    [
      'that is no checkpoint is unsound',
      'checkpoint-unreadable',
      () => Promise.resolve(writeFileSync(checkpoint, 'hello\n')),
    ],
  ])('%s', async (_, kind, spoil) => {
    kept = readFileSync(checkpoint, 'utf8')
    await spoil()
    for (const more of ['', ' --policy @policy']) {
      const verified = await verify(more)
      expect([verified.exit, verified.verdict, kinds(verified)]).toEqual([1, 'unsound', [kind]])
    }
    // And nothing is answered from it.
    expect(await p.run('members @ledger --accord call')).toMatchObject({ exit: 1, out: '' })
  })

  it('under a policy that it does not satisfy cannot be told', async () => {
    const stranger = await vkeyOf('@acme.key --origin accords.example/1')
    const cases = [
      [
        'no quorum',
        p.net.policy.replace(/witness\.example\/w2\+\S+/, STRANGE_WITNESS),
        2,
        'quorum-missing',
      ],
      [
        'another log',
        p.net.policy.replace(p.vkey, await vkeyOf('@acme.key --origin other.example')),
        2,
        'policy',
      ],
      ['another key', p.net.policy.replace(p.vkey, stranger), 1, 'policy'],
    ] as const
    for (const [what, text, exit, kind] of cases) {
      p.b.write('strict', text)
      const verified = await verify(' --policy @strict')
      expect([what, verified.exit, kinds(verified)]).toEqual([what, exit, [kind]])
    }
    rmSync(checkpoint)
    const none = await verify()
    expect([none.exit, none.verdict, kinds(none)]).toEqual([2, 'unknown', ['no-checkpoint']])
  })

  it('grows stale', async () => {
    expect((await at('2026-11-23T09:00:00Z')).exit).toBe(0)
    const stale = await at('2026-11-23T09:00:01Z')
    expect([stale.exit, kinds(stale)]).toEqual([2, ['stale']])
    expect((await p.run('verify @ledger --max-age 24h')).exit).toBe(64)
    // By a clock that is behind by more than five minutes, the witnesses cosigned in the future.
    expect((await at('2026-11-22T08:55:00Z')).exit).toBe(0)
    const early = await at('2026-11-22T08:54:59Z')
    expect([early.exit, kinds(early)]).toEqual([2, ['quorum-missing']])
  })

  it('is not judged where the entries end early, which is told instead', async () => {
    writeFileSync(entries, readFileSync(entries, 'utf8').replace('Acme', 'Bcme'))
    const verified = await verify()
    expect([verified.exit, kinds(verified)]).toEqual([1, ['violation']])
    expect((await p.run('verify @ledger --policy @nowhere')).err).toContain('no such file')
  })
})
