import { readFileSync } from 'node:fs'
import { nativeVerifier } from '@accord-ledger/adapters/native'
import {
  aHistory,
  aTamperingOf,
  keyring,
  remembering,
  tamper,
  type Tampering,
} from '@accord-ledger/audit'
import { emptyState, tryBlock, type LedgerState, type Tried } from '@accord-ledger/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nativeSigning } from './support/signers.ts'
import { fileOf, linesOf, verifyLines } from './support/log-file.ts'

const verifier = remembering(nativeVerifier())
const LONG = process.env['ACCORD_LEDGER_LONG'] === '1'

/**
 * What a reader of a file finds who knows nothing but the rules, and how that relates to the log as it was:
 * - `refused`: a rule is broken. `torn`: no line feed at the end. `could not tell`: an event or a format of a
 *   later version, as it seems. None of them is called sound.
 * - `prefix`: sound, and the log or the beginning of it.
 * - `last time`: sound, and the log but for the time of the last entry, which no signature covers and
 *   nothing that follows pins down. Only a head known from elsewhere tells.
 * - `another log`: sound, and something else.
 */
type Reading = 'refused' | 'torn' | 'could not tell' | 'prefix' | 'last time' | 'another log'

const POSSIBLE: Readonly<Record<Tampering['_tag'], readonly Reading[]>> = {
  ByteChanged: ['refused', 'torn', 'could not tell', 'last time'],
  ByteDropped: ['refused', 'torn', 'could not tell'],
  ByteAdded: ['refused', 'torn', 'could not tell'],
  LineDropped: ['refused', 'prefix'],
  LineRepeated: ['refused'],
  LinesSwapped: ['refused'],
  Truncated: ['torn', 'prefix'],
}

async function readingOf(file: Uint8Array, lines: readonly Uint8Array[]): Promise<Reading> {
  const read = linesOf(file)
  if (read === null) return 'torn'
  const { findings } = await verifyLines(read, verifier)
  if (findings.some(({ _tag }) => _tag === 'Violation')) return 'refused'
  if (findings.some(({ _tag }) => _tag === 'Unrecognised')) return 'could not tell'
  const differs = read.findIndex((line, i) => textOf(line) !== textOf(lines[i]))
  if (differs < 0) return 'prefix'
  const onlyInTime = withoutTime(read[differs]) === withoutTime(lines[differs])
  return onlyInTime && differs === lines.length - 1 ? 'last time' : 'another log'
}

function textOf(line: Uint8Array | undefined): string {
  return line === undefined ? '' : new TextDecoder().decode(line)
}

function withoutTime(line: Uint8Array | undefined): string {
  return textOf(line).replace(/"time":"[^"]{20}"\}$/, '')
}

const someHistory = aHistory({ keys: keyring(nativeSigning), length: 24 })

async function verdictOf(
  lines: readonly Uint8Array[],
  order: readonly number[],
): Promise<'sound' | 'unsound' | 'unknown'> {
  const { verdict } = await verifyLines(
    order.flatMap((line) => lines[line] ?? []),
    verifier,
  )
  return verdict
}

