/** What `compare` found, in sentences. */
import { describe, encodeHex } from '@accord-ledger/core'
import { countOf } from '../io/words.ts'
import type { Unbelieved } from './believe.ts'
import type { Head, Tree } from './history-tree.ts'
import type { Judgement } from './judge.ts'

/** One thing that was found. */
export interface CompareFinding {
  readonly kind:
    | 'fork'
    | 'difference'
    | 'contradiction'
    | 'seen'
    | 'unsound'
    | 'shrank'
    | 'uncompared'
    | 'unbelieved'
  readonly index?: number
  readonly message: string
}

/** `forked`: two histories. `unsound`: a ledger is not what it was. `unknown`: not all of it could be compared. */
export type CompareVerdict = 'consistent' | 'forked' | 'unsound' | 'unknown'

/** The worst that the findings say. */
export function compareVerdict(findings: readonly CompareFinding[]): CompareVerdict {
  const kinds = new Set(findings.map(({ kind }) => kind))
  const has = (...some: readonly CompareFinding['kind'][]): boolean =>
    some.some((kind) => kinds.has(kind))
  if (has('fork', 'difference', 'contradiction', 'seen')) return 'forked'
  if (has('unsound', 'shrank')) return 'unsound'
  return has('uncompared', 'unbelieved') ? 'unknown' : 'consistent'
}

/** All of it, the gravest first. */
export function findingsOf(
  trees: readonly Tree[],
  heads: readonly Head[],
  unbelieved: readonly Unbelieved[],
  judgement: Judgement,
): readonly CompareFinding[] {
  return [
    ...judgement.forks.map(({ older, newer }): CompareFinding => ({
      kind: 'fork',
      message: `the operator signed two histories: ${rootOf(older)} at size ${older.size} in ${older.from}, and one that does not begin with it, of size ${newer.size}, in ${newer.from}`,
    })),
    ...judgement.differences.map(({ a, b, index, hashes }): CompareFinding => ({
      kind: 'difference',
      index,
      message: `entry ${index} is the first that differs: ${hashes[0]} in ${a}, ${hashes[1]} in ${b}${isSigned(judgement, a, b) ? '' : '; no two checkpoints sign both, so that this is unsigned evidence'}`,
    })),
    ...judgement.contradictions.map(({ head, tree, found }): CompareFinding => ({
      kind: 'contradiction',
      message: `the checkpoint in ${head.from} signs ${rootOf(head)} at size ${head.size}, and the entries in ${tree} have ${found}`,
    })),
    ...trees.flatMap((tree) => seenIn(tree, trees)),
    ...trees.flatMap(unsoundness),
    ...heads.flatMap((head) => shrinkage(head, trees)),
    ...judgement.uncompared.map(({ a, b, size }): CompareFinding => ({
      kind: 'uncompared',
      message: `${a} and ${b} could not be compared: no ledger given has the ${size} entries that are signed in ${b}`,
    })),
    ...unbelieved.map(({ from, why }): CompareFinding => ({
      kind: 'unbelieved',
      message: `the checkpoint in ${from} is no evidence: ${why}`,
    })),
  ]
}

function rootOf({ signed }: Head): string {
  return `the root ${encodeHex(signed.checkpoint.root)}`
}

function isSigned({ forks }: Judgement, a: string, b: string): boolean {
  return forks.some(({ older, newer }) => {
    const [one, other] = [older.source, newer.source]
    return (one === a && other === b) || (one === b && other === a)
  })
}

/** A party that signed over another history says the same as a checkpoint of one would: rule 12. */
function seenIn(tree: Tree, trees: readonly Tree[]): readonly CompareFinding[] {
  return tree.history.seen.map(({ index, signers, seen, found }) => {
    const other = trees.find(({ history }) => {
      const leaf = history.leaves[seen.index]
      return leaf !== undefined && encodeHex(leaf) === seen.hash
    })
    const where = other === undefined ? 'which is in no ledger given' : `as it is in ${other.name}`
    return {
      kind: 'seen',
      index,
      message: `entry ${index} of ${tree.name}, signed by ${signers.join(', ')}, breaks rule 12, seen-hash: it was signed over another history, in which entry ${seen.index} is ${seen.hash}, ${where}; here it is ${found}`,
    }
  })
}

function unsoundness({ name, size, history }: Tree): readonly CompareFinding[] {
  const { verification } = history
  if (verification.verdict === 'sound') return []
  const failure = verification.findings.find(
    ({ _tag }) => _tag === 'Violation' || _tag === 'Unrecognised',
  )
  if (failure === undefined) return []
  return [
    {
      kind: 'unsound',
      index: verification.size,
      message: `${name} is sound for ${verification.size} of its ${countOf(size, 'entry', 'entries')}: ${describe(failure)}`,
    },
  ]
}

function shrinkage(
  { from, source, size }: Head,
  trees: readonly Tree[],
): readonly CompareFinding[] {
  const own = trees.find(({ name }) => name === source)
  return own === undefined || size <= own.size
    ? []
    : [
        {
          kind: 'shrank',
          message: `the checkpoint in ${from} covers ${countOf(size, 'entry', 'entries')}, and only ${own.size} are there: what was signed is gone`,
        },
      ]
}
