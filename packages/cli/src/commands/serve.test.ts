import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fakeContext } from '../test-support/context.ts'
import { publishing } from '../test-support/publishing.ts'
import type { Publishing } from '../test-support/publishing.ts'
import { serveDir } from './serve.ts'
import type { ServeOptions } from './serve.ts'

let p: Publishing
beforeAll(async () => {
  p = await publishing()
})
afterAll(() => p.b.remove())

const operator = (): ServeOptions => ({ operator: p.b.at('o.key'), port: 0 })

/** Serves the ledger, and runs `use` while it listens at `url`. What was written to both streams. */
async function whileServing(
  options: ServeOptions,
  use: (url: string) => Promise<void>,
): Promise<{ readonly out: string; readonly err: string }> {
  const fake = fakeContext({
    untilStopped: async () => {
      for (let tries = 0; fake.out() === '' && tries < 1000; tries++) await setTimeout(10)
      await use(/http:\/\/127\.0\.0\.1:\d+/.exec(fake.out())?.[0] ?? 'nowhere')
    },
  })
  const ended = await serveDir(fake.context, p.b.at('ledger'), options)()
  if (E.isLeft(ended)) throw new Error(ended.left.message)
  return { out: fake.out(), err: fake.err() }
}

async function refusal(options: ServeOptions) {
  const { context, out } = fakeContext()
  const ended = await serveDir(context, p.b.at('ledger'), options)()
  if (E.isRight(ended)) throw new Error('it ran')
  expect(out()).toBe('')
  return ended.left
}

/** Signs that acme leaves, or comes back, and gives the event's bytes. */
async function signed(act: 'withdraw' | 'endorse', name: string): Promise<Uint8Array> {
  const { exit, err } = await p.b.run(
    `${act} @ledger --accord call --signatory acme --key @acme.key --offline @${name}`,
  )
  if (exit !== 0) throw new Error(err)
  return readFileSync(p.b.at(name))
}

const post = (url: string, body: Uint8Array): Promise<Response> =>
  fetch(`${url}/v1/events`, {
    method: 'POST',
    body: Buffer.from(body),
    headers: { 'content-type': 'application/json' },
  })

it('a ledger that is served is read, takes no events without a key, and ends when it is told to', async () => {
  const { out, err } = await whileServing({ port: 0, log: 'json' }, async (url) => {
    expect((await fetch(`${url}/v1/entries?from=0&limit=1`)).status).toBe(200)
    expect((await post(url, new Uint8Array(0))).status).toBe(405)
  })
  expect(out).toMatch(
    /^the ledger of \d+ entries is served at http:\/\/127\.0\.0\.1:\d+ for reading\n$/,
  )
  const lines = err
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  expect(lines).toMatchObject([
    { method: 'GET', path: '/v1/entries', status: 200, sender: '127.0.0.1', problem: null },
    { method: 'POST', path: '/v1/events', status: 405, problem: 'read-only' },
  ])
})

it('with the operator’s key it logs what is submitted and publishes it when it ends', async () => {
  const event = await signed('withdraw', 'e1')
  const { out } = await whileServing({ ...operator(), json: true, log: 'none' }, async (url) => {
    expect((await post(url, event)).status).toBe(201)
    expect((await post(url, event)).status).toBe(200)
  })
  const ready: { readonly size: number; readonly submissions: boolean } = JSON.parse(out)
  expect(ready.submissions).toBe(true)
  const verified = await p.b.run('verify @ledger')
  expect(verified.exit).toBe(0)
  expect(readFileSync(p.b.at('ledger/public/checkpoint'), 'utf8').split('\n')[1]).toBe(
    String(ready.size + 1),
  )
})

it('what the admission file does not let pass is refused', async () => {
  p.b.write('admit.json', '{ "events": ["withdraw"] }')
  const event = await signed('endorse', 'e2')
  await whileServing({ ...operator(), admit: p.b.at('admit.json'), log: 'none' }, async (url) => {
    const answer = await post(url, event)
    expect(answer.status).toBe(403)
    expect(await answer.text()).toContain('events of type endorse are not taken here')
  })
})

it('a key that is not the operator’s, and a ledger that is held, are found before anybody can ask', async () => {
  expect(await refusal({ operator: p.b.at('r.key'), port: 0 })).toMatchObject({ code: 'refused' })
  await whileServing({ ...operator(), log: 'none' }, async () => {
    expect(await refusal(operator())).toMatchObject({ code: 'busy', exit: 75 })
  })
})

it('a policy that is given becomes the ledger’s, and another log’s is refused', async () => {
  p.b.write('policy', `log ${p.vkey}\nquorum none\n`)
  await whileServing({ ...operator(), policy: p.b.at('policy'), log: 'none' }, () =>
    Promise.resolve(),
  )
  expect((await p.b.run('policy show @ledger')).out).toContain('quorum none')
  const other = (await p.b.run('vkey @o.key --origin other.example/1')).out.trim()
  p.b.write('policy', `log ${other}\nquorum none\n`)
  expect(await refusal({ ...operator(), policy: p.b.at('policy') })).toMatchObject({
    code: 'malformed',
  })
})

it.each([
  [{ admit: 'x' }, '--admit is for a server that logs'],
  [{ publishEvery: 5 }, '--publish-every is for a server that logs'],
  [{ operator: 'o', storeTokenFile: 't' }, '--store-token-file is for a server that does not log'],
])('options that do not go together are refused: %j', async (options, sentence) => {
  expect(await refusal(options)).toMatchObject({
    exit: 64,
    message: expect.stringContaining(sentence),
  })
})

it('a token that is too short, and a port that is taken, are named', async () => {
  p.b.write('token', 'short\n')
  expect(await refusal({ storeTokenFile: p.b.at('token'), port: 0 })).toMatchObject({
    code: 'input',
  })
  const taken = createServer()
  await new Promise<void>((resolve) => {
    taken.listen(0, '127.0.0.1', resolve)
  })
  const address = taken.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  expect(await refusal({ port })).toMatchObject({
    code: 'listen',
    message: `cannot listen at 127.0.0.1, port ${port}: somebody listens there already`,
  })
  taken.close()
})
