/**
 * Logs for tests, row by row: when an entry is logged, and what its author wants said. Everything is
 * as in a real log: composed, signed by whom the rules ask for, and verified by replay.
 *
 *     const register = await registerOf([
 *       ['2026-01-01', publish('pact')],
 *       ['2026-01-02', admit('acme', { key: keyOf('acme') })],
 *       ['2026-01-03', endorse('pact', 'acme', '2026-01-03')],
 *     ])
 */
import {
  compose,
  composeFounding,
  describe,
  emptyState,
  encodeEntry,
  isDay,
  isTime,
  nobleVerifier,
  requiredSigners,
  signerFromSeed,
  signEvent,
  tryBlock,
} from '@accord-ledger/core'
import type {
  Day,
  Intent,
  LedgerEvent,
  LedgerState,
  LeafIndex,
  Signer,
  Time,
  VerifiedEntry,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { project } from '../projection.ts'
import { register } from '../register.ts'
import type { Register } from '../register.ts'

/** When an entry is logged, a time or a day (then at noon), and what it says. */
export type Row = readonly [when: string, intent: Intent]

type Saying<T extends Intent['type']> = Extract<Intent, { readonly type: T }>

/** Texts that an accord may have. */
export const TEXT: string = 'a'.repeat(64)
export const OTHER_TEXT: string = 'b'.repeat(64)

const SEEDS = { operator: 0, registrar: 1, acme: 2, acmeNext: 3, acmeLast: 4, bolt: 5 }
const SIGNERS = new Map(
  Object.entries(SEEDS).map(([name, seed]) => [
    name,
    signerFromSeed(new Uint8Array(32).fill(seed + 1)),
  ]),
)

/** The key that goes by a name of `SEEDS`: 64 lower-case hex. */
export function keyOf(name: keyof typeof SEEDS): string {
  return signerOf((_, each) => each === name).key
}

export const publish = (accord: string, over: Partial<Saying<'accord'>> = {}): Intent => ({
  type: 'accord',
  accord,
  title: `The ${accord}`,
  text: TEXT,
  uri: null,
  open: true,
  effective: '2026-01-01',
  ...over,
})

/** Admits a party, or restates it. */
export const admit = (signatory: string, over: Partial<Saying<'signatory'>> = {}): Intent => ({
  type: 'signatory',
  signatory,
  name: signatory.toUpperCase(),
  category: 'company',
  country: 'FR',
  key: null,
  effective: '2026-01-01',
  ...over,
})

export const rotate = (signatory: string, key: string): Intent => ({
  type: 'rotate',
  signatory,
  key,
})

export const endorse = (
  accord: string,
  signatory: string,
  effective: string,
  text: string = TEXT,
): Intent => ({ type: 'endorse', accord, signatory, effective, text })

export const withdraw = (
  accord: string,
  signatory: string,
  effective: string,
  reason: string | null = null,
): Intent => ({ type: 'withdraw', accord, signatory, effective, reason })

/** Attests an endorsement of `TEXT`, or, by `over`, something else. */
export const attest = (
  accord: string,
  signatory: string,
  effective: string,
  over: Partial<Saying<'attest'>> = {},
): Intent => ({
  type: 'attest',
  accord,
  signatory,
  act: 'endorse',
  text: TEXT,
  effective,
  reason: null,
  evidence: null,
  ...over,
})

export const attestOut = (accord: string, signatory: string, effective: string): Intent =>
  attest(accord, signatory, effective, { act: 'withdraw', text: null })

export const strike = (accord: string, signatory: string, effective: string): Intent => ({
  type: 'strike',
  accord,
  signatory,
  effective,
  reason: 'a duplicate',
})

/** The register of a log of a founding entry, logged when the first row is, and `rows`. Throws where a rule refuses one. */
export async function registerOf(rows: readonly Row[]): Promise<Register> {
  return project(register, await entriesOf(rows))
}

/** The entries of that log. */
export async function entriesOf(rows: readonly Row[]): Promise<readonly VerifiedEntry[]> {
  const founding = composeFounding({
    log: 'accords.example/1',
    operator: keyOf('operator'),
    registrars: [keyOf('registrar')],
  })
  const log = { state: emptyState(), entries: new Array<VerifiedEntry>() }
  await append(log, right(founding), rows[0]?.[0] ?? '2026-01-01')
  for (const [when, intent] of rows) {
    await append(log, right(compose(log.state, intent, null)), when)
  }
  return log.entries
}

async function append(
  log: { state: LedgerState; readonly entries: VerifiedEntry[] },
  event: LedgerEvent,
  when: string,
): Promise<void> {
  const { state } = log
  const { signatures } = await signEvent(event, signersOf(state, event))
  const index = state.size as LeafIndex
  const bytes = encodeEntry({
    index,
    prev: state.head,
    time: time(when.length === 10 ? `${when}T12:00:00Z` : when),
    event,
    signatures,
  })
  const tried = await tryBlock(state, [bytes], nobleVerifier)
  if (tried.failure !== null) throw new Error(describe(tried.failure))
  log.state = tried.commit()
  log.entries.push(...tried.verified)
}

function signersOf(state: LedgerState, event: LedgerEvent): readonly Signer[] {
  const { keys, registrar } = requiredSigners(state, event)
  const own = keys.map((key) => signerOf((signer) => signer.key === key))
  return registrar ? [...own, signerOf((_, name) => name === 'registrar')] : own
}

function signerOf(holds: (signer: Signer, name: string) => boolean): Signer {
  const found = [...SIGNERS].find(([name, signer]) => holds(signer, name))
  if (found === undefined) throw new Error('nobody here holds that key')
  return found[1]
}

/** What an `Either` holds that must be right; else the test fails with what is wrong. */
export function right<L, A>(either: E.Either<L, A>): A {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left))
  return either.right
}

/** A day, `YYYY-MM-DD`. */
export function day(text: string): Day {
  if (!isDay(text)) throw new Error(`${text} is no day`)
  return text
}

/** A time, `YYYY-MM-DDTHH:MM:SSZ`. */
export function time(text: string): Time {
  if (!isTime(text)) throw new Error(`${text} is no time`)
  return text
}
