/** Reading a published log from an address: what every question says of the folder, it says of a host that serves it. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Fetch } from '@accord-ledger/adapters/witness'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CHECKPOINT, published } from '../test-support/publishing.ts'
import type { Compared, Publishing } from '../test-support/publishing.ts'
import type { Shown } from '../test-support/shown.ts'
import { staticHost } from '../test-support/static-host.ts'
import type { StaticHost } from '../test-support/static-host.ts'
import { ENDORSE, WITHDRAW } from '../test-support/lines.ts'

let p: Publishing
let host: StaticHost

beforeEach(async () => {
  p = await published()
  host = await staticHost(p.b.at('ledger', 'public'))
})
afterEach(async () => {
  await host[Symbol.asyncDispose]()
  p.b.remove()
})

const asked = (args: string): ReturnType<Publishing['run']> =>
  p.run(`${args.replace('URL', host.url)} --pins @pins`, { fetch })

const QUESTIONS = [
  'log SOURCE --json',
  'members SOURCE --accord call --json',
  'members SOURCE --accord call --csv',
  'counts SOURCE --accord call --by category --json',
  'history SOURCE --signatory acme --json',
  'diff SOURCE --accord call --from size:3 --json',
  'both SOURCE --accord call --and call --json',
  'report SOURCE --from 2026-01-01 --to 2026-12-31 --json',
  'prove SOURCE --index 3 --json',
  'prove SOURCE --from 2 --to 4 --json',
  'receipt SOURCE --index 3 --json',
  'export SOURCE --index 3 --dsse',
  'verify SOURCE --policy @policy --json',
]

describe('a published log at an address', () => {
  it.each(QUESTIONS)('answers %s as its folder does', async (line) => {
    const there = await asked(line.replace('SOURCE', 'URL'))
    const here = await p.run(line.replace('SOURCE', '@ledger'))
    expect(there).toEqual(here)
    expect(there).toMatchObject({ exit: 0, err: '' })
  })
})

it('a saved state is gone on from at an address too', async () => {
  for (const resumed of [null, 4]) {
    const { out } = await asked('verify URL --state @state --json')
    expect(JSON.parse(out)).toMatchObject({ verdict: 'sound', state: { resumed, saved: true } })
  }
})

describe('what no checkpoint covers', () => {
  it('is not shown', async () => {
    await p.b.json(WITHDRAW)
    expect(JSON.parse((await asked('log URL --json')).out)).toMatchObject({ size: 4 })
    expect(JSON.parse((await asked('members URL --accord call --json')).out)).toMatchObject({
      members: [{ id: 'acme' }],
    })
  })
})

/** Publishes a fifth entry, and serves it. */
async function grown(): Promise<void> {
  await p.b.json(WITHDRAW)
  expect((await p.run(CHECKPOINT)).exit).toBe(0)
}

