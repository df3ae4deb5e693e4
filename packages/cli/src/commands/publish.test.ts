import { cpSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WITHDRAW } from '../test-support/lines.ts'
import { CHECKPOINT, publishing } from '../test-support/publishing.ts'
import type { Publishing } from '../test-support/publishing.ts'
import type { ErrorShown } from '../test-support/shown.ts'

let p: Publishing
beforeEach(async () => {
  p = await publishing()
})
afterEach(() => p.b.remove())

interface PublishedShown {
  readonly status: string
  readonly degraded: boolean
  readonly size: number
  readonly published: number
  readonly quorum: { readonly satisfied: boolean; readonly time: string | null }
  readonly witnesses: readonly { readonly name: string; readonly kind: string }[]
  readonly checkpoint: string
}

const publish = (more = ''): Promise<PublishedShown & { readonly exit: number }> =>
  p.shown<PublishedShown>(`${CHECKPOINT}${more}`)
const published = (): string => readFileSync(p.b.at('ledger', 'public', 'checkpoint'), 'utf8')
const waiting = (): string => p.b.at('ledger', 'state', 'checkpoint')
const refusal = async (args: string): Promise<ErrorShown> =>
  (await p.shown<{ readonly error: ErrorShown }>(args)).error

describe('policy', () => {
  it('is taken, shown, and private', async () => {
    const set = await p.shown<{ readonly hash: string }>('policy set @ledger @policy')
    expect(set).toMatchObject({
      exit: 0,
      logs: [{ key: p.vkey }],
      witnesses: [{ name: 'W1', url: 'http://w1.example' }, { name: 'W2' }],
      groups: [{ name: 'all', threshold: 2, members: ['W1', 'W2'] }],
      quorum: 'all',
    })
    expect(await p.shown('policy show @ledger')).toEqual(set)
    const { out } = await p.run('policy show @ledger')
    expect(out).toContain(p.b.read('policy').split('\n')[0])
    expect(out).toContain(`# SHA-256 of the file: ${set.hash}\n`)
    expect(statSync(p.b.at('ledger', 'state', 'policy')).mode & 0o777).toBe(0o600)
  })

  it('that is malformed, or not for this log, is refused, and the old one stays', async () => {
    const before = await p.shown('policy set @ledger @policy')
    for (const [text, why] of [
      [p.net.policy.replace('quorum all', 'quorum some'), /line 5: expected a name defined above/],
      [p.net.policy.replace(/^log .*\n/, ''), /no log line for "accords\.example\/1"/],
      [`${p.net.policy}quorum all\n`, /one quorum line/],
    ] as const) {
      p.b.write('bad', text)
      const error = await refusal('policy set @ledger @bad')
      expect(error).toMatchObject({ code: 'malformed', exit: 1 })
      expect(error.message).toMatch(why)
    }
    const { out } = await p.run('vkey @acme.key --origin accords.example/1')
    p.b.write('bad', `log ${out}quorum none\n`)
    const error = await refusal('policy set @ledger @bad')
    expect(error.message).toContain(
      'names another key for "accords.example/1" than the operator\'s',
    )
    expect(error.next).toBe(`its log line is: log ${p.vkey}`)
    expect(await p.shown('policy show @ledger')).toEqual(before)
  })

  it('is missing until it is set', async () => {
    const error = await refusal('policy show @ledger')
    expect(error).toMatchObject({ code: 'missing', exit: 1 })
    expect((await refusal('policy set @nowhere @policy')).exit).toBe(2)
  })

  it('says which of the witnesses that count is never asked', async () => {
    p.b.write('silent', p.net.policy.replace(' http://w2.example', ''))
    expect((await p.run('policy set @ledger @silent')).out).toContain(
      'note: the witness W2 has no URL, and is never asked\n',
    )
  })
})