describe('a log that was tampered with', () => {
  it('is not sound, or it is exactly the beginning of what it was', async () => {
    const met = new Set<string>()
    await fc.assert(
      fc.asyncProperty(someHistory, fc.integer(), async ({ log: lines }, seed) => {
        const file = fileOf(lines)
        for (const tampering of fc.sample(aTamperingOf(file), { seed, numRuns: 25 })) {
          const reading = await readingOf(tamper(file, tampering), lines)
          met.add(`${tampering._tag} ${reading}`)
          if (POSSIBLE[tampering._tag].includes(reading)) continue
          expect({ tampering, reading }).toEqual({ tampering, reading: POSSIBLE[tampering._tag] })
        }
      }),
      { numRuns: 60 },
    )
    const sure = Object.keys(POSSIBLE).filter((tag) => tag !== 'Truncated')
    expect(sure.filter((tag) => !met.has(`${tag} refused`))).toEqual([])
    expect(met).toContain('Truncated torn')
    expect(met).toContain('LineDropped prefix')
  }, 120_000)

  it('is not sound where its lines are put together in any other way than a prefix', async () => {
    await fc.assert(
      fc.asyncProperty(someHistory, fc.integer(), async ({ log: lines }, seed) => {
        const orders = fc.array(fc.nat(lines.length - 1), { maxLength: lines.length + 2 })
        for (const order of fc.sample(orders, { seed, numRuns: 20 })) {
          const prefix = order.every((line, i) => line === i)
          const verdict = order.length === 0 ? 'unknown' : prefix ? 'sound' : 'unsound'
          expect([order, await verdictOf(lines, order)]).toEqual([order, verdict])
        }
      }),
      { numRuns: 40 },
    )
  }, 120_000)

  it('is refused where two of its lines change places, one comes twice, or some are left out', async () => {
    const lines = linesOf(readFileSync(new URL('logs/valid/previous.jsonl', import.meta.url))) ?? []
    expect(lines).toHaveLength(14)
    const all = lines.map((_, i) => i)
    for (const i of all) {
      for (const j of all.slice(i + 1)) {
        const swapped = all.map((line) => (line === i ? j : line === j ? i : line))
        const twice = [...all.slice(0, j), i, ...all.slice(j)]
        for (const order of [swapped, twice, all.toSpliced(i, j - i)]) {
          expect([order, await verdictOf(lines, order)]).toEqual([order, 'unsound'])
        }
      }
      expect([i, await verdictOf(lines, all.slice(0, i + 1))]).toEqual([i, 'sound'])
    }
  }, 60_000)
})

describe('every single-byte change to a golden log', () => {
  const file = readFileSync(new URL('logs/valid/prev.jsonl', import.meta.url))
  const text = new TextDecoder().decode(file)
  const lines = linesOf(file) ?? []
  const masks = Array.from({ length: 255 }, (_, i) => i + 1).filter(
    (mask) => LONG || Number.isInteger(Math.log2(mask)),
  )

  /** For each changed byte, what comes of trying the file from its line on, on the state before that line. */
  async function forEachChange(check: (tried: Tried, at: number) => void): Promise<void> {
    let state: LedgerState = emptyState()
    let at = 0
    for (const [line, bytes] of lines.entries()) {
      for (const end = at + bytes.length; at <= end; at++) {
        for (const mask of masks) {
          const changed = Uint8Array.from(file)
          changed.set([(file[at] ?? 0) ^ mask], at)
          const read = linesOf(changed)
          if (read === null) continue // the last line feed: a torn tail
          check(await tryBlock(state, read.slice(line), verifier), at)
        }
      }
      state = (await tryBlock(state, [bytes], verifier)).commit()
    }
    expect(state.size).toBe(lines.length)
  }

  it(`is refused, or hides a type or format, or is in the last time (${LONG ? 'every value' : 'every bit'})`, async () => {
    const tried = { refused: 0, unrecognised: 0, sound: 0 }
    await forEachChange(({ failure }, at) => {
      if (failure?._tag === 'Violation') tried.refused += 1
      else if (failure?._tag === 'Unrecognised') {
        tried.unrecognised += 1
        expect(text.slice(Math.max(0, at - 16), at)).toMatch(/"type":"[a-z]*$|"format":$/)
      } else {
        tried.sound += 1
        expect(at - text.lastIndexOf('"time":"') - 8).toBeLessThan(20)
        expect(at).toBeGreaterThan(text.lastIndexOf('"time":"') + 7)
      }
    })
    const { refused, unrecognised, sound } = tried
    expect(refused + unrecognised + sound).toBe(masks.length * (file.length - 1))
    expect(unrecognised).toBeGreaterThan(0)
    expect(sound).toBeGreaterThan(0)
  }, 600_000)
})