describe('the last checkpoint seen', () => {
  it('moves on with the log', async () => {
    expect((await asked('log URL')).exit).toBe(0)
    await grown()
    expect((await asked('log URL')).exit).toBe(0)
    expect(readdirSync(p.b.at('pins'))).toHaveLength(1)
  })

  it('is not kept of a log that is not sound', async () => {
    const bundle = p.b.at('ledger', 'public', 'tile', 'entries', '000.p', '4')
    writeFileSync(bundle, readFileSync(bundle, 'latin1').replace('Acme', 'Bcme'), 'latin1')
    expect(await asked('log URL')).toMatchObject({ exit: 1, out: '' })
    expect(readdirSync(p.b.at('pins'))).toEqual([])
  })

  it.each([
    'log URL',
    'members URL --accord call',
    'prove URL --index 1',
    'verify URL',
    'withdraw URL --accord call --signatory acme --key @acme.key --offline @never.event',
  ])('refuses a smaller tree, and says where the evidence lies: %s', async (line) => {
    cpSync(p.b.at('ledger'), p.b.at('old'), { recursive: true })
    await grown()
    expect((await asked('log URL')).exit).toBe(0)
    host.serve(p.b.at('old', 'public'))
    const { exit, out, err } = await asked(line)
    expect(exit).toBe(1)
    expect(`${out}${err}`).toMatch(
      /accords\.example\/1 has 4 entries: it had 5; the evidence lies in \S+before\.checkpoint and \S+now\.checkpoint\n/,
    )
    expect(existsSync(p.b.at('never.event'))).toBe(false)
    host.serve(p.b.at('ledger', 'public'))
    expect((await asked('log URL')).exit).toBe(0)
  })

  it.each([
    ['of the same size', false],
    ['that is larger', true],
  ])('refuses another tree %s, and writes a proof that anyone checks', async (_, larger) => {
    cpSync(p.b.at('ledger'), p.b.at('other'), { recursive: true })
    await grown()
    expect((await asked('log URL')).exit).toBe(0)
    // As the witnesses' memory would keep the operator from signing both, it forgets them.
    rmSync(p.b.at('other', 'state'), { recursive: true })
    await p.b.json('strike @other --accord call --signatory acme --reason None --registrar @r.key')
    if (larger) await p.b.json(ENDORSE.replace('@ledger', '@other') + ' --registrar @r.key')
    expect((await p.run('checkpoint @other --operator @o.key')).exit).toBe(0)
    host.serve(p.b.at('other', 'public'))
    const { exit, out, err } = await asked('log URL --json')
    expect({ exit, out }).toEqual({ exit: 1, out: '' })
    const { error }: { readonly error: { readonly kind: string; readonly evidence: string[] } } =
      JSON.parse(err)
    expect(error).toMatchObject({ code: 'unsound', kind: 'forked' })
    const proof = error.evidence.find((file) => file.endsWith('.fork-proof'))
    const checked = await p.b.run(`verify-fork ${proof ?? ''} --vkey ${p.vkey}`)
    expect(checked.out).toMatch(/^fork: the operator of accords\.example\/1 signed two histories\n/)
    const { findings }: Pick<Shown, 'findings'> = JSON.parse((await asked('verify URL --json')).out)
    expect(findings).toContainEqual(expect.objectContaining({ kind: 'forked' }))
  })

  it.each(['/checkpoint', '/tile/entries/000.p/4'])(
    'may be moved on by another command meanwhile, after %s',
    async (path) => {
      let raced = false
      const racing: Fetch = async (url, init) => {
        const answer = await fetch(url, init)
        if (!raced && url.endsWith(path)) {
          raced = true
          await grown()
          expect((await asked('log URL')).exit).toBe(0)
        }
        return answer
      }
      expect((await asked('log URL')).exit).toBe(0)
      const { exit, err } = await p.run(`log ${host.url} --pins @pins`, { fetch: racing })
      expect({ exit, err, raced }).toEqual({ exit: 0, err: '', raced: true })
    },
  )

  it('under --trust is of that founding: a stranger’s log of the same origin does not stand against it', async () => {
    for (const line of [
      'keygen @evil.key',
      'keygen @evil-r.key',
      'init @evil --origin accords.example/1 --operator @evil.key --registrar @evil-r.key',
      'checkpoint @evil --operator @evil.key',
    ])
      expect((await p.run(line)).exit).toBe(0)
    host.serve(p.b.at('evil', 'public'))
    expect((await asked('log URL')).exit).toBe(0)
    host.serve(p.b.at('ledger', 'public'))
    const { trust }: { readonly trust: { readonly key: string } } = JSON.parse(
      (await p.run('verify @ledger --json')).out,
    )
    const { key } = trust
    // Whoever vouches for no founding has seen two logs.
    expect((await asked('log URL')).exit).toBe(1)
    expect(await asked(`log URL --trust key:${key}`)).toMatchObject({ exit: 0, err: '' })
    host.serve(p.b.at('evil', 'public'))
    expect((await asked(`log URL --trust key:${key}`)).exit).toBe(1)
    host.serve(p.b.at('ledger', 'public'))
    expect((await asked(`log URL --trust key:${key}`)).exit).toBe(0)
  })

  it('lies in the folder that the environment names', async () => {
    const env = (more: object): ReturnType<Publishing['run']> =>
      p.run(`log ${host.url}`, { fetch, env: { ...more } })
    for (const [given, folder] of [
      [{ ACCORD_LEDGER_PINS: p.b.at('a'), HOME: p.b.at('h') }, p.b.at('a')],
      [{ XDG_STATE_HOME: p.b.at('b'), HOME: p.b.at('h') }, p.b.at('b', 'accord-ledger', 'pins')],
      [
        { XDG_STATE_HOME: 'not/absolute', HOME: p.b.at('c') },
        p.b.at('c/.local/state/accord-ledger/pins'),
      ],
    ] as const) {
      expect((await env(given)).exit).toBe(0)
      expect(readdirSync(folder)).toHaveLength(1)
    }
    expect(existsSync(p.b.at('h'))).toBe(false)
    const none = await env({})
    expect(none).toMatchObject({ exit: 64, out: '' })
    expect(none.err).toContain('next: give one with --pins DIR, or set ACCORD_LEDGER_PINS')
  })
})

