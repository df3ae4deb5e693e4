/**
 * Inclusion and consistency proofs over the RFC 6962 tree (RFC 9162 §2.1.3 and §2.1.4): proved from
 * a hash reader in one read of O(log n) hashes, checked with nothing but the proof.
 *
 *     size 7, leaf hashes a to g:
 *     inclusion of c (index 2)    [ d, nodeHash(a,b), nodeHash(nodeHash(e,f), g) ]
 *     consistency of 3 and 7      [ c, d, nodeHash(a,b), nodeHash(nodeHash(e,f), g) ]
 *     consistency of 4 and 7      [ nodeHash(nodeHash(e,f), g) ]
 *
 * Proving follows the recursive definitions, checking the iterative ones: they share no code. The
 * tree of no leaves is settled before the general case: it is consistent with every tree by the
 * empty proof. Sizes are exact below 2^53: no 32-bit shifts. Spec: proofs §1.2.
 */
import * as E from 'fp-ts/lib/Either.js'
import { isCount } from '../values/decimal.ts'
import { emptyRoot, readRanges } from './hash-reader.ts'
import type { HashReader, LeafRange } from './hash-reader.ts'
import { nodeHash } from '../crypto/hash.ts'
import { encodeHex } from '../values/hex.ts'
import { sameBytes } from '../values/json.ts'

/** What a checkpoint commits to: a tree of `size` leaves with this 32-byte root hash. */
export interface TreeHead {
  /** In [0, 2^53). */
  readonly size: number
  readonly root: Uint8Array
}

/** Why a proof does not stand. Hashes in it are lower-case hex. */
export type ProofError =
  | { readonly _tag: 'IndexOutOfRange'; readonly index: number; readonly size: number }
  | { readonly _tag: 'SizesOutOfOrder'; readonly older: number; readonly newer: number }
  | {
      readonly _tag: 'HashLength'
      readonly of: 'leaf' | 'root' | 'proof'
      /** The place in the proof, from 0; 0 for the others. */
      readonly at: number
      readonly found: number
    }
  | { readonly _tag: 'ProofLength'; readonly expected: number; readonly found: number }
  | {
      readonly _tag: 'RootMismatch'
      /** The size of the tree whose root it is. */
      readonly size: number
      readonly expected: string
      readonly found: string
    }

/**
 * The inclusion proof of leaf `index` in the tree of the first `size` leaves (RFC 9162 §2.1.3.1):
 * hashes of 32 bytes, from the leaf's sibling to the root's child. Rejects with a RangeError unless
 * 0 <= index < size < 2^53.
 */
export async function proveInclusion(
  reader: HashReader,
  index: number,
  size: number,
): Promise<readonly Uint8Array[]> {
  if (!isCount(size) || !isCount(index) || index >= size) {
    throw new RangeError(`no leaf ${index} in a tree of ${size}`)
  }
  return readRanges(reader, inclusionRanges(index, size))
}

/**
 * The consistency proof of the trees of the first `older` and `newer` leaves (RFC 9162 §2.1.4.1):
 * hashes of 32 bytes. Empty where older is 0 or newer. Rejects with a RangeError unless 0 <= older
 * <= newer < 2^53.
 */
export async function proveConsistency(
  reader: HashReader,
  older: number,
  newer: number,
): Promise<readonly Uint8Array[]> {
  if (!isCount(older) || !isCount(newer) || older > newer) {
    throw new RangeError(`no consistency from ${older} to ${newer}`)
  }
  return older === 0 ? [] : readRanges(reader, consistencyRanges(older, newer))
}

/**
 * Checks that the leaf with the 32-byte hash `leaf` is leaf `index` of the tree that `head` commits
 * to (RFC 9162 §2.1.3.2). All arguments may be attacker-controlled. Left: IndexOutOfRange,
 * HashLength, ProofLength, RootMismatch.
 */
export function checkInclusion(
  head: TreeHead,
  index: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
): E.Either<ProofError, void> {
  const { size } = head
  if (!isCount(size) || !isCount(index) || index >= size) {
    return E.left({ _tag: 'IndexOutOfRange', index, size })
  }
  const sides = siblingSides(index, size - 1)
  const odd = oddLength(proof, sides.length) ?? oddHash('leaf', leaf) ?? oddHash('root', head.root)
  if (odd !== null) return E.left(odd)
  const root = sides.reduce((hash, side, i) => {
    const sibling = hashAt(proof, i)
    return side === 'left' ? nodeHash(sibling, hash) : nodeHash(hash, sibling)
  }, leaf)
  return sameRoot(head, root)
}

/**
 * Checks that the tree of `older` is the beginning of the tree of `newer` (RFC 9162 §2.1.4.2).
 * Trees of one size have one root, and the proof is empty; so it is from the tree of no leaves,
 * whose root is checked too. All arguments may be attacker-controlled. Left: SizesOutOfOrder,
 * HashLength, ProofLength, RootMismatch.
 */
