/** Submitting events to a server: what comes of it, and what is said where nothing does. */
import { existsSync, readFileSync } from 'node:fs'
import { serveLedger } from '@accord-ledger/adapters/http-server'
import type { LedgerServer } from '@accord-ledger/adapters/http-server'
import { askWitness } from '@accord-ledger/adapters/witness'
import { nobleVerifier, parseKeyFile } from '@accord-ledger/core'
import { nativeSigner } from '@accord-ledger/adapters/native'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WITHDRAW } from '../test-support/lines.ts'
import { NOW, published } from '../test-support/publishing.ts'
import type { Publishing } from '../test-support/publishing.ts'
import { stoppable, until } from '../test-support/stoppable.ts'

let p: Publishing
let server: LedgerServer

beforeEach(async () => {
  p = await published()
  const seed = parseKeyFile(p.b.read('o.key'))
  if (E.isLeft(seed)) throw new Error('a key file')
  const served = await serveLedger(p.b.at('ledger'), {
    clock: () => Date.parse(NOW),
    operator: {
      signers: [nativeSigner(seed.right)],
      ask: (url, request) => askWitness(p.net.fetch, url, request),
      verifier: nobleVerifier,
      publishEvery: 1,
      admit: () => null,
    },
  })()
  if (E.isLeft(served)) throw new Error(JSON.stringify(served.left))
  server = served.right
})
afterEach(async () => {
  await server.close()
  p.b.remove()
})

/** Runs a command with the network; URL stands for the server's address. */
const asked = (args: string): ReturnType<Publishing['run']> =>
  p.run(args.replace('URL', server.url), { fetch })

/** Has the party withdraw in a file, by the published log. */
async function withdrawal(file: string): Promise<void> {
  const line = `${WITHDRAW.replace('@ledger', 'URL')} --offline @${file} --pins @pins`
  expect(await asked(line)).toMatchObject({ exit: 0, err: '' })
}

describe('a signed event', () => {
  it('is logged, and its receipt kept', async () => {
    await withdrawal('w.event')
    const { exit, out, err } = await asked(
      `submit URL @w.event --receipt @w.receipt --vkey ${p.vkey} --json`,
    )
    expect({ exit, err }).toEqual({ exit: 0, err: '' })
    expect(JSON.parse(out)).toMatchObject({
      origin: 'accords.example/1',
      index: 4,
      size: 5,
      event: { type: 'withdraw', signatory: 'acme' },
      replayed: false,
      trust: 'given',
      receipt: readFileSync(p.b.at('w.receipt'), 'utf8'),
    })
    p.b.write('nobody', `log ${p.vkey}\nquorum none\n`)
    expect((await p.b.run('verify-receipt @w.receipt --policy @nobody')).exit).toBe(0)
  })

  it('is logged once, however often it is sent', async () => {
    await withdrawal('w.event')
    await asked(`submit URL @w.event --vkey ${p.vkey}`)
    const { exit, out } = await asked(`submit URL @w.event --vkey ${p.vkey}`)
    expect(exit).toBe(0)
    expect(out).toMatch(/^logged before 4 {2}/)
  })

  it('is believed by the key in the log where none is given, and that is said', async () => {
    await withdrawal('w.event')
    const { exit, out, err } = await asked('submit URL @w.event --pins @pins --json')
    expect(exit).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ trust: 'first-use' })
    expect(err).toMatch(
      /^note: the operator's key [0-9a-f]{64} of accords\.example\/1 was taken from the log itself; nobody else vouched for it\n$/,
    )
    const trust = `key:${p.b.publicKey('o.key')}`
    const again = await asked(`submit URL @w.event --pins @pins --trust ${trust} --json`)
    expect(again).toMatchObject({ exit: 0, err: '' })
    expect(JSON.parse(again.out)).toMatchObject({ trust: 'trusted', replayed: true })
  })
})

