import { readFileSync } from 'node:fs'
import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseSignedCheckpoint, signCheckpoint } from './checkpoint.ts'
import {
  findFork,
  formatForkProof,
  MAX_FORK_PROOF_BYTES,
  parseForkProof,
  verifyFork,
} from './fork-proof.ts'
import type { ForkProof } from './fork-proof.ts'
import { leafHash, sha256 } from '../crypto/hash.ts'
import { memoryHashReader, rootAt } from '../tree/hash-reader.ts'
import { decodeHex, encodeHex } from '../values/hex.ts'
import { sameBytes } from '../values/json.ts'
import type { Origin } from '../values/primitives.ts'
import { signerFromSeed } from '../crypto/sign.ts'
import type { Signer } from '../crypto/sign.ts'
import { left } from '../test-support/either.ts'
import { utf8 } from '../test-support/format-vectors.ts'
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

/** Two logs with two leaves in common; the newer one is the larger. */
async function aFork(signers: readonly Signer[] = [operator]): Promise<ForkProof> {
  const [older, newer] = [leaves(3, 2, 'a'), leaves(5, 2, 'b')]
  const heads = [await headOf(older), await headOf(newer, origin, signers)] as const
  const proof = await findFork(...heads, memoryHashReader(newer))
  if (proof === null) throw new Error('these logs fork')
  return proof
}

test('a fork is told by its log, both roots, what the newer tree begins with, and the keys, each once', async () => {
  const told = {
    origin,
    older: { size: 3, root: await rootOf(leaves(3, 2, 'a')) },
    newer: { size: 5, root: await rootOf(leaves(5, 2, 'b')) },
    begins: await rootOf(leaves(3, 2, 'b')),
  }
  const known = [operator, stranger].map(keyOf)
  for (const [signers, keys] of [
    [[operator], [operator]],
    [[stranger], [operator, stranger]],
    [
      [stranger, operator],
      [operator, stranger],
    ],
  ] as const) {
    const found = await verifyFork(formatForkProof(await aFork(signers)), known, nobleVerifier)
    expect(found).toEqual(E.right({ ...told, keys: keys.map(keyOf) }))
  }
})

test('a malformed fork proof is refused by the rule it breaks, at its line', async () => {
  const lines = new TextDecoder().decode(formatForkProof(await aFork())).split('\n')
  const at = (start: string): number => lines.findIndex((line) => line.startsWith(start)) + 1
  const [older, newer, end] = [at('older '), at('newer '), lines.length]
  // Four hashes and two notes of five lines.
  expect([older, newer, end]).toEqual([7, 13, 19])
  const bent = (line: number, ...to: readonly string[]) => {
    const error = left(parseForkProof(utf8(lines.toSpliced(line - 1, 1, ...to).join('\n'))))
    return [error.what, error.rule, error.line]
  }
  const hashes = Array.from({ length: 61 }, () => lines[2] ?? '')
  for (const [line, to, rule, found = line] of [
    [1, ['accord-ledger fork proof v2'], 'header'],
    [1, [], 'header'],
    [2, [`Root${lines[1]?.slice(4)}`], 'root-line'],
    [2, [`${lines[1]}A`], 'base64'],
    [2, ['root AAAA'], 'hash-length'],
    [3, ['AAAA'], 'hash-length'],
    [6, [''], 'hash-length'],
    [6, hashes, 'proof-count', 0],
    [older, ['elder 5'], 'proof-end', 0],
    ...['', 'five', '05', '5 ', '999', '9007199254740992'].flatMap(
      (count) =>
        [
          [older, [`older ${count}`], 'note-lines'],
          [newer, [`newer ${count}`], 'note-lines'],
        ] as const,
    ),
    [newer, ['older 5'], 'note-lines'],
    [newer, ['newe 5'], 'note-lines'],
    [newer, [], 'note-lines'],
    [end, ['more', ''], 'proof-end'],
    [end, [], 'final-newline', end - 1],
  ] as const) {
    expect(bent(line, ...to)).toEqual(['fork proof', rule, found])
  }
  expect(bent(older + 2, '03')).toEqual(['checkpoint', 'decimal', 2])
  expect(bent(newer + 2, '05')).toEqual(['checkpoint', 'decimal', 2])
})

test('a fork proof takes two notes and its own lines, and no byte more', async () => {
  expect(MAX_FORK_PROOF_BYTES).toBe(1_056_768)
  const whole = new Uint8Array(MAX_FORK_PROOF_BYTES).fill(0x0a)
  expect(left(parseForkProof(whole)).rule).toBe('header')
  expect(left(parseForkProof(new Uint8Array(MAX_FORK_PROOF_BYTES + 1))).rule).toBe('too-long')
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

const rootOf = async (log: readonly Uint8Array[]): Promise<string> =>
  encodeHex(await rootAt(memoryHashReader(log), log.length))

async function headOf(
  log: readonly Uint8Array[],
  name: Origin = origin,
  signers: readonly Signer[] = [operator],
) {
  const head = { size: log.length, root: await rootAt(memoryHashReader(log), log.length) }
  const signed = parseSignedCheckpoint(await signCheckpoint(name, head, signers))
  if (E.isLeft(signed)) throw new Error(signed.left.expected)
  return signed.right
}

async function refusal(bytes: Uint8Array, signer: Signer = operator): Promise<string> {
  const found = await verifyFork(bytes, [keyOf(signer)], nobleVerifier)
  return E.isLeft(found) ? found.left._tag : found._tag
}
