import { existsSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { fakeContext } from '../test-support/context.ts'
import { CHECKPOINT, publishing } from '../test-support/publishing.ts'
import type { Publishing } from '../test-support/publishing.ts'
import { serve } from './witness.ts'

let p: Publishing
let vkey = ''
beforeAll(async () => {
  p = await publishing()
  await p.b.run('keygen @w.key')
  vkey = (await p.b.run('vkey @w.key --origin witness.example/w --witness')).out.trim()
})
beforeEach(() => {
  rmSync(p.b.at('w.state'), { recursive: true, force: true })
  configure({})
})
afterAll(() => p.b.remove())

function configure(more: object): void {
  p.b.write('w.json', {
    name: 'witness.example/w',
    keyFile: 'w.key',
    listen: { host: '127.0.0.1', port: 0 },
    state: 'w.state',
    logs: [{ origin: 'accords.example/1', keys: [p.vkey] }],
    ...more,
  })
}

/** Runs the witness, and `use` while it listens at `url`. */
async function whileServing(
  use: (url: string) => Promise<void>,
  options: { readonly create?: boolean; readonly json?: boolean } = { create: true },
): Promise<string> {
  const fake = fakeContext({
    untilStopped: async () => {
      for (let tries = 0; fake.out() === '' && tries < 1000; tries++) await setTimeout(10)
      await use(/http:\/\/127\.0\.0\.1:\d+/.exec(fake.out())?.[0] ?? 'nowhere')
    },
  })
  const ended = await serve(fake.context, p.b.at('w.json'), options)()
  if (E.isLeft(ended)) throw new Error(ended.left.message)
  expect(fake.err()).toBe('')
  return fake.out()
}

async function refusal(options: { readonly create?: boolean } = { create: true }) {
  const { context, out } = fakeContext()
  const ended = await serve(context, p.b.at('w.json'), options)()
  if (E.isRight(ended)) throw new Error('it ran')
  expect(out()).toBe('')
  return ended.left
}

it('a witness cosigns what the operator publishes, shows it, and ends when it is told to', async () => {
  const out = await whileServing(async (url) => {
    p.b.write('policy', `log ${p.vkey}\nwitness W ${vkey} ${url}\nquorum W\n`)
    await p.b.json('policy set @ledger @policy')
    expect(await p.shown(CHECKPOINT, { fetch })).toMatchObject({
      status: 'published',
      witnesses: [{ name: 'W', kind: 'cosigned' }],
    })
    const page = await (await fetch(url)).text()
    expect(page).toContain('accords.example/1')
  })
  expect(out).toMatch(/^witness witness\.example\/w listens at \S+, for 1 log\nverifier key /)
  expect(out).toContain(`\nverifier key ${vkey}\n`)
  const [url = ''] = /http:\S+(?=,)/.exec(out) ?? []
  await expect(fetch(url)).rejects.toThrow()
  // It remembers, and needs no --create any more.
  await whileServing(async (again) => {
    expect(await (await fetch(again)).text()).toContain('accords.example/1')
  }, {})
})

it('with --json it says in one line where it listens', async () => {
  const out = await whileServing(async () => undefined, { create: true, json: true })
  expect(JSON.parse(out)).toMatchObject({
    url: expect.stringMatching(/^http:/),
    key: vkey,
    name: 'witness.example/w',
    origins: ['accords.example/1'],
  })
})

it('a state that is missing is not made unasked', async () => {
  expect(await refusal({})).toMatchObject({
    code: 'store',
    exit: 2,
    next: expect.stringContaining('give --create'),
  })
  expect(existsSync(p.b.at('w.state'))).toBe(false)
})

it('two never share a state', async () => {
  await whileServing(async () => {
    expect(await refusal()).toMatchObject({ code: 'busy', exit: 75 })
  })
})

it('a port that is taken is named', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => {
    taken.listen(0, '127.0.0.1', resolve)
  })
  const address = taken.address()
  const port = typeof address === 'object' ? address?.port : 0
  configure({ listen: { host: '127.0.0.1', port } })
  expect(await refusal()).toMatchObject({
    code: 'listen',
    message: `cannot listen at 127.0.0.1, port ${port}: somebody listens there already`,
  })
  taken.close()
})

it.each([
  ['a key that is not there', { keyFile: 'nokey' }, 'key-file', 'nokey'],
  ["the log's own key", { keyFile: 'o.key' }, 'store', 'a key of its own'],
  ['a name that is none', { name: 'a b' }, 'malformed', 'name'],
  ['a log without a key', { logs: [{ origin: 'a', keys: [] }] }, 'malformed', 'logs.0.keys'],
  ['a member that is unknown', { quorum: 1 }, 'malformed', 'quorum'],
])('%s is refused', async (_, more, code, named) => {
  configure(more)
  const error = await refusal()
  expect(error.code).toBe(code)
  expect(error.message).toContain(named)
})

it('a configuration that is not there is said to be so', async () => {
  const { exit, err } = await p.b.run('witness serve @nowhere')
  expect(exit).toBe(2)
  expect(err).toMatch(/^error: there is no file \S+nowhere\nnext: /)
})