describe('checkpoint', () => {
  it('without a policy publishes under the operator alone, and says so', async () => {
    const { exit, out } = await p.run(CHECKPOINT)
    expect(exit).toBe(0)
    expect(out).toMatch(/^published: 4 entries of accords\.example\/1\n/)
    expect(out).toContain('none asked for: the ledger has no policy')
    expect(p.net.asked()).toBe(0)
    expect(published().split('\n').slice(0, 2)).toEqual(['accords.example/1', '4'])
  })

  it('publishes once all witnesses of the quorum have cosigned, and waits until then', async () => {
    await p.b.json('policy set @ledger @policy')
    p.net.answering.delete(2)
    const { out, exit } = await p.run(CHECKPOINT)
    expect(exit).toBe(1)
    expect(out).toMatch(/^waiting: 4 entries of accords\.example\/1 are signed, and not published/)
    expect(out).toContain('group all has 1 of 2 (W1; not W2)')
    expect(out).toContain('until then nothing is published')
    expect(existsSync(waiting())).toBe(true)
    expect(existsSync(p.b.at('ledger', 'public', 'checkpoint'))).toBe(false)
    p.net.answering.add(2)
    expect(await publish()).toMatchObject({
      exit: 0,
      status: 'published',
      degraded: false,
      size: 4,
      published: 4,
      quorum: { satisfied: true, time: '2026-11-22T09:00:00Z' },
      witnesses: [
        { name: 'W1', kind: 'cosigned' },
        { name: 'W2', kind: 'cosigned' },
      ],
    })
    expect(published().match(/^— /gm)).toHaveLength(3)
    expect(existsSync(waiting())).toBe(false)
  })

  it('with --degraded publishes without the quorum, in plain sight, and not as if it had one', async () => {
    await p.b.json('policy set @ledger @policy')
    p.net.answering.clear()
    expect(await publish(' --degraded')).toMatchObject({
      exit: 0,
      status: 'published',
      degraded: true,
      quorum: { satisfied: false, time: null },
      witnesses: [{ kind: 'failed' }, { kind: 'failed' }],
    })
    expect((await p.run(`${CHECKPOINT} --degraded`)).out).toMatch(/^published without its quorum/)
    const { exit, out } = await p.run('verify @ledger --policy @policy')
    expect(exit).toBe(2)
    expect(out).toContain('quorum-missing: the quorum has not cosigned: group all has 0 of 2')
  })

  it('is signed by the operator in force alone, and by the one before it during an overlap', async () => {
    expect(await refusal('checkpoint @ledger --operator @acme.key')).toMatchObject({
      code: 'refused',
      exit: 1,
    })
    await p.b.run('keygen @o2.key')
    await p.b.json('authority rotate @ledger --operator @o.key --new-operator @o2.key')
    expect((await refusal(CHECKPOINT)).message).toContain(p.b.publicKey('o2.key'))
    expect(existsSync(waiting())).toBe(false)
    const both = `checkpoint @ledger --operator @o2.key --old-operator @o.key`
    const { checkpoint } = await p.shown<PublishedShown>(both)
    expect(checkpoint.match(/^— accords\.example\/1 /gm)).toHaveLength(2)
    expect((await p.run('verify @ledger')).exit).toBe(0)
    // A policy of before the rotation still opens it.
    p.b.write('before', `log ${p.vkey}\nquorum none\n`)
    expect((await p.run('verify @ledger --policy @before')).exit).toBe(0)
  })

  it('of a ledger that is not there, or not founded, is none', async () => {
    expect((await refusal('checkpoint @nowhere --operator @o.key')).exit).toBe(2)
    expect((await refusal('checkpoint @ledger --operator @nokey')).code).toBe('key-file')
  })
})

describe('an old copy', () => {
  beforeEach(async () => {
    await p.b.json('policy set @ledger @policy')
    await publish()
    cpSync(p.b.at('ledger'), p.b.at('backup'), { recursive: true })
    await p.b.json(WITHDRAW)
    await publish()
  })

  it('whose published checkpoint is ahead of its entries signs nothing, and logs nothing', async () => {
    const entries = '/public/entries/000000000000.jsonl'
    cpSync(p.b.at('backup') + entries, p.b.at('ledger') + entries)
    const before = published()
    for (const line of [CHECKPOINT, WITHDRAW]) {
      expect(await refusal(line)).toMatchObject({ code: 'unsound', exit: 1 })
    }
    expect(published()).toBe(before)
    expect(existsSync(waiting())).toBe(false)
    const members = await refusal('members @ledger --accord call')
    expect(members.message).toContain('it covers 5 entries, and only 4 are there')
  })

  it('that was restored whole signs nothing new once a witness knows more', async () => {
    rmSync(p.b.at('ledger'), { recursive: true })
    cpSync(p.b.at('backup'), p.b.at('ledger'), { recursive: true })
    // The same head may be published again, and is no good news.
    const again = await p.run(CHECKPOINT)
    expect(again.exit).toBe(1)
    expect(again.out).toContain('next: stop: a witness has cosigned more of this log than is here')
    await p.b.json('strike @ledger --accord call --signatory acme --reason None --registrar @r.key')
    const before = published()
    for (const more of ['', ' --degraded']) {
      const error = await refusal(`${CHECKPOINT}${more}`)
      expect(error).toMatchObject({ code: 'unsound', exit: 1 })
      expect(error.message).toContain('W1 has cosigned 5 entries of this log, and here only 4')
    }
    expect(published()).toBe(before)
    expect(existsSync(waiting())).toBe(false)
  })

  it('signs nothing larger with --require-witness until a witness confirms the last size', async () => {
    await p.b.json('strike @ledger --accord call --signatory acme --reason None --registrar @r.key')
    const nobody = { fetch: () => Promise.reject(new Error('down')) }
    const line = `${CHECKPOINT} --require-witness`
    const before = published()
    const { exit, err } = await p.run(line, nobody)
    expect([exit, err]).toEqual([1, expect.stringContaining('no witness confirmed that size 5')])
    expect(published()).toBe(before)
    expect(existsSync(waiting())).toBe(false)
    expect((await p.run(line)).exit).toBe(0)
    expect(published()).not.toBe(before)
  })

  it('that was signed without its witnesses signs nothing more once they are asked', async () => {
    rmSync(p.b.at('ledger'), { recursive: true })
    cpSync(p.b.at('backup'), p.b.at('ledger'), { recursive: true })
    rmSync(p.b.at('ledger', 'state', 'policy'))
    await p.b.json('strike @ledger --accord call --signatory acme --reason None --registrar @r.key')
    await publish()
    await p.b.json('policy set @ledger @policy')
    await p.b.json(
      'signatory update @ledger --id acme --name Acmes --category company --registrar @r.key',
    )
    const error = await refusal(CHECKPOINT)
    expect(error.message).toBe(
      'the witness W1 has cosigned another history of this log, of 5 entries',
    )
    expect(existsSync(waiting())).toBe(false)
  })
})
