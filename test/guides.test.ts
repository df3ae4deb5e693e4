/** The guides: their commands run, in the order in which they stand, and print what stands below them. */
import { spawn, spawnSync } from 'node:child_process'
import type { SpawnSyncOptions } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RULES } from '@accord-ledger/core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { COMMAND, foundLedger, newFolder } from './support/cli.ts'
import type { Workplace } from './support/cli.ts'
import { plainOutput } from './support/plain-output.ts'
import { startWitness } from './support/witness-process.ts'
import type { WitnessProcess } from './support/witness-process.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const EXAMPLES = join(ROOT, 'examples')

// Many processes, one after another.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let place: Workplace
const witnesses: WitnessProcess[] = []

/** A ledger of four entries, of which the last is acme's, published under two witnesses. */
beforeAll(async () => {
  place = newFolder()
  foundLedger(place)
  writeFileSync(place.path('call.txt'), 'We shall.\n')
  place.ok('keygen', 'acme.key')
  for (const line of [
    'accord publish ledger --id our-call --title Call --text call.txt --registrar registrar.key',
    'signatory admit ledger --id acme --name Acme --category company --holder acme.key --registrar registrar.key',
    'endorse ledger --accord our-call --signatory acme --key acme.key',
  ]) {
    place.ok(...line.split(' '))
  }
  const vkey = place.ok('vkey', 'operator.key', '--origin', 'accords.example/1').trim()
  const lines = [`log ${vkey}`]
  for (const name of ['w1', 'w2']) {
    const witness = await startWitness(place, name, vkey)
    witnesses.push(witness)
    lines.push(`witness ${name} ${witness.key} ${witness.url}`)
  }
  writeFileSync(
    place.path('policy'),
    [...lines, 'group both all w1 w2', 'quorum both', ''].join('\n'),
  )
  place.ok('policy', 'set', 'ledger', 'policy')
  place.ok('checkpoint', 'ledger', '--operator', 'operator.key')
  mkdirSync(place.path('bin'))
  writeFileSync(
    place.path('bin', 'accord-ledger'),
    `#!/bin/sh\nexec '${process.execPath}' '${COMMAND}' "$@"\n`,
  )
  chmodSync(place.path('bin', 'accord-ledger'), 0o755)
})
afterAll(async () => {
  for (const witness of witnesses) await witness.stop()
  place.remove()
})

test('keep a receipt: every command runs, and prints what the guide shows', () => {
  const blocks = blocksOf('keep-a-receipt.md')
  let ran = 0
  for (const [i, { language, text }] of blocks.entries()) {
    if (language !== 'sh') continue
    const { out, err, exit } = sh(text)
    expect({ err, exit }).toEqual({ err: '', exit: 0 })
    const shown = blocks[i + 1]
    if (shown?.language === 'text') expect(plainOutput(out)).toBe(plainOutput(shown.text))
    ran += 1
  }
  expect(ran).toBe(3)
})

test('verify from a script: the script is the example, and prints what stands beside it', async () => {
  const script = readFileSync(join(EXAMPLES, '04-verify-a-receipt', 'verify-receipt.ts'), 'utf8')
  const region = script.split('// #region verify\n')[1]?.split('// #endregion verify')[0] ?? ''
  expect(region.split('\n').filter((line) => line !== '')).toHaveLength(10)
  expect(blocksOf('verify-from-a-script.md')[0]).toEqual({ language: 'ts', text: region })

  place.ok('receipt', 'ledger', '--index', '3', '--out', 'script.receipt')
  const text = readFileSync(place.path('script.receipt'), 'utf8')
  writeFileSync(place.path('changed.receipt'), text.replace('acme', 'acmf'))
  writeFileSync(place.path('other.policy'), 'quorum some\n')
  const good = node('script.receipt', 'policy')
  expect([good.exit, good.err]).toEqual([0, ''])
  const bad = node('changed.receipt', 'policy')
  expect([bad.exit, bad.err]).toEqual([1, ''])
  expect(node('script.receipt', 'other.policy').err).toContain('the policy is malformed at line 1')
  await expect(plainOutput(good.out + bad.out)).toMatchFileSnapshot(
    join(EXAMPLES, '04-verify-a-receipt', 'expected.txt'),
  )
})

