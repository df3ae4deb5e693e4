/** What a proof claims: that a leaf lies in a tree, or that one tree is the beginning of another. */
import {
  checkConsistency,
  checkInclusion,
  proveConsistency,
  proveInclusion,
} from '@accord-ledger/core'
import type { ProofError, TreeHead } from '@accord-ledger/core'
import * as fc from 'fast-check'
import { headAt } from './published-target.ts'
import type { PublishedTarget } from './published-target.ts'
import { present } from './places.ts'

/** A proof with what it is said to prove, made when it is wanted. */
export interface ProofClaim {
  /** What was done, in words. */
  readonly what: string
  readonly make: () => Promise<Claimed>
}

/** What is claimed, and by which hashes. */
export type Claimed =
  | {
      readonly kind: 'inclusion'
      readonly head: TreeHead
      readonly index: number
      readonly leaf: Uint8Array
      readonly hashes: readonly Uint8Array[]
    }
  | {
      readonly kind: 'consistency'
      readonly older: TreeHead
      readonly newer: TreeHead
      readonly hashes: readonly Uint8Array[]
    }

/** Why a claim does not stand; null where it does. */
export function refuted(claimed: Claimed): ProofError | null {
  const checked =
    claimed.kind === 'inclusion'
      ? checkInclusion(claimed.head, claimed.index, claimed.leaf, claimed.hashes)
      : checkConsistency(claimed.older, claimed.newer, claimed.hashes)
  return checked._tag === 'Left' ? checked.left : null
}

/** Which proof: of leaf `index` in, or of a tree of `older` leaves and, a tree of `size`. */
export interface ProofPlace {
  readonly kind: Claimed['kind']
  /** The leaf index, or the older size less one: in [0, size). */
  readonly at: number
  /** In [1, leaves]. */
  readonly size: number
}

/** Proofs in trees of `leaves` entries and fewer; at least 1. */
export function aProofPlace(leaves: number): fc.Arbitrary<ProofPlace> {
  return fc.integer({ min: 1, max: leaves }).chain((size) =>
    fc.record({
      kind: fc.constantFrom<Claimed['kind']>('inclusion', 'consistency'),
      at: fc.nat(size - 1),
      size: fc.constant(size),
    }),
  )
}

/** The true claim at a place. */
export async function trueClaim(
  target: PublishedTarget,
  { kind, at, size }: ProofPlace,
): Promise<Claimed> {
  const head = await headAt(target, size)
  if (kind === 'inclusion') {
    const hashes = await proveInclusion(target.reader, at, size)
    return { kind, head, index: at, leaf: present(target.leaves[at]), hashes }
  }
  const hashes = await proveConsistency(target.reader, at + 1, size)
  return { kind, older: await headAt(target, at + 1), newer: head, hashes }
}

/** A place in words. */
export function describePlace({ kind, at, size }: ProofPlace): string {
  return kind === 'inclusion'
    ? `the inclusion proof of leaf ${at} in ${size}`
    : `the consistency proof of ${at + 1} and ${size}`
}

/** A claim that is made of a true one. */
export function spoilt(
  target: PublishedTarget,
  place: ProofPlace,
  what: string,
  change: (claimed: Claimed) => Claimed | Promise<Claimed>,
): ProofClaim {
  return {
    what: `${describePlace(place)}: ${what}`,
    make: async () => change(await trueClaim(target, place)),
  }
}