describe('nothing is logged', () => {
  it('where the receipt would have no place', async () => {
    await withdrawal('w.event')
    p.b.write('w.receipt', 'mine')
    const { exit, err } = await asked(`submit URL @w.event --receipt @w.receipt --vkey ${p.vkey}`)
    expect(exit).toBe(1)
    expect(err).toMatch(/ exists already, and nothing was sent\nnext: choose a file/)
    expect(p.b.read('w.receipt')).toBe('mine')
    expect((await asked('log URL --pins @pins --json')).out).toContain('"size":4')
  })

  it('of what another event came before', async () => {
    await withdrawal('one.event')
    const other = `${WITHDRAW.replace('@ledger', 'URL')} --reason Late --offline @two.event`
    expect((await asked(`${other} --pins @pins`)).exit).toBe(0)
    await asked(`submit URL @one.event --vkey ${p.vkey}`)
    const { exit, err } = await asked(`submit URL @two.event --vkey ${p.vkey}`)
    expect(exit).toBe(1)
    expect(err).toMatch(/^error: http\S+\/v1\/events answers 409: .*\n/)
    expect(err).toMatch(
      /\nnext: look at the log again: accord-ledger log http\S+; then make the event anew .* signed again\n$/,
    )
  })

  it('of what breaks a rule', async () => {
    await withdrawal('w.event')
    const [event = ''] = p.b.read('w.event').split('\n')
    p.b.write('bad.event', `${event.replace(/"sig":"../, '"sig":"00')}\n`)
    const { exit, err } = await asked(`submit URL @bad.event --vkey ${p.vkey} --json`)
    expect(exit).toBe(1)
    expect(JSON.parse(err)).toMatchObject({
      error: { code: 'rule', rule: 'signature', status: 422 },
    })
  })

  it.each([
    [
      'submit URL/elsewhere @w.event --vkey VKEY',
      1,
      /answers 404.*\nnext: see that http\S+ is the address/,
    ],
    [
      'submit @ledger @w.event',
      64,
      /is no http or https address\nnext: see accord-ledger submit --help/,
    ],
    ['submit URL @ledger/public/checkpoint --vkey VKEY', 1, /malformed/],
    [
      'submit URL @w.event --vkey OTHER',
      1,
      /no receipt that stands.*\nnext: it may be logged all the same/,
    ],
  ])('%s', async (line, exit, message) => {
    await withdrawal('w.event')
    const other = (await p.b.run('vkey @r.key --origin accords.example/1')).out.trim()
    const answer = await asked(line.replace('VKEY', p.vkey).replace('OTHER', other))
    expect(answer).toMatchObject({ exit, out: '' })
    expect(answer.err).toMatch(message)
  })
})

it('a server that is not there is one to come back to', async () => {
  await withdrawal('w.event')
  await server.close()
  const { exit, out, err } = await asked(`submit URL @w.event --vkey ${p.vkey}`)
  expect({ exit, out }).toEqual({ exit: 75, out: '' })
  expect(err).toMatch(
    /cannot be reached.*\nnext: nothing was logged; run the same command again later\n$/,
  )
})

describe('a server', () => {
  it('is read as a folder is', async () => {
    const there = await asked('log URL --json --pins @pins')
    expect(there).toEqual(await p.run('log @ledger --json'))
  })

  it('is followed: a watch tells what is submitted, once it is published', async () => {
    await withdrawal('w.event')
    const { untilStopped, stop } = stoppable()
    const options = { fetch, untilStopped }
    const watching = p.run(`watch ${server.url} --pins @pins --cursor @c --json`, options)
    const told = (size: number): boolean =>
      existsSync(p.b.at('c')) && p.b.read('c').includes(`"size":${size},`)
    await until(() => told(4))
    await asked(`submit URL @w.event --vkey ${p.vkey}`)
    await until(() => told(5))
    stop()
    const { exit, out } = await watching
    expect(exit).toBe(0)
    expect(out).toMatch(/^\{"kinds":\["withdrew"\].*\}\n\{"stopped":true,.*"size":5,"told":1\}\n$/)
  })
})
