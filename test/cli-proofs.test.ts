/** Publishing and proving with the built command: a ledger, witnesses in processes of their own, receipts, forks. */
import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { foundLedger, newFolder } from './support/cli.ts'
import type { Ran, Workplace } from './support/cli.ts'
import { startWitness } from './support/witness-process.ts'
import type { WitnessProcess } from './support/witness-process.ts'

// Many processes, one after another.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let place: Workplace
let vkey = ''
const witnesses: WitnessProcess[] = []

beforeAll(async () => {
  place = newFolder()
  foundLedger(place)
  writeFileSync(place.path('call.txt'), 'We shall.\n')
  place.ok('keygen', 'acme.key')
  run('accord publish ledger --id our-call --title Call --text call.txt --registrar registrar.key')
  run(
    'signatory admit ledger --id acme --name Acme --category company --holder acme.key --registrar registrar.key',
  )
  run('endorse ledger --accord our-call --signatory acme --key acme.key')
  vkey = run('vkey operator.key --origin accords.example/1').trim()
  const lines = [`log ${vkey}`]
  for (const name of ['w1', 'w2', 'w3']) {
    const witness = await startWitness(place, name, vkey)
    witnesses.push(witness)
    lines.push(`witness ${name} ${witness.key} ${witness.url}`)
  }
  lines.push('group two 2 w1 w2 w3', 'quorum two', '')
  writeFileSync(place.path('policy'), lines.join('\n'))
  run('policy set ledger policy')
})
afterAll(async () => {
  for (const witness of witnesses) await witness.stop()
  place.remove()
})

const words = (line: string): readonly string[] => line.split(' ')
const run = (line: string): string => place.ok(...words(line))
const tried = (line: string): Ran => place.run(words(line))
const CHECKPOINT = 'checkpoint ledger --operator operator.key'
const ENDORSE = 'endorse ledger --accord our-call --signatory acme --key acme.key'
const WITHDRAW = 'withdraw ledger --accord our-call --signatory acme --key acme.key'
const RECEIPT = 'verify-receipt acme.receipt --policy policy --max-age 1d'

describe('a ledger with three witnesses', () => {
  it('publishes under a quorum of two, one of them being down', async () => {
    await witnesses[2]?.stop()
    const { exit, out, err } = tried(CHECKPOINT)
    expect({ exit, err }).toEqual({ exit: 0, err: '' })
    expect(out).toMatch(/^published: 4 entries of accords\.example\/1\n/)
    expect(out).toMatch(/group two has 2 of 2 \(w1; w2; not w3\), as of /)
    expect(out).toMatch(/\n {2}w3 {2}failed {4}it cannot be reached: "ECONNREFUSED"\n/)
    expect(statSync(place.path('ledger', 'public', 'checkpoint')).mode & 0o777).toBe(0o640)
  })

  it('gives a receipt that is verified offline, and refused once anything in it is changed', () => {
    run('receipt ledger --index 3 --out acme.receipt')
    const { exit, out } = tried(RECEIPT)
    expect(exit).toBe(0)
    expect(out).toMatch(/^logged: entry 3 of accords\.example\/1, in the tree of size 4\n/)
    const text = readFileSync(place.path('acme.receipt'), 'utf8')
    const lines = text.split('\n')
    for (const [i, line] of lines.entries()) {
      const spoilt = lines.with(i, line === '' ? 'x' : line.replace(/[a-z0-9]/i, swapped))
      writeFileSync(place.path('acme.receipt'), spoilt.join('\n'))
      const refused = tried(RECEIPT)
      // A cosignature of a witness that the quorum can do without is of somebody unknown, if its name is changed.
      expect([i, refused.exit, refused.err]).toEqual([i, 1, ''])
      expect(refused.out).toMatch(/^acme\.receipt shows nothing\n[^]*? {2}no {2}\S[^]*\nnext: /)
    }
    writeFileSync(place.path('acme.receipt'), text)
  })

  it('verifies under the policy, and again from saved state', () => {
    const verify = 'verify ledger --policy policy --state state.saved --max-age 1h'
    expect(run(verify)).toMatch(/\n {2}state {4}everything was verified; saved in state\.saved\n/)
    run(WITHDRAW)
    expect(run(verify)).toMatch(
      /not-yet-published: entry 4 is not yet published[^]*the first 4 entries were verified before, and are the same/,
    )
    expect(statSync(place.path('state.saved')).mode & 0o777).toBe(0o600)
  })

  it('waits for its quorum where too few witnesses answer, and goes on when they do', async () => {
    await witnesses[1]?.stop()
    const { exit, out } = tried(CHECKPOINT)
    expect(exit).toBe(1)
    expect(out).toMatch(
      /^waiting: 5 entries[^]*\n {2}until then 4 entries stay published\nnext: run/,
    )
    expect(tried('receipt ledger --index 4').err).toContain('covers 4 entries')
    await witnesses[1]?.start()
    expect(run(CHECKPOINT)).toMatch(/^published: 5 entries/)
  })

  it('exports what foreign tools check, and proves that it only grew', () => {
    const envelope: { readonly payloadType: string } = JSON.parse(
      run('export ledger --index 3 --dsse'),
    )
    expect(envelope.payloadType).toBe('application/vnd.accord-ledger.event.v1+json')
    expect(run('prove ledger --from 4 --to 5')).toMatch(/^consistency of the trees of 4 and 5 /)
    expect(run('prove ledger --index 0')).toMatch(/^c2sp\.org\/tlog-proof@v1\nindex 0\n/)
  })
})

