import { appendFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { decodeEntry, encodeCanonical } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bench, founded } from '../test-support/bench.ts'
import type { Bench } from '../test-support/bench.ts'
import type { Shown } from '../test-support/shown.ts'

let b: Bench
let file: string

beforeEach(async () => {
  b = bench()
  await founded(b, 'acme')
  b.write('call.txt', 'We shall.\n')
  await b.json('accord publish @ledger --id call --title Call --text @call.txt --registrar @r.key')
  await b.json(
    'signatory admit @ledger --id acme --name Acme --category company --holder @acme.key --registrar @r.key',
  )
  await b.json('endorse @ledger --accord call --signatory acme --key @acme.key')
  file = b.at('ledger', 'public', 'entries', '000000000000.jsonl')
})
afterEach(() => b.remove())

interface Verified extends Pick<Shown, 'verdict' | 'size' | 'findings'> {
  readonly exit: number
}

async function verified(args = 'verify @ledger'): Promise<Verified> {
  const { exit, out, err } = await b.run(`${args} --json`)
  expect(err).toBe('')
  const shown: Shown = JSON.parse(out)
  return { exit, ...shown }
}

const lines = (): readonly string[] => readFileSync(file, 'utf8').split('\n').slice(0, -1)
const rewrite = (next: readonly string[]): void =>
  writeFileSync(file, next.map((line) => `${line}\n`).join(''))

describe('a sound log', () => {
  it('is told in the fields of the manual, and that nobody vouched for its founding', async () => {
    const { exit, ...answer } = await verified()
    expect(exit).toBe(0)
    const key = b.publicKey('o.key')
    expect(Object.keys(answer)).toEqual([
      'verdict',
      'size',
      'root',
      'head',
      'origin',
      'trust',
      'verifier',
      'findings',
    ])
    expect(answer).toMatchObject({
      verdict: 'sound',
      size: 4,
      origin: 'accords.example/1',
      trust: { kind: 'first-use', key },
      findings: [
        {
          kind: 'trusted-on-first-use',
          index: 0,
          message: `the founding key ${key} was taken from the log itself; nobody else vouched for it`,
        },
      ],
    })
    expect((await b.run('verify @ledger')).out).toContain('was taken from the log itself')
  })

  it('is trusted by the key or the entry that founded it', async () => {
    const { entry } = (await b.json('verify @ledger')).trust
    for (const trust of [`key:${b.publicKey('o.key')}`, `entry:${entry}`]) {
      expect(await verified(`verify @ledger --trust ${trust}`)).toMatchObject({
        exit: 0,
        verdict: 'sound',
        trust: { kind: trust.split(':')[0] },
        findings: [],
      })
    }
  })

  it('is another one where somebody else founded it', async () => {
    for (const trust of [`key:${b.publicKey('r.key')}`, `entry:${'0'.repeat(64)}`]) {
      const { exit, verdict, findings } = await verified(`verify @ledger --trust ${trust}`)
      expect({ exit, verdict }).toEqual({ exit: 1, verdict: 'unsound' })
      expect(findings).toMatchObject([
        { kind: 'untrusted', index: 0, expected: trust.split(':')[1] },
      ])
    }
  })

  it('may have a torn tail, which is told and read around', async () => {
    appendFileSync(file, '{"event":{"acc')
    expect(await verified()).toMatchObject({
      exit: 0,
      verdict: 'sound',
      size: 4,
      findings: [{ kind: 'trusted-on-first-use' }, { kind: 'torn-tail', index: 4 }],
    })
    expect((await b.json('members @ledger --accord call')).members).toHaveLength(1)
    const { exit, err } = await b.run(
      'withdraw @ledger --accord call --signatory acme --key @acme.key',
    )
    expect(exit).toBe(0)
    expect(err).toMatch(
      /^note: 14 bytes of an interrupted append were cut off behind entry 3; a copy/,
    )
    expect(await verified()).toMatchObject({
      size: 5,
      findings: [{ kind: 'trusted-on-first-use' }],
    })
  })

  it('may say that its roles are not separated', async () => {
    await b.json('init @one --origin one --operator @o.key --registrar @o.key')
    const { verdict, findings } = await verified('verify @one')
    expect([verdict, findings.map(({ kind }) => kind)]).toEqual([
      'sound',
      ['trusted-on-first-use', 'roles-not-separated'],
    ])
  })
})

