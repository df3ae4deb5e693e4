/** What the laws of verifying have in common: histories to pick from, and what a verification says of one. */
import { encodeHex } from '@accord-ledger/core'
import type { Verification } from '@accord-ledger/core'
import * as fc from 'fast-check'
import { aHistory } from '../arbitraries/history.ts'
import type { History } from '../arbitraries/history.ts'
import type { LawRun, Sources } from './law.ts'
import { inBlocks } from './logs.ts'

/** A history whose signatures nobody looks at, and a number to pick with. */
export interface Picked {
  readonly history: History
  readonly pick: number
}

/** Signed by nobody: `LawRun.believing` takes it. */
export const picked = ({ mute, length }: Sources): fc.Arbitrary<Picked> =>
  fc.record({ history: aHistory({ keys: mute, length }), pick: fc.nat(10_000) })
/** Signed by whom the rules ask for. */
export const signed = ({ keys, length }: Sources): fc.Arbitrary<Picked> =>
  fc.record({ history: aHistory({ keys, length }), pick: fc.nat(10_000) })

/** The types of events. */
export const TYPES: readonly string[] = [
  'authority',
  'accord',
  'signatory',
  'rotate',
  'endorse',
  'withdraw',
  'attest',
  'strike',
]

/** How a log is handed over. */
export interface How {
  readonly block?: number
  readonly verifier?: LawRun['verifier']
}

/** What the subject says of `log`. */
export function verified(
  run: LawRun,
  log: readonly Uint8Array[],
  how: How = {},
): Promise<Verification> {
  const { block = 64, verifier = run.believing } = how
  return run.subject.verifyLog(inBlocks(log, block), { verifier })
}

/** A verdict, and where the log ends. */
export function briefly({ verdict, size, root, head }: Verification): unknown {
  return { verdict, size, root, head }
}

/** The state that a verification leaves, as it is saved. */
export function stateIn({ subject }: LawRun, { state }: Verification): string {
  return state.size === 0 ? 'no entry' : encodeHex(subject.formatStateFile(state))
}

/** An entry cut short. */
export function broken(bytes: Uint8Array): Uint8Array {
  return bytes.slice(0, -1)
}
