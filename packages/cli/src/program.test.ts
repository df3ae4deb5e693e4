import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from './program.ts'
import { fakeContext } from './test-support/context.ts'
import type { FakeOptions } from './test-support/context.ts'

/** The key of RFC 8032's first test vector. */
const SOMEBODY = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'

interface Ran {
  readonly exit: number
  readonly out: string
  readonly err: string
}

async function ran(args: readonly string[], options: FakeOptions = {}): Promise<Ran> {
  const { context, out, err } = fakeContext(options)
  const exit = await run(args, context)
  return { exit, out: out(), err: err() }
}

const ok = async (...args: readonly string[]): Promise<Ran> => {
  const result = await ran(args)
  expect(result).toMatchObject({ exit: 0, err: '' })
  return result
}

describe('the command line', () => {
  it('without a command shows the help on standard error', async () => {
    const { exit, out, err } = await ran([])
    expect({ exit, out }).toEqual({ exit: 64, out: '' })
    expect(err).toMatch(/^Usage: accord-ledger/)
  })

  it('shows the help on standard output when asked, under headings', async () => {
    const { exit, out, err } = await ran(['--help'])
    expect({ exit, err }).toEqual({ exit: 0, err: '' })
    for (const heading of ['Running a ledger:', 'Joining and leaving:', 'Checking:', 'Asking:'])
      expect(out).toContain(heading)
  })

  it('says its version', async () => {
    const manifest: { readonly version: string } = JSON.parse(
      readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
    )
    expect(await ran(['--version'])).toEqual({ exit: 0, out: `${manifest.version}\n`, err: '' })
  })

  it.each([
    [['memers', 'x'], "unknown command 'memers' (Did you mean members?)", '--help'],
    [['accord', 'publsh'], "unknown command 'publsh' (Did you mean publish?)", 'accord --help'],
    [['verify'], "missing required argument 'dir|url'", 'verify --help'],
    [['verify', 'x', 'y'], 'too many arguments', 'verify --help'],
    [['verify', 'x', '--jsno'], "unknown option '--jsno' (Did you mean --json?)", 'verify --help'],
    [['members', 'x'], "required option '--accord <id>' not specified", 'members --help'],
    [['members', 'x', '--accord', 'a', '--on', '2026-02-30'], 'expected a date', 'members --help'],
    [
      ['members', 'x', '--accord', 'a', '--size', '1', '--time', '2026-01-01T00:00:00Z'],
      "option '--size <n>' cannot be used with option '--time <time>'",
      'members --help',
    ],
    [['counts', 'x', '--accord', 'a', '--by', 'hair'], 'Allowed choices', 'counts --help'],
    [
      ['authority', 'rotate', 'x', '--operator', 'k'],
      'give --new-operator',
      'authority rotate --help',
    ],
    [['accord', 'close', 'x', '--id', 'a'], '--registrar is needed', 'accord close --help'],
    [['endorse', 'x', '--accord', 'a', '--signatory', 'b'], '--key is needed', 'endorse --help'],
  ])('%j is wrong usage', async (args, sentence, next) => {
    const { exit, out, err } = await ran(args)
    expect({ exit, out }).toEqual({ exit: 64, out: '' })
    const [error, hint] = err.split('\n')
    expect(error).toContain(sentence)
    expect(hint).toBe(`next: see accord-ledger ${next}`)
  })

  it('with --json tells even wrong usage in JSON', async () => {
    const { exit, err } = await ran(['members', 'x', '--json'])
    expect(exit).toBe(64)
    expect(JSON.parse(err)).toEqual({
      error: {
        code: 'usage',
        message: "required option '--accord <id>' not specified",
        next: 'see accord-ledger members --help',
        exit: 64,
      },
    })
  })
})

describe('commands', () => {
  let folder = ''
  const at = (name: string): string => join(folder, name)

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'accord-ledger-cli-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('keygen never prints the private key, and overwrites nothing', async () => {
    const file = at('once.key')
    const { out } = await ok('keygen', file)
    const [, , secret] = readFileSync(file, 'utf8').split('\n')
    expect(secret).toMatch(/^private [0-9a-f]{64}$/)
    expect(out).not.toContain(secret?.slice(8))
    const again = await ran(['keygen', file])
    expect(again).toMatchObject({ exit: 1, out: '' })
    expect(again.err).toContain('next: choose another file')
  })

  it('sign asks on a terminal, and signs only when told to', async () => {
    for (const key of ['o', 'r']) await ran(['keygen', at(`${key}.key`)], {})
    const event = at('founding.event')
    const operator = publicKeyIn(at('o.key'))
    await ok(
      'init',
      at('l'),
      '--origin',
      'a.example',
      '--operator',
      at('o.key'),
      '--registrar',
      SOMEBODY,
      '--offline',
      event,
    )
    const before = readFileSync(event)
    const refused = await ran(['sign', event, '--key', at('o.key')], {
      isTerminal: true,
      answer: 'no',
    })
    expect(refused.exit).toBe(1)
    expect(refused.err).toContain(`founds the log a.example, run by operator key ${operator}`)
    expect(refused.err).toContain('Sign this? [y/N]')
    expect(readFileSync(event)).toEqual(before)
    const yes = await ran(['sign', event, '--key', at('r.key')], { isTerminal: true, answer: 'Y' })
    expect(yes.exit).toBe(0)
    expect(readFileSync(event, 'utf8')).toContain(publicKeyIn(at('r.key')))
    const silent = await ran(['sign', event, '--key', at('r.key'), '--yes'], { isTerminal: true })
    expect(silent.exit).toBe(0)
    expect(silent.out).toContain('founds the log a.example')
    expect(silent.err).toBe('')
  })
})

function publicKeyIn(file: string): string {
  return /public ([0-9a-f]{64})/.exec(readFileSync(file, 'utf8'))?.[1] ?? ''
}