export function checkConsistency(
  older: TreeHead,
  newer: TreeHead,
  proof: readonly Uint8Array[],
): E.Either<ProofError, void> {
  if (!isCount(older.size) || !isCount(newer.size) || older.size > newer.size) {
    return E.left({ _tag: 'SizesOutOfOrder', older: older.size, newer: newer.size })
  }
  if (older.size === 0 || older.size === newer.size) return checkTrivial(older, newer, proof)
  const oddRoot = oddHash('root', older.root) ?? oddHash('root', newer.root)
  if (oddRoot !== null) return E.left(oddRoot)
  // Up from the older tree's last leaf to the largest complete subtree that ends with it.
  let [fn, sn] = [older.size - 1, newer.size - 1]
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)]
  const sides = siblingSides(fn, sn)
  // That is the whole older tree where its size is a power of two; else the proof begins with its hash.
  const whole = fn === 0
  const odd = oddLength(proof, whole ? sides.length : sides.length + 1)
  if (odd !== null) return E.left(odd)
  const first = whole ? older.root : hashAt(proof, 0)
  let [olderRoot, newerRoot] = [first, first]
  for (const [i, side] of sides.entries()) {
    const sibling = hashAt(proof, whole ? i : i + 1)
    if (side === 'left') {
      olderRoot = nodeHash(sibling, olderRoot)
      newerRoot = nodeHash(sibling, newerRoot)
    } else newerRoot = nodeHash(newerRoot, sibling)
  }
  const same = sameRoot(older, olderRoot)
  return E.isLeft(same) ? same : sameRoot(newer, newerRoot)
}

/** From no leaves, or to the same size: the proof is empty. */
function checkTrivial(
  older: TreeHead,
  newer: TreeHead,
  proof: readonly Uint8Array[],
): E.Either<ProofError, void> {
  const odd = oddLength(proof, 0)
  if (odd !== null) return E.left(odd)
  const before = older.size === 0 ? sameRoot(older, emptyRoot()) : E.right(undefined)
  if (E.isLeft(before)) return before
  if (older.size === newer.size) return sameRoot(newer, older.root)
  const oddRoot = oddHash('root', newer.root)
  return oddRoot === null ? E.right(undefined) : E.left(oddRoot)
}

/**
 * On which side the siblings lie on the way up from node `fn` of a level whose last node is `sn`:
 * what the loops of RFC 9162 §2.1.3.2 and §2.1.4.2 decide by LSB(fn) and fn == sn. A last node
 * without a sibling is carried up as it is.
 */
function siblingSides(fn: number, sn: number): readonly ('left' | 'right')[] {
  const sides: ('left' | 'right')[] = []
  for (let [node, last] = [fn, sn]; last > 0; [node, last] = [half(node), half(last)]) {
    if (node % 2 === 1) sides.push('left')
    else if (node < last) sides.push('right')
  }
  return sides
}

/** PATH(m, D_n) of RFC 9162 §2.1.3.1 as the ranges of leaves that its hashes stand for. */
function inclusionRanges(index: number, size: number): readonly LeafRange[] {
  const ranges: LeafRange[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const split = start + largestPowerBelow(end - start)
    const left = index < split
    ranges.unshift(left ? { start: split, end } : { start, end: split })
    if (left) end = split
    else start = split
  }
  return ranges
}

/** SUBPROOF(m, D_n, true) of RFC 9162 §2.1.4.1 in the same way; 0 < older <= newer. */
function consistencyRanges(older: number, newer: number): readonly LeafRange[] {
  const ranges: LeafRange[] = []
  let [start, end] = [0, newer]
  while (older < end) {
    const split = start + largestPowerBelow(end - start)
    const left = older <= split
    ranges.unshift(left ? { start: split, end } : { start, end: split })
    if (left) end = split
    else start = split
  }
  // The verifier knows the older root already: only a part of the older tree is named.
  if (start > 0) ranges.unshift({ start, end })
  return ranges
}

/** The largest power of two below `n`, which is at least 2. */
function largestPowerBelow(n: number): number {
  let power = 1
  while (2 * power < n) power *= 2
  return power
}

function half(n: number): number {
  return Math.floor(n / 2)
}

function hashAt(proof: readonly Uint8Array[], at: number): Uint8Array {
  const hash = proof[at]
  if (hash === undefined) throw new Error('the length of the proof has been checked')
  return hash
}

function oddLength(proof: readonly Uint8Array[], expected: number): ProofError | null {
  if (proof.length !== expected) return { _tag: 'ProofLength', expected, found: proof.length }
  const at = proof.findIndex((hash) => hash.length !== 32)
  const found = proof[at]?.length
  return found === undefined ? null : { _tag: 'HashLength', of: 'proof', at, found }
}

function oddHash(of: 'leaf' | 'root', hash: Uint8Array): ProofError | null {
  return hash.length === 32 ? null : { _tag: 'HashLength', of, at: 0, found: hash.length }
}

function sameRoot({ size, root }: TreeHead, computed: Uint8Array): E.Either<ProofError, void> {
  return sameBytes(root, computed)
    ? E.right(undefined)
    : E.left({
        _tag: 'RootMismatch',
        size,
        expected: encodeHex(root),
        found: encodeHex(computed),
      })
}
