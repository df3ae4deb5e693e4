import { nobleVerifier } from '@accord-ledger/core'
import type { Verifier } from '@accord-ledger/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aHistory } from '../arbitraries/history.ts'
import type { History } from '../arbitraries/history.ts'
import { keyring } from '../arbitraries/keyring.ts'
import { remembering } from '../arbitraries/verifiers.ts'
import { attacks } from '../attacks/catalogue.ts'
import { auditLog } from './audit-log.ts'
import type { AuditReport } from './audited-log.ts'

const keys = keyring()
const verifier = remembering(nobleVerifier)
const TYPES = 'accord attest authority endorse rotate signatory strike withdraw'
const NOW = Date.parse('2030-01-01T00:00:00Z')

const histories = fc
  .sample(aHistory({ keys }), { seed: 11, numRuns: 40 })
  .toSorted((a, b) => typesOf(b).size - typesOf(a).size)
  .slice(0, 3)

function typesOf({ entries }: History): ReadonlySet<string> {
  return new Set(entries.map(({ event }) => event.type))
}

async function* inOneBlock(log: readonly Uint8Array[]): AsyncIterable<readonly Uint8Array[]> {
  yield log
}

function audited(
  log: readonly Uint8Array[],
  by: Verifier = verifier,
  seed = 1,
  runs = 4,
): Promise<AuditReport> {
  return auditLog({ blocks: inOneBlock(log) }, { verifier: by, seed, runs, now: NOW })
}

/** All but the state, which holds tables. */
function told({ verification, ...rest }: AuditReport): object {
  return { ...rest, root: verification.root }
}

/** The names of the attacks with a verdict. */
function named(
  report: Pick<AuditReport, 'attacks'>,
  verdict: AuditReport['attacks'][number]['verdict'],
): readonly string[] {
  return report.attacks.filter((each) => each.verdict === verdict).map(({ name }) => name)
}

describe('an audit', () => {
  it('passes a sound log, and every attack of the catalogue is detected on one', async () => {
    const detected = new Set<string>()
    const types = new Set<string>()
    for (const { log, script } of histories) {
      const report = await audited(log)
      const failed = [
        ...report.laws.filter(({ verdict }) => verdict !== 'holds' && verdict !== 'skipped'),
        ...report.attacks.filter(
          ({ verdict }) => verdict !== 'detected' && verdict !== 'not offered',
        ),
      ]
      expect({ script, failed }).toEqual({ script, failed: [] })
      expect(report.verdict).toBe('passed')
      for (const name of named(report, 'detected')) detected.add(name)
      for (const type of Object.keys(report.statistics.types)) types.add(type)
    }
    expect(attacks.filter(({ name }) => !detected.has(name)).map(({ name }) => name)).toEqual([])
    expect([...types].toSorted().join(' ')).toBe(TYPES)
  }, 240_000)

  it('is the same at the same seed, and another at another', async () => {
    const log = histories[0]?.log ?? []
    const [one, again, other] = [
      await audited(log, verifier, 7),
      await audited(log, verifier, 7),
      await audited(log, verifier, 8),
    ]
    expect(told(again)).toEqual(told(one))
    expect(other.attacks.map(({ by }) => by)).not.toEqual(one.attacks.map(({ by }) => by))
  }, 240_000)

  it('notices a verifier that believes every signature, and says by what', async () => {
    const believing: Verifier = {
      name: 'believing',
      verify: async (batch) => batch.map(() => true),
    }
    const report = await audited(histories[0]?.log ?? [], believing)
    expect(report.verdict).toBe('failed')
    expect(named(report, 'missed')).toEqual(
      expect.arrayContaining(['borrow-authority', 'claim-size', 'receipt-forged-tree']),
    )
    const borrowed = report.attacks.find(({ name }) => name === 'borrow-authority')
    expect(borrowed).toMatchObject({ cases: 4, detected: 0, by: {}, path: 'borrow-authority:0' })
    expect(borrowed?.reason).toContain('nothing detected it')
    expect(borrowed?.script).toEqual([
      'entry 0 founds accords.example/1',
      'registrar 0 did not sign the accord: nothing detected it',
    ])
    // Each one that was missed is told on the smallest log that was found, by entries that are in it.
    const missed = report.attacks.filter(({ verdict }) => verdict === 'missed')
    expect(missed.filter(({ script }) => script.length < 2)).toEqual([])
    expect(missed.filter(({ script }) => !script[0]?.startsWith('entry 0 founds '))).toEqual([])
    const others = report.attacks.filter(({ verdict }) => verdict !== 'missed')
    expect(others.filter(({ script }) => script.length > 0)).toEqual([])
    // Detected, but not by what has to: the next entry does not follow.
    const backdated = report.attacks.find(({ name }) => name === 'backdate-effective')
    expect(backdated?.verdict).toBe('missed')
    expect(backdated?.reason).toContain('where it has to be signature')
  }, 240_000)

  it('tries nothing on a log that is unsound, empty, or not understood', async () => {
    const log = histories[0]?.log ?? []
    const changed = log.map((bytes, i) =>
      i === 1 ? bytes.map((b, j) => (j === 20 ? b ^ 1 : b)) : bytes,
    )
    expect(await audited(changed)).toMatchObject({ verdict: 'failed', laws: [], attacks: [] })
    expect(await audited([])).toMatchObject({ verdict: 'unknown', laws: [], attacks: [] })
    const text = new TextDecoder().decode(log[0]).replace('"format":1', '"format":2')
    const unknown = await audited([new TextEncoder().encode(text)])
    expect(unknown).toMatchObject({ verdict: 'unknown', laws: [], attacks: [] })
  })

  it('says of a log of one entry what it has no place for, and passes it', async () => {
    const report = await audited((histories[0]?.log ?? []).slice(0, 1))
    expect(report.verdict).toBe('passed')
    const places = ['swap-entries', 'drop-act', 'transplant-accord', 'other-leaf']
    expect(named(report, 'not offered')).toEqual(expect.arrayContaining(places))
    const swap = report.attacks.find(({ name }) => name === 'swap-entries')
    expect(swap?.reason).toBe('needs two entries')
  }, 120_000)

  it('ends where it is told to stop', async () => {
    const stop = new AbortController()
    const report = await auditLog(
      { blocks: inOneBlock(histories[0]?.log ?? []) },
      {
        verifier,
        seed: 1,
        now: NOW,
        signal: stop.signal,
        onProgress: (what) => what === 'attacking' && stop.abort(),
      },
    )
    expect(report.verdict).toBe('stopped')
    expect(named(report, 'stopped').length).toBeGreaterThan(50)
  }, 120_000)

  it('takes no runs that are none', async () => {
    await expect(audited([], verifier, 1, 0)).rejects.toThrow(RangeError)
    await expect(audited([], verifier, 1, 1.5)).rejects.toThrow(RangeError)
  })
})

describe('the catalogue', () => {
  it('has a name and a claim of its own for each attack, and says what detects it', () => {
    const names = attacks.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(new Set(attacks.map(({ claim }) => claim)).size).toBe(names.length)
    expect(names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([])
    expect(attacks.filter(({ detectedBy }) => detectedBy.length === 0)).toEqual([])
    expect([...new Set(attacks.map(({ on }) => on))].toSorted()).toEqual([
      'checkpoint',
      'log',
      'policy',
      'proof',
      'receipt',
      'submissions',
      'tiles',
    ])
  })
})
