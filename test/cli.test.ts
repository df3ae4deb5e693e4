/** The built command in processes of its own: streams, exit codes, locks, and what it never prints. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { openFileStore } from '@accord-ledger/adapters/file'
import { entryLink } from '@accord-ledger/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COMMAND, foundLedger, newFolder } from './support/cli.ts'
import type { Workplace } from './support/cli.ts'

let place: Workplace

beforeAll(() => {
  place = newFolder()
  foundLedger(place)
  writeFileSync(place.path('call.txt'), 'We shall.\n')
  place.ok('keygen', 'acme.key')
  place.ok(
    'accord',
    'publish',
    'ledger',
    ...words('--id our-call --title'),
    'Our Call',
    ...words('--text call.txt --registrar registrar.key'),
  )
  place.ok(
    'signatory',
    'admit',
    'ledger',
    ...words(
      '--id acme --name Acme --category company --holder acme.key --registrar registrar.key',
    ),
  )
})
afterAll(() => place.remove())

const words = (line: string): readonly string[] => line.split(' ')
const ENDORSE = words('endorse ledger --accord our-call --signatory acme --key acme.key')
const WITHDRAW = words('withdraw ledger --accord our-call --signatory acme --key acme.key')

describe('the command', () => {
  it('takes a party in and out, and says who is in', () => {
    expect(place.ok(...ENDORSE)).toMatch(/^logged 3 {2}\S+ {2}acme endorses our-call/)
    expect(place.json('members', 'ledger', '--accord', 'our-call').members).toMatchObject([
      { id: 'acme', standing: 'signed', key: 'admitted' },
    ])
    const again = place.run(ENDORSE)
    expect(again).toMatchObject({ exit: 1, out: '' })
    expect(again.err).toMatch(/^error: entry 4 .*breaks rule 25, endorse-again.*\nnext: .*\n$/)
    place.ok(...WITHDRAW)
    expect(place.json('members', 'ledger', '--accord', 'our-call').members).toEqual([])
  })

  it('writes no colours and no progress into pipes, and ends with what was asked for', () => {
    const { out, err, exit } = place.run(['verify', 'ledger'])
    expect({ err, exit }).toEqual({ err: '', exit: 0 })
    expect(out).not.toContain('\u001b')
    expect(out).toMatch(/^sound: every rule holds for 5 entries of accords\.example\/1\n/)
  })

  it('is content when its reader goes away', () => {
    const { status, stdout, stderr } = spawnSync(
      'sh',
      ['-c', '"$0" "$1" log ledger --json | head -c 1', process.execPath, COMMAND],
      { cwd: place.folder, encoding: 'utf8' },
    )
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '{', stderr: '' })
  })

  it.each([
    [0, ['verify', 'ledger']],
    [2, ['verify', 'nowhere']],
    [2, ['members', 'nowhere', '--accord', 'a']],
    [64, ['verify', 'ledger', '--trust', 'me']],
    [64, []],
  ])('exits with %i after %j', (exit, args) => {
    expect(place.run(args).exit).toBe(exit)
  })

  it('finds one changed byte in a copy, and names the entry', () => {
    cpSync(place.path('ledger'), place.path('copy'), { recursive: true })
    const file = place.path('copy', 'public', 'entries', '000000000000.jsonl')
    const text = readFileSync(file, 'utf8')
    const at = text.indexOf('Acme')
    writeFileSync(file, `${text.slice(0, at)}Bcme${text.slice(at + 4)}`)
    const { exit, out } = place.run(['verify', 'copy', '--json'])
    expect(exit).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'unsound',
      size: 2,
      findings: [{ kind: 'violation', index: 2, rule: 'signature' }, {}],
    })
    expect(place.run(['members', 'copy', '--accord', 'our-call'])).toMatchObject({
      exit: 1,
      out: '',
    })
  })

  it('makes key files for their owner alone, and refuses others', () => {
    expect(statSync(place.path('acme.key')).mode & 0o777).toBe(0o600)
    copyFileSync(place.path('acme.key'), place.path('open.key'))
    spawnSync('chmod', ['644', place.path('open.key')])
    const { exit, err } = place.run([...ENDORSE.slice(0, -1), 'open.key'])
    expect(exit).toBe(1)
    expect(err).toMatch(/^error: key file open\.key: .*\nnext: /)
  })

  it('never prints or stores a private key', () => {
    const seeds = ['operator', 'registrar', 'acme'].map(
      (name) =>
        (/^private ([0-9a-f]{64})$/m.exec(readFileSync(place.path(`${name}.key`), 'utf8')) ??
          [])[1],
    )
    const printed = [ENDORSE, WITHDRAW, ['log', 'ledger', '--json'], ['keygen', 'acme.key']]
      .map((args) => place.run(args))
      .map(({ out, err }) => out + err)
    const stored = readdirSync(place.path('ledger'), { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map((each) => readFileSync(`${each.parentPath}/${each.name}`, 'utf8'))
    for (const seed of seeds) {
      expect(seed).toHaveLength(64)
      for (const text of [...printed, ...stored]) expect(text).not.toContain(seed)
    }
  })
})

describe('while another process writes', () => {
  it('writing is refused at once, and reading is not', async () => {
    const store = await openFileStore(place.path('ledger'), { link: entryLink, mode: 'write' })
    try {
      const { exit, out, err } = place.run([...ENDORSE, '--json'])
      expect({ exit, out }).toEqual({ exit: 75, out: '' })
      expect(JSON.parse(err)).toMatchObject({ error: { code: 'busy', store: 'locked', exit: 75 } })
      expect(place.run(['verify', 'ledger']).exit).toBe(0)
      place.ok(...ENDORSE, '--offline', 'meanwhile.event')
    } finally {
      await store[Symbol.asyncDispose]()
    }
    place.ok('append', 'ledger', 'meanwhile.event')
  })
})
