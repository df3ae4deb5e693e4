/** Laws of inclusion and consistency: they show what is so, and nothing else. */
import type { TreeHead } from '@accord-ledger/core'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { aProof, aTree, headOf } from '../arbitraries/proofs.ts'
import type { Tree } from '../arbitraries/proofs.ts'
import { insist, law, same } from './law.ts'
import type { Law } from './law.ts'
import { naiveRoot, placeOf } from './logs.ts'

const PROTECTS =
  'that a receipt means that the entry is in the log, and a checkpoint that nothing before it changed'

/** The laws of proofs over trees. */
export const treeLaws: readonly Law[] = [
  law({
    kind: 'proof',
    name: 'roots-are-rfc-6962',
    claim: 'the root of every size is the tree hash of RFC 6962, by its definition',
    protects: 'that foreign tools compute the same head',
    covers: ['one leaf', 'a power of two', 'another size'],
    cases: () => aTree(70),
    check: async ({ subject, met, note }, { leaves }) => {
      note(`a tree of ${leaves.length} leaves`)
      const reader = subject.memoryHashReader(leaves)
      same('the root', await subject.rootAt(reader, leaves.length), naiveRoot(leaves))
      const whole = Number.isInteger(Math.log2(leaves.length))
      met(leaves.length === 1 ? 'one leaf' : whole ? 'a power of two' : 'another size')
    },
  }),
  law({
    kind: 'proof',
    name: 'inclusion-is-complete',
    claim: 'every leaf of every tree has an inclusion proof that checks',
    protects: PROTECTS,
    covers: ['the first leaf', 'the last leaf', 'one in between', 'an older tree'],
    cases: () => aProof(300),
    check: async ({ subject, met, note }, { tree, index, size }) => {
      note(`leaf ${index} of the first ${size} of ${tree.leaves.length} leaves`)
      const proof = await subject.proveInclusion(subject.memoryHashReader(tree.leaves), index, size)
      const head = await headOf(tree, size)
      const checked = subject.checkInclusion(head, index, leafAt(tree, index), proof)
      insist(E.isRight(checked), 'the proof of a leaf that is there does not check')
      met(index === 0 ? 'the first leaf' : index === size - 1 ? 'the last leaf' : 'one in between')
      if (size < tree.leaves.length) met('an older tree')
    },
  }),
  law({
    kind: 'proof',
    name: 'inclusion-is-sound',
    claim: 'an inclusion proof checks for its own leaf, index, size and root, and for no other',
    protects: PROTECTS,
    covers: [
      'another leaf',
      'another index',
      'another size',
      'another root',
      'a changed hash',
      'a hash too few',
      'a hash too many',
      'two hashes swapped',
      'a short hash',
    ],
    share: 1,
    cases: () => fc.record({ of: aProof(70), how: fc.nat(8), pick: fc.nat(10_000) }),
    check: async ({ subject, met, note }, { of: { tree, index, size }, how, pick }) => {
      const hashes = await subject.proveInclusion(
        subject.memoryHashReader(tree.leaves),
        index,
        size,
      )
      const claim = { head: await headOf(tree, size), index, leaf: leafAt(tree, index), hashes }
      const forgery = forgeries(claim, tree, pick)[how]
      if (forgery === undefined || forgery[1] === null) return
      const [what, forged] = forgery
      note(`leaf ${index} of ${size}: ${what}`)
      const checked = subject.checkInclusion(forged.head, forged.index, forged.leaf, forged.hashes)
      insist(E.isLeft(checked), `a proof checks with ${what}`)
      met(what)
    },
  }),
  law({
    kind: 'proof',
    name: 'consistency-is-complete',
    claim: 'every tree is consistent with every later one of its log, and the proof checks',
    protects: PROTECTS,
    covers: ['from no leaf', 'to itself', 'from a power of two', 'from another size'],
    cases: () => fc.tuple(aTree(300), fc.nat(10_000), fc.nat(10_000)),
    check: async ({ subject, met, note }, [tree, a, b]) => {
      const newer = 1 + placeOf(a, tree.leaves.length)
      const older = b % 10 === 0 ? newer : placeOf(b, newer + 1)
      note(`from ${older} leaves to ${newer}`)
      const proof = await subject.proveConsistency(
        subject.memoryHashReader(tree.leaves),
        older,
        newer,
      )
      const checked = subject.checkConsistency(
        await headOf(tree, older),
        await headOf(tree, newer),
        proof,
      )
      insist(E.isRight(checked), 'the proof of an honest log does not check')
      const whole = Number.isInteger(Math.log2(older))
      if (older === 0) met('from no leaf')
      else met(older === newer ? 'to itself' : whole ? 'from a power of two' : 'from another size')
    },
  }),
  law({
    kind: 'proof',
    name: 'consistency-is-sound',
    claim: 'no proof shows a tree consistent with one that it is not the beginning of',
    protects: PROTECTS,
    covers: [
      'another older root',
      'another newer root',
      'the sizes the other way round',
      'a changed hash',
      'a hash too few',
      'a hash too many',
      'another log of one size',
    ],
    cases: () =>
      fc.record({ tree: aTree(70), a: fc.nat(10_000), b: fc.nat(10_000), how: fc.nat(6) }),
    check: async ({ subject, met, note }, { tree, a, b, how }) => {
      const newer = 1 + placeOf(a, tree.leaves.length)
      const older = 1 + placeOf(b, newer)
      const hashes = await subject.proveConsistency(
        subject.memoryHashReader(tree.leaves),
        older,
        newer,
      )
      const heads = [await headOf(tree, older), await headOf(tree, newer)] as const
      const forgery = forks(heads[0], heads[1], hashes, a)[how]
      if (forgery === undefined || forgery[1] === null) return
      const [what, [one, other, proof]] = forgery
      note(`from ${older} leaves to ${newer}: ${what}`)
      insist(E.isLeft(subject.checkConsistency(one, other, proof)), `a proof checks with ${what}`)
      met(what)
    },
  }),
]

