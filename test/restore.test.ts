/** An old copy of a ledger, restored in its place: what keeps its operator from signing a second history, and what does not. */
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { foundLedger, newFolder } from './support/cli.ts'
import type { Workplace } from './support/cli.ts'
import { startServer } from './support/serve-process.ts'
import { startWitness } from './support/witness-process.ts'
import type { WitnessProcess } from './support/witness-process.ts'

// Many processes, one after another.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

let place: Workplace
let witness: WitnessProcess

const SIGN = ['checkpoint', 'restored', '--operator', 'operator.key'] as const

/** A backup at size 1, and the ledger that went on to size 2; both sizes were published under a witness. */
beforeAll(async () => {
  place = newFolder()
  foundLedger(place)
  writeFileSync(place.path('call.txt'), 'We shall.\n')
  const vkey = place.ok('vkey', 'operator.key', '--origin', 'accords.example/1').trim()
  witness = await startWitness(place, 'w1', vkey)
  const lines = [`log ${vkey}`, `witness w1 ${witness.key} ${witness.url}`, 'quorum w1', '']
  writeFileSync(place.path('policy'), lines.join('\n'))
  place.ok('policy', 'set', 'ledger', 'policy')
  place.ok('checkpoint', 'ledger', '--operator', 'operator.key')
  cpSync(place.path('ledger'), place.path('backup'), { recursive: true })
  publishAccord('ledger', 'our-call')
  place.ok('checkpoint', 'ledger', '--operator', 'operator.key')
})
afterAll(async () => {
  await witness.stop()
  place.remove()
})
afterEach(() => rmSync(place.path('restored'), { recursive: true, force: true }))

function restore(): void {
  cpSync(place.path('backup'), place.path('restored'), { recursive: true })
}

function publishAccord(ledger: string, id: string): void {
  const line = `accord publish ${ledger} --id ${id} --title Call --text call.txt --registrar registrar.key`
  place.ok(...line.split(' '))
}

/** The size that is published, and that which is signed and waits. */
function signed(): readonly (number | null)[] {
  return ['public/checkpoint', 'state/checkpoint'].map((name) => {
    const path = place.path('restored', name)
    return existsSync(path) ? Number(readFileSync(path, 'utf8').split('\n')[1]) : null
  })
}

const entries = (): string =>
  readFileSync(place.path('restored/public/entries/000000000000.jsonl'), 'utf8')

/** That nothing was signed by these commands, and that each ended with code 1 and said `why`. */
function refused(why: string, ...commands: readonly (readonly string[])[]): void {
  for (const command of commands) {
    const { exit, out, err } = place.run(command)
    expect([command, exit, out + err]).toEqual([command, 1, expect.stringContaining(why)])
  }
  expect(signed()).toEqual([1, null])
}

describe('an old copy in the place of its ledger', () => {
  it('is told by a checkpoint from elsewhere', () => {
    restore()
    const newest = place.path('ledger/public/checkpoint')
    refused('[rolled-back]', ['fsck', 'restored', '--checkpoint', newest])
    expect(place.run(['fsck', 'restored']).exit).toBe(0)
  })

  for (const name of ['public/checkpoint', 'state/checkpoint']) {
    it(`with the newest checkpoint put beside it as ${name} takes no entry and signs nothing`, () => {
      restore()
      cpSync(place.path('ledger/public/checkpoint'), place.path('restored', name))
      const [before, sizes] = [entries(), signed()]
      const line = 'accord close restored --id our-call --registrar registrar.key'
      const serve = ['serve', 'restored', '--operator', 'operator.key', '--port', '0']
      for (const command of [line.split(' '), SIGN, serve]) {
        const { exit, err } = place.run(command)
        expect([command, exit, err]).toEqual([command, 1, expect.stringContaining('2 entries')])
      }
      expect([entries(), signed()]).toEqual([before, sizes])
    })
  }

  it('signs nothing where a witness remembers more, by a command or a server', async () => {
    restore()
    refused('a witness has cosigned more of this log than is here', SIGN)
    const server = await startServer(place, 'restored', '--operator', 'operator.key')
    try {
      await vi.waitFor(
        async () => {
          const health = await fetch(`${server.url}/v1/health`)
          expect([health.status, await health.json()]).toEqual([503, { status: 'dead' }])
        },
        { timeout: 60_000, interval: 50 },
      )
    } finally {
      expect((await server.stop()).err).toContain('the witness w1 knows another history')
    }
    publishAccord('restored', 'another-call')
    const serve = ['serve', 'restored', '--operator', 'operator.key', '--port', '0']
    refused('the witness w1 has cosigned 2 entries of this log, and here only 1', SIGN, serve)
  })

  it('with no witness in reach signs nothing with --require-witness; without it, a fork that compare proves', async () => {
    restore()
    publishAccord('restored', 'another-call')
    await witness.stop()
    const serve = ['serve', 'restored', '--operator', 'operator.key', '--port', '0']
    const required = [SIGN, serve].map((command) => [...command, '--require-witness'])
    refused('no witness confirmed that size 1 is the last one signed', ...required)

    expect(place.run(SIGN).exit).toBe(1)
    expect(signed()).toEqual([1, 2])
    const sides = ['ledger', 'restored/state/checkpoint']
    const found = place.run(['compare', ...sides, '--out', 'fork.proof'])
    expect([found.exit, found.out]).toEqual([1, expect.stringContaining('forked')])
    const vkey = place.ok('vkey', 'operator.key', '--origin', 'accords.example/1').trim()
    expect(place.ok('verify-fork', 'fork.proof', '--vkey', vkey)).toContain('fork')

    // What was signed, though nobody saw it, stays refused for ever.
    await witness.start()
    const again = place.run(SIGN)
    expect([again.exit, again.out]).toEqual([1, expect.stringContaining('or another history')])
    expect(signed()).toEqual([1, 2])
  })
})
