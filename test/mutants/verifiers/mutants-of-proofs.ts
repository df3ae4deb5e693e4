/** Provers and checkers of proofs that are wrong. */
import { checkInclusion, nodeHash, type HashReader } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { LedgerMutant } from './mutant.ts'

export const mutantsOfProofs: readonly LedgerMutant[] = [
  {
    what: 'ignores hashes behind the end of an inclusion proof',
    breaks: 'inclusion-is-sound',
    spoil: ({ checkInclusion: check }) => ({
      checkInclusion: (head, index, leaf, proof) => {
        const checked = check(head, index, leaf, proof)
        return E.isLeft(checked) && checked.left._tag === 'ProofLength'
          ? check(head, index, leaf, proof.slice(0, checked.left.expected))
          : checked
      },
    }),
  },
  {
    what: 'checks an inclusion proof for any index',
    breaks: 'inclusion-is-sound',
    spoil: ({ checkInclusion: check }) => ({
      checkInclusion: (head, index, leaf, proof) => {
        for (let other = 0; other < head.size; other++) {
          const checked = check(head, other, leaf, proof)
          if (E.isRight(checked)) return checked
        }
        return check(head, index, leaf, proof)
      },
    }),
  },
  {
    what: 'looks at the length of an inclusion proof only',
    breaks: 'inclusion-is-sound',
    spoil: ({ checkInclusion: check }) => ({
      checkInclusion: (head, index, leaf, proof) =>
        believing(check(head, index, leaf, proof), 'RootMismatch'),
    }),
  },
  {
    what: 'takes the leaf on trust when the tree has two',
    breaks: 'inclusion-is-sound',
    spoil: ({ checkInclusion: check }) => ({
      checkInclusion: (head, index, leaf, proof) =>
        head.size === 2 ? E.right(undefined) : check(head, index, leaf, proof),
    }),
  },
  {
    what: 'has no inclusion proof for the last leaf',
    breaks: 'inclusion-is-complete',
    spoil: () => ({
      checkInclusion: (head, index, leaf, proof) =>
        checkInclusion({ ...head, size: head.size - 1 }, index, leaf, proof),
    }),
  },
  {
    what: 'closes an odd level of the tree by itself',
    breaks: 'roots-are-rfc-6962',
    spoil: ({ rootAt }) => ({
      rootAt: async (reader, size) => {
        const root = await rootAt(reader, size)
        return size % 2 === 1 && size > 1 ? nodeHash(root, root) : root
      },
    }),
  },
  {
    what: 'checks the older root of a consistency proof only',
    breaks: 'consistency-is-sound',
    spoil: ({ checkConsistency: check }) => ({
      checkConsistency: (older, newer, proof) => {
        const checked = check(older, newer, proof)
        const isNewer = E.isLeft(checked) && checked.left._tag === 'RootMismatch'
        return isNewer && checked.left.size === newer.size ? E.right(undefined) : checked
      },
    }),
  },
  {
    what: 'checks the newer root of a consistency proof only',
    breaks: 'consistency-is-sound',
    spoil: ({ checkConsistency: check }) => ({
      checkConsistency: (older, newer, proof) => {
        const checked = check(older, newer, proof)
        const isOlder = E.isLeft(checked) && checked.left._tag === 'RootMismatch'
        return isOlder && checked.left.size === older.size && older.size < newer.size
          ? E.right(undefined)
          : checked
      },
    }),
  },
  {
    what: 'ignores hashes behind the end of a consistency proof',
    breaks: 'consistency-is-sound',
    spoil: ({ checkConsistency: check }) => ({
      checkConsistency: (older, newer, proof) => {
        const checked = check(older, newer, proof)
        return E.isLeft(checked) && checked.left._tag === 'ProofLength'
          ? check(older, newer, proof.slice(0, checked.left.expected))
          : checked
      },
    }),
  },
  {
    what: 'takes two logs of one size for one',
    breaks: 'consistency-is-sound',
    spoil: ({ checkConsistency: check }) => ({
      checkConsistency: (older, newer, proof) =>
        older.size === newer.size ? E.right(undefined) : check(older, newer, proof),
    }),
  },
  {
    what: 'does not mind which of two trees is the older',
    breaks: 'consistency-is-sound',
    spoil: ({ checkConsistency: check }) => ({
      checkConsistency: (older, newer, proof) =>
        older.size > newer.size ? check(newer, older, proof) : check(older, newer, proof),
    }),
  },
  {
    what: 'proves consistency with the older root in front',
    breaks: 'consistency-is-complete',
    spoil: ({ proveConsistency: prove, rootAt }) => ({
      proveConsistency: async (reader, older, newer) => {
        const hashes = await prove(reader, older, newer)
        return older > 0 && older < newer ? [await rootAt(reader, older), ...hashes] : hashes
      },
    }),
  },
  {
    what: 'believes the tiles that it is given',
    breaks: 'tiles-are-not-believed',
    spoil: ({ memoryHashReader, tileHashReader }) => ({
      tileHashReader: (head, source) => {
        if (head.size > 256) return tileHashReader(head, source)
        const reader: HashReader = {
          readHashes: async (ids) => {
            const tile = { kind: 'hashes', level: 0, index: 0, width: head.size } as const
            const bytes = (await source.readTile(tile)) ?? new Uint8Array(0)
            const leaves = Array.from({ length: head.size }, (_, i) =>
              bytes.slice(i * 32, i * 32 + 32),
            )
            return memoryHashReader(leaves).readHashes(ids)
          },
        }
        return reader
      },
    }),
  },
  {
    what: 'checks no signature of a receipt',
    breaks: 'receipts-show-nothing-else',
    spoil: ({ verifyReceipt }) => ({
      verifyReceipt: (bytes, policy, options) =>
        verifyReceipt(bytes, policy, {
          ...options,
          verifier: {
            name: 'believing',
            verify: (batch) => Promise.resolve(batch.map(() => true)),
          },
        }),
    }),
  },
  {
    what: 'finds no fork',
    breaks: 'forks-are-shown',
    spoil: () => ({ findFork: () => Promise.resolve(null) }),
  },
]

/** `checked`, but an error of that tag is none. */
function believing<A extends { readonly _tag: string }>(
  checked: E.Either<A, void>,
  tag: A['_tag'],
): E.Either<A, void> {
  return E.isLeft(checked) && checked.left._tag === tag ? E.right(undefined) : checked
}
