/** Fork proofs, each of two signed checkpoints of trees that part. */
import {
  findFork,
  formatForkProof,
  leafHash,
  memoryHashReader,
  parseSignedCheckpoint,
  rootAt,
  signCheckpoint,
  signerFromSeed,
} from '@accord-ledger/core'
import type { Origin, SignedCheckpoint } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { utf8 } from '../../support/corpus.ts'

/** Of a fork within one size, and of forks before longer trees. */
export async function forkSamples(): Promise<readonly Uint8Array[]> {
  return Promise.all([sample(4, 4), sample(3, 7), sample(8, 21)])
}

async function sample(older: number, newer: number): Promise<Uint8Array> {
  const reader = memoryHashReader(leaves(newer, 'b'))
  const [a, b] = await Promise.all([signed(leaves(older, 'a')), signed(leaves(newer, 'b'))])
  const proof = await findFork(a, b, reader)
  if (proof === null) throw new Error('the trees do not part')
  return formatForkProof(proof)
}

const ORIGIN = 'accords.example/1' as Origin

async function signed(hashes: readonly Uint8Array[]): Promise<SignedCheckpoint> {
  const root = await rootAt(memoryHashReader(hashes), hashes.length)
  const operator = signerFromSeed(new Uint8Array(32).fill(1))
  const bytes = await signCheckpoint(ORIGIN, { size: hashes.length, root }, [operator])
  const read = parseSignedCheckpoint(bytes)
  if (E.isLeft(read)) throw new Error('what was signed is a checkpoint')
  return read.right
}

/** The first leaf is the same in both. */
function leaves(size: number, which: string): readonly Uint8Array[] {
  return Array.from({ length: size }, (_, i) => leafHash(utf8(i === 0 ? 'same' : `${which}${i}`)))
}
