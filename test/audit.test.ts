/** Audits of real registers' ledgers by the command: every law holds, every attack is detected, and everything was tried. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { attacks, TRANSITIONS } from '@accord-ledger/audit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { foundLedger, newFolder } from './support/cli.ts'
import type { Workplace } from './support/cli.ts'

const DATA = fileURLToPath(new URL('data', import.meta.url))
const CORPUS = process.env['ACCORD_LEDGER_CORPUS'] ?? ''
const TREATIES = join(CORPUS, 'data', 'env-treaties.json')

const ALL_TYPES = [
  'accord',
  'attest',
  'authority',
  'endorse',
  'rotate',
  'signatory',
  'strike',
  'withdraw',
]

/** As far as these tests look into it. */
interface Audited {
  readonly verdict: string
  readonly verification: { readonly size: number }
  readonly events: Readonly<Record<string, number>>
  readonly laws: readonly {
    readonly name: string
    readonly verdict: string
    readonly cases: number
  }[]
  readonly attacks: readonly {
    readonly name: string
    readonly verdict: string
    readonly cases: number
    readonly detected: number
    readonly by: Readonly<Record<string, number>>
  }[]
  readonly generated: {
    readonly laws: readonly { readonly name: string; readonly verdict: string }[]
    readonly statistics: {
      readonly histories: number
      readonly types: Readonly<Record<string, number>>
      readonly transitions: Readonly<Record<string, number>>
    }
  }
}

/** A register's ledger, which is imported, and published without witnesses. */
function auditsOf(register: string, runs: number, notOffered: readonly string[]): void {
  let place: Workplace
  beforeAll(() => {
    place = newFolder()
    foundLedger(place)
    place.ok('import', 'ledger', '--register', register, '--registrar', 'registrar.key')
    place.ok('checkpoint', 'ledger', '--operator', 'operator.key')
  }, 600_000)
  afterAll(() => place.remove())

  it('every law holds, every attack is detected, and what was not tried has no place in it', () => {
    const options = `--seed 20261122 --runs ${runs} --junit audit.xml --json`
    const { exit, out } = place.run(['audit', 'ledger', ...options.split(' ')])
    const audited: Audited = JSON.parse(out)
    tell(audited)
    expect(audited.laws.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
    expect(audited.laws.filter(({ cases }) => cases === 0)).toEqual([])
    const missed = audited.attacks.filter(
      ({ verdict }) => verdict !== 'detected' && verdict !== 'not offered',
    )
    expect(missed).toEqual([])
    expect([exit, audited.verdict]).toEqual([0, 'passed'])

    // All of the catalogue was there, and each attack had all of its cases, but for those named.
    expect(audited.attacks.map(({ name }) => name)).toEqual(attacks.map(({ name }) => name))
    const tried = audited.attacks.filter(({ name }) => !notOffered.includes(name))
    expect(tried.filter(({ detected }) => detected !== runs)).toEqual([])
    const without = audited.attacks.filter(({ verdict }) => verdict === 'not offered')
    expect(without.map(({ name }) => name)).toEqual(notOffered)

    // The log has what an import makes.
    const types = ['accord', 'attest', 'authority', 'signatory']
    expect(Object.keys(audited.events)).toEqual(types)
    const sum = Object.values(audited.events).reduce((total, count) => total + count, 0)
    expect(audited.verification.size).toBe(sum)
    const xml = readFileSync(place.path('audit.xml'), 'utf8')
    // The laws of the software were tried on histories that have everything a history can have.
    const { generated } = audited
    expect(generated.laws.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
    expect(Object.keys(generated.statistics.types)).toEqual(ALL_TYPES)
    expect(Object.keys(generated.statistics.transitions)).toEqual([...TRANSITIONS].toSorted())
    const cases = 1 + audited.laws.length + audited.attacks.length + generated.laws.length
    expect(xml).toContain(
      `<testsuites tests="${cases}" failures="0" errors="0" skipped="${notOffered.length}">`,
    )
  }, 600_000)
}

/** Prints what was covered. */
function tell({ verification, events, laws, attacks: tried, generated }: Audited): void {
  const cases = tried.reduce((sum, each) => sum + each.cases, 0)
  const detected = tried.reduce((sum, each) => sum + each.detected, 0)
  console.log(
    [
      `${verification.size} entries: ${JSON.stringify(events)}`,
      ...laws.map((law) => `law ${law.name}: ${law.verdict}, ${law.cases} cases`),
      ...tried.map((each) => `attack ${each.name}: ${each.verdict}, ${JSON.stringify(each.by)}`),
      `${detected} of ${cases} attacks detected`,
      `${generated.laws.length} laws on made histories: ${JSON.stringify(generated.statistics)}`,
    ].join('\n'),
  )
}

// A register imports what others did: no party has a key. Of the first one nobody has left, and it has one accord.
const NO_KEYS = 'impostor-key'

describe('the ledger of the demo', () => {
  auditsOf(join(DATA, 'tech-accord.json'), 30, [
    NO_KEYS,
    'replay-after-withdrawal',
    'transplant-accord',
  ])
})

describe.skipIf(CORPUS === '' || !existsSync(TREATIES))(
  'the ledger of env-treaties, 86 accords',
  () => auditsOf(TREATIES, 100, [NO_KEYS]),
)