describe('an address that is not to be relied on', () => {
  it.each([
    [
      'log URL/nothing',
      2,
      /no checkpoint was fetched: \S+: it answers 404\nnext: check the address/,
    ],
    ['log http://127.0.0.1:1', 2, /cannot be reached/],
    ['log https://me:secret@accords.example', 64, /no http or https address of a log\nnext: give/],
    ['log URL --trust key:' + 'ab'.repeat(32), 1, /not the log that is trusted/],
  ])('%s', async (line, exit, message) => {
    const answer = await asked(line)
    expect(answer).toMatchObject({ exit, out: '' })
    expect(answer.err).toMatch(message)
    expect(answer.err).not.toContain('secret')
  })

  it('with a bundle that is missing or none is told apart from a log', async () => {
    const bundle = p.b.at('ledger', 'public', 'tile', 'entries', '000.p', '4')
    writeFileSync(bundle, 'nonsense')
    expect((await asked('log URL')).err).toMatch(/tile\/entries\/000\.p\/4: expected 4 entries/)
    rmSync(bundle)
    const { exit, err } = await asked('log URL')
    expect(exit).toBe(1)
    expect(err).toMatch(/tile\/entries\/000\.p\/4: it is missing/)
  })

  it('with a checkpoint that somebody else signed is unsound', async () => {
    const file = p.b.at('ledger', 'public', 'checkpoint')
    const text = readFileSync(file, 'utf8')
    await p.b.run('keygen @stranger.key')
    cpSync(p.b.at('ledger'), p.b.at('forged'), { recursive: true })
    writeFileSync(
      p.b.at('forged', 'public', 'checkpoint'),
      text.replace(/ ([\w+/=]{8})/, ' AAAAAAAA'),
    )
    host.serve(p.b.at('forged', 'public'))
    const { exit, err } = await asked('log URL')
    expect(exit).toBe(1)
    expect(err).toContain("the published checkpoint is not this log's")
    expect(readdirSync(p.b.at('pins'))).toEqual([])
  })
})

describe('events for a log at an address', () => {
  it('are written to a file, and not logged', async () => {
    const line = WITHDRAW.replace('@ledger', 'URL')
    const { exit, err } = await asked(line)
    expect(exit).toBe(64)
    expect(err).toMatch(
      /^error: "http\S+ is an address, and nothing is logged there from here\nnext: write the event with --offline FILE, and send it with: accord-ledger submit http\S+ FILE\n$/,
    )
    const written = await asked(`${line} --offline @w.event`)
    expect(written.out).toContain(`next: accord-ledger submit ${host.url} `)
    await p.b.json('append @ledger @w.event')
  })
})

describe('compare', () => {
  it('reads the entries at an address', async () => {
    const { exit, out } = await p.run(`compare @ledger ${host.url} --json`, { fetch })
    expect(exit).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      inputs: [
        { kind: 'ledger', size: 4 },
        { name: host.url, kind: 'ledger', size: 4 },
      ],
    })
    cpSync(p.b.at('ledger'), p.b.at('other'), { recursive: true })
    rmSync(p.b.at('other', 'public', 'checkpoint'))
    rmSync(p.b.at('other', 'state'), { recursive: true })
    const lines = p.b.at('other', 'public', 'entries', '000000000000.jsonl')
    writeFileSync(lines, readFileSync(lines, 'utf8').split('\n').slice(0, 3).join('\n') + '\n')
    await p.b.json(`${ENDORSE.replace('@ledger', '@other')} --effective 2026-11-01`)
    const differ = await p.run(`compare @other ${host.url} --json`, { fetch })
    expect(differ.exit).toBe(1)
    const compared: Compared = JSON.parse(differ.out)
    expect(compared.findings).toContainEqual(
      expect.objectContaining({ kind: 'difference', index: 3 }),
    )
  })

  it('makes do with a checkpoint where no entries are published', async () => {
    rmSync(p.b.at('ledger', 'public', 'tile'), { recursive: true })
    const { exit, out, err } = await p.run(`compare @ledger ${host.url} --json`, { fetch })
    expect(exit).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ inputs: [{}, { kind: 'checkpoint', size: 4 }] })
    expect(err).toMatch(/^note: \S+ has a checkpoint and no entries: only that is compared\n$/)
  })
})
