/**
 * What checking a ledger's files finds: each finding with the file, the entry and the byte, as far as there is one.
 */

/**
 * How bad it is, worst first.
 *
 * - `damaged`: it is not what was written.
 * - `missing`: it was written, and is gone.
 * - `unknown`: it could not be told.
 * - `torn`: the first part of an append that was interrupted. Nothing that was acknowledged is in it.
 * - `stale`: derived from the entries, of no more use or not as it should be; nobody is misled by it.
 * - `note`: for information.
 */
export type Condition = 'damaged' | 'missing' | 'unknown' | 'torn' | 'stale' | 'note'

/** Conditions, worst first. */
export const CONDITIONS: readonly Condition[] = [
  'damaged',
  'missing',
  'unknown',
  'torn',
  'stale',
  'note',
]

/** One thing that was found. */
export interface FsckFinding {
  readonly condition: Condition
  /** What it is, for scripts: the list is in docs/cli.md. */
  readonly kind: string
  /** Below the ledger's directory, with `/`; null where it is of no one file. */
  readonly file: string | null
  /** Index of the entry. */
  readonly index?: number
  /** Where it starts in the file, in bytes. */
  readonly offset?: number
  readonly expected?: string
  readonly found?: string
  /** True for what is made from the entries alone, and can be made again: tiles, and the modes of segments. */
  readonly derived?: true
  /** A sentence. Names of files in it are not escaped. */
  readonly message: string
}

/** `torn`: a torn tail, and nothing worse. `unknown`: could not tell. */
export type FsckVerdict = 'sound' | 'unsound' | 'unknown' | 'torn'

/** The verdict that a list of findings comes to. */
export function verdictOf(findings: readonly FsckFinding[]): FsckVerdict {
  const found = new Set(findings.map(({ condition }) => condition))
  if (found.has('damaged') || found.has('missing')) return 'unsound'
  if (found.has('unknown')) return 'unknown'
  return found.has('torn') ? 'torn' : 'sound'
}

/** Takes findings; of one kind it keeps a hundred, so that no directory fills the memory. */
export interface FindingList {
  readonly add: (finding: FsckFinding) => void
  /** Worst first; within a condition in the order of the log, and those of no entry behind. */
  readonly all: () => readonly FsckFinding[]
}

/** An empty list. */
export function findingList(): FindingList {
  const kept: FsckFinding[] = []
  const counts = new Map<string, { readonly first: FsckFinding; count: number }>()

  const add = (finding: FsckFinding): void => {
    const { condition, kind, file, message } = finding
    if (kept.some((each) => each.message === message && each.file === file)) return
    const counted = counts.get(`${condition} ${kind}`) ?? { first: finding, count: 0 }
    counts.set(`${condition} ${kind}`, counted)
    counted.count += 1
    if (counted.count <= MAX_OF_A_KIND) kept.push(finding)
  }

  const rest = (): readonly FsckFinding[] =>
    [...counts.values()]
      .filter(({ count }) => count > MAX_OF_A_KIND)
      .map(({ first: { condition, kind, derived }, count }) => ({
        condition,
        kind,
        file: null,
        ...(derived === true ? { derived } : {}),
        message: `${count - MAX_OF_A_KIND} more of this kind were found`,
      }))

  return {
    add,
    all: () =>
      [...kept, ...rest()].toSorted(
        (a, b) =>
          CONDITIONS.indexOf(a.condition) - CONDITIONS.indexOf(b.condition) ||
          (a.index ?? Infinity) - (b.index ?? Infinity) ||
          0,
      ),
  }
}

const MAX_OF_A_KIND = 100
