/** The guide for operators: its commands run, in the order in which they stand, through setting up, backup, loss, restoring, a fork and a new key. */
import {
  appendFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test, vi } from 'vitest'
import { guideRun } from './support/guide-run.ts'
import { logTomorrow } from './support/log-ahead.ts'
import { startWitness } from './support/witness-process.ts'
import type { WitnessProcess } from './support/witness-process.ts'

const GUIDE = fileURLToPath(new URL('../docs/guides/run-your-own-ledger.md', import.meta.url))

// Many processes, one after another.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 300_000 })

const { place, next, left, ran, ok, script, start, stop } = guideRun(
  GUIDE,
  'https://accords.example/1',
)
const witnesses: WitnessProcess[] = []
afterAll(async () => {
  await stop()
  for (const witness of witnesses) await witness.stop()
  place.remove()
})

test('a ledger is founded with two keys on two machines, and published under its witnesses', async () => {
  writeFileSync(place.path('call.txt'), 'We shall.\n')
  script('tell', 'cat >> told.jsonl')
  for (const begin of ['keygen operator', 'keygen registrar', 'init', 'sign', 'append']) {
    ok(next(begin))
  }
  expect(readFileSync(place.path('registrar.pub'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/)
  await startWitnesses()
  ok(next('{ printf'))
  expect(sizes('ledger')).toEqual([1, 1])
  expect(ran('accord-ledger verify ledger --policy policy').exit).toBe(0)
})

test('it is served, and a host of its own gets the checkpoint last', async () => {
  await start(next('serve'))
  ok(next('mkdir -p mirror'))
  cpSync(place.path('mirror'), place.path('mirrored', 'public'), { recursive: true })
  ok('accord-ledger tiles mirrored')
  // Once more over what is there.
  ok('cp -Rf ledger/public/tile ledger/public/entries mirror/')
})

test('accords and parties come in by files that are signed elsewhere, and what is asked for is told', async () => {
  ok(next('accord publish'))
  await sent(next('submit'))
  ok(next('keygen acme'))
  ok(next('signatory admit'))
  await sent(next('sign acme'))
  const join = next('endorse')
  const watch = next('watch')
  ok(watch)
  expect(existsSync(place.path('told.jsonl'))).toBe(false)
  await sent(join)
  ok(watch)
  const told: { readonly kinds: readonly string[] } = JSON.parse(
    readFileSync(place.path('told.jsonl'), 'utf8'),
  )
  expect(told.kinds).toEqual(['endorsed'])
  ok('accord-ledger verify-receipt acme.receipt --policy policy', 1)
  const { out } = ok(next('fsck ledger'))
  expect(`${out.split('\n')[0]}\n`).toBe(next('sound:', 'text'))
})

test('a backup that is taken while the ledger grows has no checkpoint ahead of its entries', async () => {
  await stop()
  const backup = next('set -eu')
  const between =
    'accord-ledger accord ACT ledger --id our-call --registrar registrar.key\naccord-ledger checkpoint ledger --operator operator.key'
  const copying = /^cp -p .*\n/m.exec(backup)?.[0] ?? ''
  const closed = backup.replace('done\n', `done\n${between.replace('ACT', 'close')}\n`)
  expect(closed).not.toBe(backup)
  ok(closed)
  const [first = ''] = readdirSync(place.path('backups'))
  expect(sizes(`backups/${first}`)).toEqual([5, 4])

  // The other way round, it has.
  const turned = backup
    .replace(copying, '')
    .replace('for file', `${copying}${between.replace('ACT', 'reopen')}\nfor file`)
    .replaceAll('backups/', 'turned/')
  expect(ran(turned)).toMatchObject({ exit: 1, out: expect.stringContaining('checkpoint-ahead') })

  script('backup', backup)
  renameSync(place.path('backups'), place.path('older'))
  ok('./backup')
  const [last = ''] = readdirSync(place.path('backups'))
  expect(sizes(`backups/${last}`)).toEqual([6, 6])
})

test('a ledger with a damaged entry is restored from a backup that has all that was signed', () => {
  const [evidence, fsck] = [next('cp -a'), next('fsck ledger')]
  ok('accord-ledger receipt ledger --index 5 --out last.receipt')
  damage('ledger')
  ok(evidence)
  expect(ran(fsck)).toMatchObject({ exit: 1, out: expect.stringContaining('next: stop whatever') })
  cpSync(place.path('evidence/public/checkpoint'), place.path('newest'))
  const [compare, entry] = [next('cp -R "$(ls'), next('sed -n 2p')]
  const [rebuild, replace] = [next('fsck restored'), next('rm -r')]

  // One that is older lacks what was signed. With the entry from a receipt, or the segments of another copy, it is as good.
  const elsewhere = compare.replaceAll('evidence/', 'nowhere/').replaceAll('backups/', 'older/')
  const again = elsewhere.replace(/^cp .*\n/, '')
  const lacking = { exit: 2, out: expect.stringContaining('no ledger given has the 6 entries') }
  const sources = [
    entry.replace('acme.receipt', 'last.receipt'),
    'cp -f backups/*/public/entries/* restored/public/entries/',
  ]
  for (const source of sources) {
    expect(ran(elsewhere)).toMatchObject(lacking)
    ok(source)
    ok(again)
    rmSync(place.path('restored'), { recursive: true })
  }

  for (const block of [compare, rebuild, replace]) ok(block)
  expect(sizes('ledger')).toEqual([6, 6])
  expect(ran('accord-ledger fsck ledger').exit).toBe(0)
})

test('two histories that were signed are proved', () => {
  // An old copy is signed from, without the policy that would have asked the witnesses.
  cpSync(place.path('backups', readdirSync(place.path('backups'))[0] ?? ''), place.path('other'), {
    recursive: true,
  })
  rmSync(place.path('other/state/policy'))
  ok(
    'accord-ledger signatory suspend other --id acme --registrar registrar.key; accord-ledger checkpoint other --operator operator.key',
  )
  ok(
    'accord-ledger accord close ledger --id our-call --registrar registrar.key; accord-ledger checkpoint ledger --operator operator.key; rm -r evidence; cp -a ledger evidence',
  )
  expect(ran(next('compare evidence'))).toMatchObject({
    exit: 1,
    out: expect.stringContaining('forked'),
  })
  ok(next('verify-fork'))
})

test('what the table says of a torn tail, of lost tiles and of a clock is so', async () => {
  appendFileSync(place.path('ledger/public/entries/000000000000.jsonl'), '{"event":')
  expect(ran('accord-ledger fsck ledger').exit).toBe(3)
  ok('accord-ledger checkpoint ledger --operator operator.key --require-witness')
  expect(readdirSync(place.path('ledger/torn'))).toHaveLength(1)

  rmSync(place.path('ledger/public/tile/entries'), { recursive: true })
  const lost = ran('accord-ledger fsck ledger')
  expect(lost).toMatchObject({ exit: 1, out: expect.stringContaining('fsck ledger --rebuild') })
  ok('accord-ledger fsck ledger --rebuild')

  cpSync(place.path('ledger'), place.path('ahead'), { recursive: true })
  await logTomorrow(place.path('ahead'), place.path('registrar.key'))
  const late = ran('accord-ledger checkpoint ahead --operator operator.key --json')
  expect(late).toMatchObject({ exit: 1, err: expect.stringContaining('"code":"clock"') })
  const reading = await start('accord-ledger serve ahead')
  expect((await fetch(`${reading}/checkpoint`)).status).toBe(200)
  await stop()
})

test('the operator hands over to a new key, and appoints another registrar', async () => {
  ok(next('keygen operator-2'))
  const key = ok('accord-ledger vkey operator-2.key --origin accords.example/1').out.trim()
  for (const [i, witness] of witnesses.entries()) {
    await witness.stop()
    const file = place.path(`w${i + 1}.json`)
    writeFileSync(file, readFileSync(file, 'utf8').replace('"keys":[', `"keys":["${key}",`))
    await witness.start()
  }
  ok(next('{ printf'))
  ok(next('authority rotate ledger'))
  ok('accord-ledger verify ledger --policy policy --max-age 1d')
  ok('accord-ledger verify ledger --policy policy-2 --max-age 1d')
  await start('accord-ledger serve ledger --operator operator-2.key --old-operator operator.key')
  ok('accord-ledger keygen registrar-2.key')
  ok("sed -n 's/^public //p' registrar-2.key > registrar-2.pub")
  await sent(next('authority rotate https'))
  await stop()
  expect(left()).toBe(0)
})

/** Runs lines that submit something, and waits until it is published. */
async function sent(lines: string): Promise<void> {
  ok(lines)
  await vi.waitFor(() => expect(sizes('ledger')[1]).toBe(sizes('ledger')[0]), {
    timeout: 60_000,
    interval: 100,
  })
}

/** Entries that are there, and that the published checkpoint covers. */
function sizes(ledger: string): readonly number[] {
  const entries = readFileSync(segment(ledger), 'utf8')
  const checkpoint = readFileSync(place.path(ledger, 'public/checkpoint'), 'utf8')
  return [entries.split('\n').length - 1, Number(checkpoint.split('\n')[1])]
}

const segment = (ledger: string): string => place.path(ledger, 'public/entries/000000000000.jsonl')

/** Changes a byte of a name in entry 2. */
function damage(ledger: string): void {
  const text = readFileSync(segment(ledger), 'utf8')
  expect(text).toContain('"Acme"')
  writeFileSync(segment(ledger), text.replace('"Acme"', '"Acne"'))
}

async function startWitnesses(): Promise<void> {
  const vkey = ok('accord-ledger vkey operator.key --origin accords.example/1').out.trim()
  const shown = next('witness w1', 'text').split('\n')
  for (const [i, name] of ['w1', 'w2'].entries()) {
    const witness = await startWitness(place, name, vkey)
    witnesses.push(witness)
    shown[i] = `witness ${name} ${witness.key} ${witness.url}`
  }
  writeFileSync(place.path('witnesses'), shown.join('\n'))
}