describe('an unsound log', () => {
  it.each([
    [
      'a changed byte',
      3,
      'signature',
      () =>
        rewrite(
          lines().map((line) =>
            line.replace(
              '"accord":"call","effective":"2026-11-22","log":"accords.example/1","previous":null,"seen"',
              '"accord":"call","effective":"2026-11-21","log":"accords.example/1","previous":null,"seen"',
            ),
          ),
        ),
    ],
    ['a missing entry', 1, 'index', () => rewrite(lines().filter((_, i) => i !== 1))],
    [
      'two entries changed about',
      1,
      'index',
      () => rewrite([0, 2, 1, 3].map((i) => lines()[i] ?? '')),
    ],
    ['an entry twice', 2, 'index', () => rewrite([0, 1, 1, 2, 3].map((i) => lines()[i] ?? ''))],
    [
      'a space',
      2,
      'canonical',
      () => rewrite(lines().map((line, i) => (i === 2 ? line.replace(':', ': ') : line))),
    ],
    ['an empty line', 1, 'json', () => rewrite([lines()[0] ?? '', '', ...lines().slice(1)])],
  ])('by %s is named at entry %i, by the rule %s', async (_, index, rule, tamper) => {
    chmodSync(file, 0o640)
    tamper()
    const { exit, verdict, size, findings } = await verified()
    expect({ exit, verdict, size }).toEqual({ exit: 1, verdict: 'unsound', size: index })
    expect(findings[0]).toMatchObject({ kind: 'violation', index, rule })
    expect(Object.keys(findings[0] ?? {})).toEqual([
      'kind',
      'index',
      'rule',
      'expected',
      'found',
      'message',
    ])
    const text = await b.run('verify @ledger')
    expect(text.out).toContain(`entry ${index}`)
    for (const args of [
      'members @ledger --accord call',
      'log @ledger',
      'history @ledger --signatory acme',
    ]) {
      expect(await b.failure(args)).toMatchObject({ code: 'unsound', exit: 1, index })
    }
    const written = await b.failure(
      'withdraw @ledger --accord call --signatory acme --key @acme.key',
    )
    expect(written).toMatchObject({ code: 'unsound', exit: 1 })
  })

  it('cut at the end of a line is the log of before', async () => {
    rewrite(lines().slice(0, 3))
    expect(await verified()).toMatchObject({ exit: 0, size: 3 })
  })
})

describe('what cannot be told', () => {
  it.each([
    ['no directory', 'unavailable', () => undefined],
    ['an empty directory', 'unavailable', () => mkdirSync(b.at('other'))],
    ['a file', 'unsupported', () => void b.write('other', 'x')],
    [
      'a ledger without entries',
      'empty',
      () => void mkdirSync(b.at('other/public/entries'), { recursive: true }),
    ],
  ])('is %s', async (_, kind, make) => {
    make()
    expect(await verified('verify @other')).toEqual({
      exit: 2,
      verdict: 'unknown',
      size: 0,
      root: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      head: '0'.repeat(64),
      origin: null,
      trust: { kind: 'first-use', key: null, entry: null },
      verifier: 'native',
      findings: [{ kind, message: expect.any(String) }],
    })
    expect(await b.failure('log @other')).toMatchObject({ code: 'unknown', exit: 2 })
  })

  it('is an entry of a later version', async () => {
    const last = decodeEntry(new TextEncoder().encode(lines()[3]), 3)
    if (E.isLeft(last)) throw new Error('the last entry decodes')
    const { entry, hash } = last.right
    const later = { ...entry, index: 4, prev: hash, event: { ...entry.event, type: 'snapshot' } }
    rewrite([...lines(), new TextDecoder().decode(encodeCanonical(later))])
    expect(await verified()).toMatchObject({
      exit: 2,
      verdict: 'unknown',
      size: 4,
      findings: [{ kind: 'unrecognised', index: 4 }, { kind: 'trusted-on-first-use' }],
    })
    expect(await b.failure('members @ledger --accord call')).toMatchObject({
      code: 'unknown',
      exit: 2,
    })
    const write = 'withdraw @ledger --accord call --signatory acme --key @acme.key'
    expect(await b.failure(write)).toMatchObject({ code: 'unknown', exit: 2 })
  })
})
