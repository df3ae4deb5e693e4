import { readFileSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseSignedCheckpoint, signCheckpoint } from './checkpoint.ts'
import { findFork, formatForkProof, parseForkProof, verifyFork } from './fork-proof.ts'
import { leafHash, sha256 } from '../crypto/hash.ts'
import { memoryHashReader, rootAt } from '../tree/hash-reader.ts'
import { decodeHex } from '../values/hex.ts'
import { sameBytes } from '../values/json.ts'
import type { Origin } from '../values/primitives.ts'
import { signerFromSeed } from '../crypto/sign.ts'
import type { Signer } from '../crypto/sign.ts'
import { verifierKey } from './verifier-key.ts'
import { nobleVerifier } from '../crypto/verifier.ts'

const origin = 'accords.example/1' as Origin
const operator = signerFromSeed(new Uint8Array(32).fill(1))
const exampleOperator = signerFromSeed(
  sha256(new TextEncoder().encode('accord-ledger example operator')),
)
const stranger = signerFromSeed(new Uint8Array(32).fill(2))
const keyOf = ({ key }: Signer) =>
  verifierKey(origin, 'ed25519', decodeHex(key) ?? new Uint8Array(0))

/** Two logs with `common` leaves in common, the first of `size` leaves, the second of `size + more`; their own leaves differ. */
const twoLogs = fc
  .record({
    common: fc.nat({ max: 20 }),
    size: fc.integer({ min: 1, max: 40 }),
    more: fc.nat({ max: 20 }),
  })
  .map(({ common, size, more }) => ({
    forked: common < size,
    older: leaves(size, common, 'a'),
    newer: leaves(size + more, common, 'b'),
  }))

test('a fork is found, and its proof verifies, exactly where one tree is not the beginning of the other', async () => {
  let forks = 0
  await fc.assert(
    fc.asyncProperty(twoLogs, async ({ forked, older, newer }) => {
      const proof = await findFork(
        await headOf(older),
        await headOf(newer),
        memoryHashReader(newer),
      )
      expect(proof !== null).toBe(forked)
      if (proof === null) return
      forks += 1
      const found = await verifyFork(formatForkProof(proof), [keyOf(operator)], nobleVerifier)
      expect(found).toMatchObject({
        _tag: 'Right',
        right: { origin, older: { size: older.length }, newer: { size: newer.length } },
      })
    }),
    { numRuns: 40 },
  )
  expect(forks).toBeGreaterThan(5)
})

const read = (name: string) =>
  readFileSync(new URL(`../../../../docs/spec/${name}`, import.meta.url))

test('the worked example of the spec proves the fork that it speaks of', async () => {
  const bytes = read('example.fork-proof')
  expect(read('proofs.md').toString()).toContain(`\n\`\`\`text\n${bytes.toString()}\`\`\`\n`)
  const found = await verifyFork(bytes, [keyOf(exampleOperator)], nobleVerifier)
  expect(found).toMatchObject({ right: { older: { size: 4 }, newer: { size: 5 } } })
})

test('no proof can be made of logs that agree', async () => {
  const [older, newer] = [leaves(5, 5, 'a'), leaves(9, 5, 'a')]
  const reader = memoryHashReader(newer)
  const honest = {
    older: await headOf(older),
    newer: await headOf(newer),
    root: await rootAt(reader, 5),
    hashes: [],
  }
  expect(await refusal(formatForkProof(honest))).toBe('ProofLength')
  const whole = { ...honest, older: await headOf(newer), root: await rootAt(reader, 9) }
  expect(await refusal(formatForkProof(whole))).toBe('NoFork')
  const invented = { ...honest, older: await headOf(newer), root: leafHash(new Uint8Array(1)) }
  expect(await refusal(formatForkProof(invented))).toBe('RootMismatch')
})

test('the checkpoints of strangers and of other logs prove nothing', async () => {
  const [older, newer] = [leaves(3, 0, 'a'), leaves(4, 0, 'b')]
  const proof = await findFork(await headOf(older), await headOf(newer), memoryHashReader(newer))
  if (proof === null) throw new Error('these logs fork')
  expect(await refusal(formatForkProof(proof), stranger)).toBe('NoKnownSignature')
  const other = await headOf(older, 'accords.example/2' as Origin)
  expect(await refusal(formatForkProof({ ...proof, older: other }))).toBe('OriginsDiffer')
})

test('any change of any byte of a fork proof keeps it from verifying', async () => {
  const [older, newer] = [leaves(3, 2, 'a'), leaves(4, 2, 'b')]
  const proof = await findFork(await headOf(older), await headOf(newer), memoryHashReader(newer))
  if (proof === null) throw new Error('these logs fork')
  const bytes = formatForkProof(proof)
  expect(E.isRight(parseForkProof(bytes))).toBe(true)
  for (let at = 0; at < bytes.length; at++) {
    const changed = bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))
    expect([at, await refusal(changed)]).not.toEqual([at, 'Right'])
  }
  expect(await refusal(bytes.subarray(0, -1))).toBe('Malformed')
  expect(sameBytes(bytes, formatForkProof(proof))).toBe(true)
})

function leaves(size: number, common: number, own: string): readonly Uint8Array[] {
  const utf8 = new TextEncoder()
  return Array.from({ length: size }, (_, i) =>
    leafHash(utf8.encode(`${i < common ? '' : own}${i}`)),
  )
}

async function headOf(log: readonly Uint8Array[], name: Origin = origin) {
  const head = { size: log.length, root: await rootAt(memoryHashReader(log), log.length) }
  const signed = parseSignedCheckpoint(await signCheckpoint(name, head, [operator]))
  if (E.isLeft(signed)) throw new Error(signed.left.expected)
  return signed.right
}

async function refusal(bytes: Uint8Array, signer: Signer = operator): Promise<string> {
  const found = await verifyFork(bytes, [keyOf(signer)], nobleVerifier)
  return E.isLeft(found) ? found.left._tag : found._tag
}
