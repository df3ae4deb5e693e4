/** The guide to running a witness: its commands run in their order, and what it says of them holds. */
import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { COMMAND, foundLedger, newFolder } from './support/cli.ts'
import type { Workplace } from './support/cli.ts'

const GUIDE = readFileSync(
  fileURLToPath(new URL('../docs/guides/run-a-witness.md', import.meta.url)),
  'utf8',
)
const blocks = (language: string): readonly string[] =>
  [...GUIDE.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(
    ([, block = '']) => block,
  )

let place: Workplace
const running: ChildProcess[] = []
beforeEach(() => {
  place = newFolder()
})
afterEach(async () => {
  for (const child of running.splice(0)) await stop(child)
  place.remove()
})

/** Runs a command of the guide until it has said two lines. */
async function serving(command: string): Promise<readonly [ChildProcess, string]> {
  const child = spawn(process.execPath, [COMMAND, ...command.trim().split(' ').slice(1)], {
    cwd: place.folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.push(child)
  let said = ''
  while (said.split('\n').length < 3) said += String((await once(child.stdout, 'data'))[0])
  return [child, said]
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

test('run a witness: from its key to its cosignature, and a second start', async () => {
  const [first = '', create = '', again = ''] = blocks('sh')
  foundLedger(place)
  const log = place.ok('vkey', 'operator.key', '--origin', 'accords.example/1').trim()
  const [keygen = '', vkey = ''] = first.trim().split('\n')
  place.ok(...keygen.split(' ').slice(1))
  const key = place.ok(...vkey.split(' ').slice(1)).trim()
  expect(key).toMatch(/^witness\.example\/w1\+/)
  const config = (blocks('json')[0] ?? '')
    .replace(/accords\.example\/1\+[^"]+/, log)
    .replace('8080', '0')
  writeFileSync(place.path('w1.json'), config)

  const early = spawnSync(process.execPath, [COMMAND, ...again.trim().split(' ').slice(1)], {
    cwd: place.folder,
    encoding: 'utf8',
  })
  expect(early.status).toBe(2)
  expect(early.stderr).toContain('--create')

  const [child, said] = await serving(create)
  expect(said).toContain(`verifier key ${key}\n`)
  const url = /http:\/\/[^ ,]+/.exec(said)?.[0] ?? ''
  const line = (blocks('text')[0] ?? '').trim().split(' ')
  expect(line.slice(0, 2)).toEqual(['witness', 'w1'])
  writeFileSync(place.path('policy'), `log ${log}\nwitness w1 ${key} ${url}\nquorum w1\n`)
  place.ok('policy', 'set', 'ledger', 'policy')
  place.ok('checkpoint', 'ledger', '--operator', 'operator.key')
  expect(readFileSync(place.path('ledger', 'public', 'checkpoint'), 'utf8')).toContain(
    '— witness.example/w1 ',
  )
  expect(await (await fetch(url)).text()).toContain('accords.example/1')
  await stop(child)

  const [, saidAgain] = await serving(again)
  const port = /http:\/\/[^ ,]+/.exec(saidAgain)?.[0] ?? ''
  expect(await (await fetch(port)).text()).toContain('/checkpoint">accords.example/1</a>')
})
