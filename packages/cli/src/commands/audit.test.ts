import { readFileSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AuditJson } from '../audit/audit-json.ts'
import { CHECKPOINT, publishing } from '../test-support/publishing.ts'
import type { Publishing } from '../test-support/publishing.ts'
import { staticHost } from '../test-support/static-host.ts'

let p: Publishing
beforeEach(async () => {
  p = await publishing()
})
afterEach(() => p.b.remove())

const FEW = '--runs 3 --seed 5'
const audited = (args = '', place = '@ledger'): Promise<AuditJson & { readonly exit: number }> =>
  p.shown<AuditJson>(`audit ${place} ${FEW}${args}`)

describe('audit', () => {
  it('passes a sound ledger, and tells what was tried in the fields of the manual', async () => {
    const { exit, ...answer } = await audited()
    expect(exit).toBe(0)
    expect(Object.keys(answer)).toEqual([
      'verdict',
      'place',
      'verification',
      'seed',
      'runs',
      'events',
      'transitions',
      'laws',
      'attacks',
      'generated',
    ])
    expect(answer).toMatchObject({
      verdict: 'passed',
      verification: { verdict: 'sound', size: 4 },
      seed: 5,
      runs: 3,
      events: { authority: 1, accord: 1, signatory: 1, endorse: 1 },
    })
    const flip = answer.attacks.find(({ name }) => name === 'flip-byte')
    expect(flip).toMatchObject({ verdict: 'detected', cases: 3, detected: 3, path: null })
    expect(answer.laws.find(({ name }) => name === 'published-receipts')).toMatchObject({
      verdict: 'skipped',
      reason: 'needs a published checkpoint',
    })
  })

  it('has receipts accepted under the checkpoint that is published, and under a policy', async () => {
    await p.b.json('policy set @ledger @policy')
    expect((await p.run(CHECKPOINT)).exit).toBe(0)
    for (const args of ['', ' --policy @policy']) {
      const { exit, laws } = await audited(args)
      expect(exit).toBe(0)
      const law = laws.find(({ name }) => name === 'published-receipts')
      expect(law).toMatchObject({ verdict: 'holds', cases: 10 })
    }
  })

  it('tries the same at the same seed, and prints one that nobody chose', async () => {
    expect(await audited()).toEqual(await audited())
    const { out } = await p.run('audit @ledger --runs 1')
    expect(out).toMatch(/^ {2}seed {5}\d+, 1 run$/m)
  })

  it('says to people what was tried, what was not, and the verdict last', async () => {
    const { exit, out, err } = await p.run(`audit @ledger ${FEW}`)
    expect([exit, err]).toEqual([0, ''])
    expect(out).toMatch(/^ {2}truncate +log +3 +3 +known-head 3$/m)
    expect(out).toContain('  not tried: transplant-accord needs two accords')
    expect(out.trimEnd().split('\n').at(-1)).toMatch(
      /^passed: 4 entries sound, 6 laws held, \d+ attacks of \d+ kinds all detected$/,
    )
  })

  it('shows progress on a terminal, and wipes it', async () => {
    const { err } = await p.run(`audit @ledger ${FEW}`, { isTerminal: true })
    expect(err).toContain('attacking')
    expect(err.endsWith('\r')).toBe(true)
  })

  it('audits an address as it does the folder that is published there', async () => {
    await p.b.json('policy set @ledger @policy')
    expect((await p.run(CHECKPOINT)).exit).toBe(0)
    const host = await staticHost(p.b.at('ledger', 'public'))
    const { out } = await p.run(`audit ${host.url} ${FEW} --pins @pins --json`, { fetch })
    await host[Symbol.asyncDispose]()
    const there: AuditJson = JSON.parse(out)
    const { laws, attacks, verdict } = await audited()
    expect(there).toMatchObject({ laws, attacks, verdict, place: host.url })
    expect(verdict).toBe('passed')
  })

  it('fails an unsound ledger as verify does, and tries nothing', async () => {
    const file = p.b.at('ledger', 'public', 'entries', '000000000000.jsonl')
    writeFileSync(file, readFileSync(file, 'utf8').replace('"Acme"', '"Acne"'))
    const { exit, ...answer } = await audited(' --junit @out.xml')
    expect(exit).toBe(1)
    expect(answer).toMatchObject({
      verdict: 'failed',
      verification: { verdict: 'unsound', findings: [{ rule: 'signature' }, {}] },
      attacks: [],
      generated: null,
      laws: [],
    })
    expect(p.b.read('out.xml')).toContain('tests="1" failures="1"')
    const { out } = await p.run(`audit @ledger ${FEW}`)
    expect(out).toContain('unsound: ')
    expect(out).toContain('not audited')
  })

  it('could not tell where there is no ledger', async () => {
    expect(await audited('', '@nowhere')).toMatchObject({ exit: 2, verdict: 'unknown' })
  })

  it('writes JUnit in the place of what stands there', async () => {
    p.b.write('out.xml', 'what stood there')
    const { exit: passed, laws, attacks, generated } = await audited(' --junit @out.xml')
    expect(passed).toBe(0)
    const xml = p.b.read('out.xml')
    const all = 1 + laws.length + attacks.length + (generated?.laws.length ?? 0)
    expect(xml).toContain(`<testsuite name="accord-ledger audit" tests="${all}" failures="0"`)
    expect(xml).not.toContain('what stood there')
    const { exit } = await audited(' --junit @nowhere/out.xml')
    expect(exit).toBe(1)
  })

  it.each(['--runs 0', '--runs 10001', '--runs x', '--seed -1', '--seed 2147483648'])(
    'refuses %s',
    async (args) => {
      expect((await p.run(`audit @ledger ${args}`)).exit).toBe(64)
    },
  )

  it('refuses a policy that is none', async () => {
    p.b.write('no-policy', 'none\n')
    expect((await p.run(`audit @ledger ${FEW} --policy @no-policy`)).exit).toBe(1)
  })
})