test('verify from a script: the commands run', () => {
  place.ok('receipt', 'ledger', '--index', '3', '--out', 'shell.receipt')
  const blocks = blocksOf('verify-from-a-script.md').filter(({ language }) => language === 'sh')
  const [, commands] = blocks
  const { out, err, exit } = sh(commands?.text.replaceAll('acme.receipt', 'shell.receipt') ?? '')
  expect({ err, exit }).toEqual({ err: '', exit: 0 })
  const [receipt, log] = out.trimEnd().split('\n')
  expect(JSON.parse(receipt ?? '')).toMatchObject({ claim: 'logged', index: 3 })
  expect(JSON.parse(log ?? '')).toMatchObject({ verdict: 'sound', state: { saved: true } })
})

test('run a witness: the key is made, the configuration is one, and it runs until it is told to stop', async () => {
  const blocks = blocksOf('run-a-witness.md')
  const [keys, first, again] = blocks.filter(({ language }) => language === 'sh')
  const folder = place.path('elsewhere')
  mkdirSync(folder)
  const made = sh(keys?.text ?? '', { cwd: folder })
  expect([made.exit, made.err]).toEqual([0, ''])
  const key = made.out.trimEnd().split('\n').at(-1) ?? ''
  expect(key).toMatch(/^witness\.example\/w1\+/)
  const config = blocks.find(({ language }) => language === 'json')?.text ?? ''
  writeFileSync(join(folder, 'w1.json'), config.replace('8080', '0'))
  for (const start of [first, again]) {
    const running = spawn('sh', ['-ec', `exec ${start?.text ?? ''}`], {
      cwd: folder,
      env: withinReach(),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let out = ''
    running.stdout.on('data', (piece) => (out += String(piece)))
    await once(running.stdout, 'data')
    running.kill('SIGTERM')
    const [exit] = await once(running, 'close')
    expect(exit).toBe(0)
    expect(out).toContain(`\nverifier key ${key}\nstopped\n`)
  }
})

test('the threat model names tests that there are, and rules by their numbers', () => {
  const text = readFileSync(join(ROOT, 'docs', 'threat-model.md'), 'utf8')
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link)
  expect(links.length).toBeGreaterThan(40)
  for (const link of links)
    expect([link, existsSync(join(ROOT, 'docs', link))]).toEqual([link, true])
  const rules = [...text.matchAll(/(\d+) `([a-z-]+)`/g)]
  expect(rules.length).toBeGreaterThan(8)
  for (const [, number, name] of rules) {
    expect([name, Object.entries(RULES).find(([each]) => each === name)?.[1]]).toEqual([
      name,
      Number(number),
    ])
  }
})

interface Block {
  readonly language: string
  readonly text: string
}

interface Ended {
  readonly out: string
  readonly err: string
  readonly exit: number | null
}

/** The fenced blocks of a guide. */
function blocksOf(guide: string): readonly Block[] {
  const text = readFileSync(join(ROOT, 'docs', 'guides', guide), 'utf8')
  return [...text.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language = '', block = '']) => ({
    language,
    text: block,
  }))
}

/** Runs lines of shell in the newFolder, with the command within reach. */
function sh(lines: string, more: SpawnSyncOptions = {}): Ended {
  return ended('sh', ['-ec', lines], { ...more, env: withinReach() })
}

function withinReach(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${place.path('bin')}:${process.env['PATH'] ?? ''}` }
}

/** Runs the script of the example. */
function node(...args: readonly string[]): Ended {
  const script = join(EXAMPLES, 'dist', '04-verify-a-receipt', 'verify-receipt.js')
  return ended(process.execPath, [script, ...args])
}

function ended(command: string, args: readonly string[], more: SpawnSyncOptions = {}): Ended {
  const options = { cwd: place.folder, ...more, encoding: 'utf8' } as const
  const { stdout, stderr, status } = spawnSync(command, args, options)
  return { out: stdout, err: stderr, exit: status }
}