describe('an old copy of it', () => {
  beforeAll(() => {
    cpSync(place.path('ledger'), place.path('backup'), { recursive: true })
    run(ENDORSE)
    run(CHECKPOINT)
  })

  it('put back in part signs nothing, and logs nothing', () => {
    cpSync(place.path('ledger'), place.path('restored'), { recursive: true })
    rmSync(place.path('restored', 'public', 'entries'), { recursive: true })
    cpSync(place.path('backup', 'public', 'entries'), place.path('restored', 'public', 'entries'), {
      recursive: true,
    })
    for (const line of [CHECKPOINT, WITHDRAW]) {
      const { exit, out, err } = tried(line.replace(' ledger', ' restored'))
      expect({ exit, out }).toEqual({ exit: 1, out: '' })
      expect(err).toMatch(/^error: .*the log is known to have reached 6 entries\nnext: /)
    }
    expect(tried('verify restored').out).toContain('checkpoint-ahead: ')
  })

  it('put back whole signs no second history, for the witnesses know the first', () => {
    run(WITHDRAW.replace(' ledger', ' backup').replace('withdraw', 'endorse'))
    run(
      'signatory update backup --id acme --name Acmes --category company --registrar registrar.key',
    )
    const before = readFileSync(place.path('backup', 'public', 'checkpoint'))
    const { exit, out, err } = tried(CHECKPOINT.replace(' ledger', ' backup'))
    expect({ exit, out }).toEqual({ exit: 1, out: '' })
    expect(err).toMatch(
      /^error: the witness w1 has cosigned 6 entries .* here only 5 .*\nnext: noth/,
    )
    expect(readFileSync(place.path('backup', 'public', 'checkpoint'))).toEqual(before)
  })

  it('shows by comparison where the histories part; once both are signed, to anyone', () => {
    const apart = tried('compare ledger backup --out fork.proof')
    expect(apart.exit).toBe(1)
    expect(apart.out).toMatch(
      /difference: entry 5 is the first that differs: .* unsigned evidence\n/,
    )
    // The operator of the copy has no policy and asks nobody.
    rmSync(place.path('backup', 'state', 'policy'))
    run(CHECKPOINT.replace(' ledger', ' backup'))
    const signed = tried('compare ledger backup --out fork.proof')
    expect(signed.exit).toBe(1)
    expect(signed.out).toMatch(
      /\n {2}fork: the operator signed two histories: [^]*\nwrote fork\.proof\n/,
    )
    expect(tried(`verify-fork fork.proof --vkey ${vkey}`)).toMatchObject({ exit: 0, err: '' })
    expect(tried('verify-fork fork.proof --policy policy').exit).toBe(0)
    const stranger = run('vkey acme.key --origin accords.example/1').trim()
    expect(tried(`verify-fork fork.proof --vkey ${stranger}`).exit).toBe(1)
    expect(tried('verify-fork acme.receipt --policy policy').exit).toBe(1)
  })
})

it('a witness ends in peace when it is told to', async () => {
  const [witness] = witnesses
  expect(await witness?.stop()).toEqual({ exit: 0, err: '' })
})

/** Another letter or digit in the place of one. */
function swapped(character: string): string {
  const last = /[z9]/i.test(character)
  return String.fromCharCode(character.charCodeAt(0) + (last ? -1 : 1))
}