interface Claim {
  readonly head: TreeHead
  readonly index: number
  readonly leaf: Uint8Array
  readonly hashes: readonly Uint8Array[]
}

/** What a claim becomes in the hands of a liar; null where there is no place for it. */
function forgeries(
  claim: Claim,
  tree: Tree,
  pick: number,
): readonly (readonly [string, Claim | null])[] {
  const { head, index, leaf, hashes } = claim
  const { size, root } = head
  const at = placeOf(pick, hashes.length)
  const other = placeOf(pick, tree.leaves.length)
  const some = hashes.length > 0
  return [
    ['another leaf', other === index ? null : { ...claim, leaf: leafAt(tree, other) }],
    [
      'another index',
      size === 1 ? null : { ...claim, index: (index + 1 + placeOf(pick, size - 1)) % size },
    ],
    // The shape of some proofs is that of another size too; the root is not.
    ['another size', otherSize(claim, pick)],
    ['another root', { ...claim, head: { size, root: flipped(root, pick) } }],
    [
      'a changed hash',
      some ? { ...claim, hashes: hashes.with(at, flipped(hashes[at] ?? leaf, pick)) } : null,
    ],
    ['a hash too few', some ? { ...claim, hashes: hashes.toSpliced(at, 1) } : null],
    ['a hash too many', { ...claim, hashes: [...hashes, flipped(root, pick)] }],
    ['two hashes swapped', hashes.length > 1 ? { ...claim, hashes: hashes.toReversed() } : null],
    [
      'a short hash',
      some ? { ...claim, hashes: hashes.with(at, (hashes[at] ?? leaf).slice(1)) } : null,
    ],
  ]
}

/** A size under which the path of the leaf is another one. */
function otherSize(claim: Claim, pick: number): Claim | null {
  const { head, index } = claim
  const size = index + 1 + (pick % 5)
  const longer = size > head.size && Math.ceil(Math.log2(size)) > Math.ceil(Math.log2(head.size))
  return longer || index >= size
    ? { ...claim, head: { ...head, size } }
    : { ...claim, head: { ...head, size: index } }
}

type Consistency = readonly [TreeHead, TreeHead, readonly Uint8Array[]]

function forks(
  older: TreeHead,
  newer: TreeHead,
  hashes: readonly Uint8Array[],
  pick: number,
): readonly (readonly [string, Consistency | null])[] {
  const at = placeOf(pick, hashes.length)
  const some = hashes.length > 0
  const changed = some ? hashes.with(at, flipped(hashes[at] ?? older.root, pick)) : []
  const otherOlder = { ...older, root: flipped(older.root, pick) }
  const otherNewer = { ...newer, root: flipped(newer.root, pick) }
  return [
    ['another older root', [otherOlder, newer, hashes]],
    ['another newer root', [older, otherNewer, hashes]],
    ['the sizes the other way round', older.size === newer.size ? null : [newer, older, hashes]],
    ['a changed hash', some ? [older, newer, changed] : null],
    ['a hash too few', some ? [older, newer, hashes.toSpliced(at, 1)] : null],
    ['a hash too many', [older, newer, [...hashes, older.root]]],
    ['another log of one size', [newer, otherNewer, []]],
  ]
}

function leafAt({ leaves }: Tree, index: number): Uint8Array {
  const leaf = leaves[index]
  if (leaf === undefined) throw new Error(`there is no leaf ${index}`)
  return leaf
}

/** One bit of `hash` changed. */
export function flipped(hash: Uint8Array, pick: number): Uint8Array {
  const at = placeOf(pick, hash.length)
  return hash.with(at, (hash[at] ?? 0) ^ (1 << (pick % 8)))
}
