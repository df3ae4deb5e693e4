/** A watch that goes on: what it tells, what it survives, and how it ends. */
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WITHDRAW } from '../test-support/lines.ts'
import { CHECKPOINT, published } from '../test-support/publishing.ts'
import type { Publishing } from '../test-support/publishing.ts'
import { staticHost } from '../test-support/static-host.ts'
import { stoppable, until } from '../test-support/stoppable.ts'

let p: Publishing

beforeEach(async () => {
  p = await published()
})
afterEach(() => p.b.remove())

/** Runs a watch that goes on until `stop` is called. */
function running(
  args: string,
  options: object = {},
): { readonly ended: ReturnType<Publishing['run']>; readonly stop: () => void } {
  const { untilStopped, stop } = stoppable()
  return { ended: p.run(`watch ${args} --interval 1`, { ...options, untilStopped }), stop }
}

describe('a watch that goes on', () => {
  it('tells what comes, runs a command again until it succeeds, and ends with 0', async () => {
    const cursor = p.b.at('c')
    const script = `read_x;_echo_x_>>_${p.b.at('runs')};_test_-e_${p.b.at('ready')}`
    const { ended, stop } = running(`@ledger --cursor @c --exec ${script}`)
    await until(() => existsSync(cursor))
    await p.b.json(WITHDRAW)
    await until(() => existsSync(p.b.at('runs')))
    expect(p.b.read('c')).toContain('"size":4')
    p.b.write('ready', '')
    await until(() => p.b.read('c').includes('"size":5'))
    stop()
    const { exit, out, err } = await ended
    expect(exit).toBe(0)
    expect(out).toMatch(/^4 {2}.*acme withdraws .*\[withdrew\]\nstopped at 5 entries/)
    expect(err).toMatch(
      /^watching accords\.example\/1: 4 entries verified; telling from entry 4 on\n/,
    )
    expect(err).toContain(
      'note: the command failed for entry 4: it exits with 1; it is run again in 1 s\n',
    )
  })

  it('ends with 1 when entries are gone, and the command hears of it', async () => {
    const heard = p.b.at('heard')
    const { ended } = running(`@ledger --cursor @c --exec cat_>>_${heard}`)
    await until(() => existsSync(p.b.at('c')))
    await p.b.json(WITHDRAW)
    await until(() => p.b.read('c').includes('"size":5'))
    const file = p.b.at('ledger', 'public', 'entries', '000000000000.jsonl')
    writeFileSync(file, `${readFileSync(file, 'utf8').split('\n').slice(0, 4).join('\n')}\n`)
    const { exit, err } = await ended
    expect(exit).toBe(1)
    expect(err).toMatch(/\nerror: .*\nnext: .*\n$/)
    expect(readFileSync(heard, 'utf8')).toContain('"kinds":["unsound"]')
  })

  it('ends with 1 when another history has taken its place', async () => {
    cpSync(p.b.at('ledger'), p.b.at('other'), { recursive: true })
    await p.b.json('strike @other --accord call --signatory acme --reason None --registrar @r.key')
    const { ended } = running('@ledger --cursor @c')
    await until(() => existsSync(p.b.at('c')))
    await p.b.json(WITHDRAW)
    await until(() => p.b.read('c').includes('"size":5'))
    const file = ['public', 'entries', '000000000000.jsonl']
    cpSync(p.b.at('other', ...file), p.b.at('ledger', ...file))
    const { exit, out } = await ended
    expect(exit).toBe(1)
    expect(out).toMatch(/\[unsound\]\n$/)
  })

  it('follows an address, survives its silence, and ends with evidence when it rolls back', async () => {
    cpSync(p.b.at('ledger'), p.b.at('old'), { recursive: true })
    const host = await staticHost(p.b.at('ledger', 'public'))
    try {
      const { ended } = running(`${host.url} --pins @pins --cursor @c`, { fetch })
      await until(() => existsSync(p.b.at('c')))
      host.serve(p.b.at('nowhere'))
      await until(() => host.asked.length > 12)
      await p.b.json(WITHDRAW)
      expect((await p.run(CHECKPOINT)).exit).toBe(0)
      host.serve(p.b.at('ledger', 'public'))
      await until(() => p.b.read('c').includes('"size":5'))
      host.serve(p.b.at('old', 'public'))
      const { exit, out, err } = await ended
      expect(exit).toBe(1)
      expect(out).toMatch(
        /^4 {2}.*acme withdraws .*\[withdrew\]\n.*it had 5; the evidence lies in .*\[unsound\]\n$/,
      )
      expect(err).toMatch(
        /\nnote: no checkpoint was fetched: .* answers 404; it is looked at again\n/,
      )
      expect(err).toMatch(
        /\nerror: .*the evidence lies in \S+before\.checkpoint and \S+now\.checkpoint\nnext: it may be an old copy/,
      )
    } finally {
      await host[Symbol.asyncDispose]()
    }
  })

  it.each([
    ['@nowhere', 2],
    ['http://127.0.0.1:1 --pins @pins', 2],
    ['@ledger --signatory NO', 64],
    [`@ledger --trust key:${'ab'.repeat(32)}`, 1],
  ])('does not begin with %s', async (args, exit) => {
    const answer = await p.run(`watch ${args}`, { fetch })
    expect(answer.exit).toBe(exit)
    expect(answer.err).toMatch(/^error: .*\nnext: .*\n$/)
  })
})
