import { createHash } from 'node:crypto'
import {
  checkConsistency,
  checkInclusion,
  decodeHex,
  encodeHex,
  leafHash,
  memoryHashReader,
  proveConsistency,
  proveInclusion,
  rootAt,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { corpus, fromBase64, readCorpus } from './support/corpus.ts'

const FOLDER = 'transparency-dev-merkle'
const hex = (proof: readonly Uint8Array[]) => proof.map((each) => ` ${encodeHex(each)}`).join('')

describe.skipIf(corpus === undefined)('the public Merkle vectors', () => {
  const inclusion: readonly InclusionRow[] =
    JSON.parse(readCorpus(`${FOLDER}/inclusion.json`)) ?? []
  const consistency: readonly ConsistencyRow[] =
    JSON.parse(readCorpus(`${FOLDER}/consistency.json`)) ?? []

  it('are 98 of each kind, six of which stand', () => {
    for (const rows of [inclusion, consistency]) {
      expect(rows.length).toBe(98)
      expect(rows.filter(({ wantErr }) => !wantErr).length).toBe(6)
    }
  })

  it.each(inclusion.map((row) => [row.file, row] as const))('%s', (_, row) => {
    const head = { size: row.treeSize, root: fromBase64(row.root) }
    const proof = (row.proof ?? []).map(fromBase64)
    const checked = checkInclusion(head, row.leafIdx, fromBase64(row.leafHash), proof)
    expect(E.isLeft(checked)).toBe(row.wantErr)
  })

  it.each(consistency.map((row) => [row.file, row] as const))('%s', (_, row) => {
    const older = { size: row.size1, root: fromBase64(row.root1) }
    const newer = { size: row.size2, root: fromBase64(row.root2) }
    const checked = checkConsistency(older, newer, (row.proof ?? []).map(fromBase64))
    expect(E.isLeft(checked)).toBe(row.wantErr)
  })

  it('have the roots and the interior hashes of the small trees', async () => {
    const trees: SmallTrees | null = JSON.parse(readCorpus(`${FOLDER}/rfc6962-small-trees.json`))
    const reader = memoryHashReader((trees?.leafInputsHex ?? []).map((hex) => leafHash(bytes(hex))))
    const roots = trees?.rootHashesHexBySize ?? []
    expect(roots.length).toBe(9)
    for (const [size, root] of roots.entries()) {
      expect(encodeHex(await rootAt(reader, size))).toBe(root)
    }
    for (const [level, row] of (trees?.nodeHashesHexByLevel ?? []).entries()) {
      const hashes = await reader.readHashes(row.map((_, index) => ({ level, index })))
      expect(hashes.map(encodeHex)).toEqual(row)
    }
  })

  it('have the accumulated hashes of all trees, and of all proofs, up to 130 leaves', async () => {
    const accumulated: Accumulated | null = JSON.parse(readCorpus(`${FOLDER}/accumulated-130.json`))
    const { hash, inclusionProofs, consistencyProofs } = await accumulate(130)
    expect(hash).toBe(accumulated?.subtreeHash.sha256)
    expect(inclusionProofs).toBe(accumulated?.subtreeInclusionProof.sha256)
    expect(consistencyProofs).toBe(accumulated?.subtreeConsistencyProof.sha256)
  })
})

/** The three accumulators over the log whose entry i is the byte i. */
async function accumulate(
  max: number,
): Promise<Record<'hash' | 'inclusionProofs' | 'consistencyProofs', string>> {
  const leaves = Array.from({ length: max }, (_, i) => leafHash(Uint8Array.of(i)))
  const whole = memoryHashReader(leaves)
  const hashes = createHash('sha256')
  const inclusions = createHash('sha256')
  const ranges: (readonly [number, number])[] = []
  for (let end = 0; end <= max; end++) {
    for (let start = 0; start <= end; start++) {
      if (!isSubtree(start, end)) continue
      ranges.push([start, end])
      const part = memoryHashReader(leaves.slice(start, end))
      const root = encodeHex(await rootAt(part, end - start))
      hashes.update(`[${start}, ${end}) ${root}\n`)
      for (let index = start; index < end; index++) {
        const proof = await proveInclusion(part, index - start, end - start)
        inclusions.update(`${index} [${start}, ${end})${hex(proof)}\n`)
      }
    }
  }

  const known = new Map<string, Uint8Array>()
  const treeHash = async (from: number, to: number): Promise<Uint8Array> => {
    const hash =
      known.get(`${from} ${to}`) ??
      (await rootAt(memoryHashReader(leaves.slice(from, to)), to - from))
    known.set(`${from} ${to}`, hash)
    return hash
  }
  /** SUBTREE_SUBPROOF of draft-ietf-plants-merkle-tree-certs §4.4 for the tree over leaves [from, to). */
  const subproof = async (
    start: number,
    end: number,
    from: number,
    to: number,
    known_: boolean,
  ): Promise<readonly Uint8Array[]> => {
    if (start === from && end === to) return known_ ? [] : [await treeHash(from, to)]
    let split = 1
    while (2 * split < to - from) split *= 2
    const middle = from + split
    if (end <= middle)
      return [...(await subproof(start, end, from, middle, known_)), await treeHash(middle, to)]
    const inside = start >= middle
    const rest = await subproof(inside ? start : middle, end, middle, to, inside && known_)
    return [...rest, await treeHash(from, middle)]
  }
  const consistencies = createHash('sha256')
  for (let size = 0; size <= max; size++) {
    for (const [start, end] of ranges) {
      if (end > size) break
      const proof =
        start === 0
          ? await proveConsistency(whole, end, size)
          : start === end
            ? []
            : await subproof(start, end, 0, size, true)
      consistencies.update(`[${start}, ${end}) ${size}${hex(proof)}\n`)
    }
  }
  return {
    hash: hashes.digest('hex'),
    inclusionProofs: inclusions.digest('hex'),
    consistencyProofs: consistencies.digest('hex'),
  }
}

/** Whether [start, end) is a subtree: it begins at a multiple of the smallest power of two that it fits in. */
function isSubtree(start: number, end: number): boolean {
  if (start === 0 || start === end) return true
  let width = 1
  while (width < end - start) width *= 2
  return start % width === 0
}

function bytes(hex: string): Uint8Array {
  const decoded = decodeHex(hex)
  if (decoded === null) throw new Error(`not hex: ${hex}`)
  return decoded
}

interface Row {
  readonly proof: readonly string[] | null
  readonly wantErr: boolean
  readonly file: string
}

interface InclusionRow extends Row {
  readonly leafIdx: number
  readonly treeSize: number
  readonly root: string
  readonly leafHash: string
}

interface ConsistencyRow extends Row {
  readonly size1: number
  readonly size2: number
  readonly root1: string
  readonly root2: string
}

interface SmallTrees {
  readonly leafInputsHex: readonly string[]
  readonly rootHashesHexBySize: readonly string[]
  readonly nodeHashesHexByLevel: readonly (readonly string[])[]
}

interface Accumulated {
  readonly subtreeHash: { readonly sha256: string }
  readonly subtreeInclusionProof: { readonly sha256: string }
  readonly subtreeConsistencyProof: { readonly sha256: string }
}
