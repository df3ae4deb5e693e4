/** What can be wrong with a tile, and how a promise rejects with that. */

/** Why a tile, or several that belong together, cannot be used. What they hold is attacker-controlled. */
export interface BadTile {
  readonly _tag: 'BadTile'
  /**
   * - `missing`: there is no such tile, nor the full one in place of a partial one.
   * - `length`: it has not exactly the bytes of so many hashes, or more than so many entries can have.
   * - `bundle`: it is not exactly so many entries, each behind its length.
   * - `hash`: it is not of the tree that the head commits to.
   */
  readonly why: 'missing' | 'length' | 'bundle' | 'hash'
  /** The paths of the tiles: one; several where only their hashes together can be checked; none where the caller knows it. */
  readonly paths: readonly string[]
  readonly expected: string
  readonly found: string
}

/** Makes what a promise rejects with where a tile is bad. */
export function tileFailure(badTile: BadTile): Error {
  const error = new Error(describeTile(badTile))
  return Object.assign(error, { name: 'TileFailure', badTile })
}

/** The `BadTile` that a thrown value carries, or null where it carries none: then the source failed, or we did. */
export function asTileError(thrown: unknown): BadTile | null {
  return thrown instanceof Error && 'badTile' in thrown ? (thrown as TileFailure).badTile : null
}

/** One sentence for it. */
export function describeTile({ why, paths, expected, found }: BadTile): string {
  const what = paths.length === 0 ? 'the tile' : paths.join(', ')
  switch (why) {
    case 'missing':
      return `${what} is missing`
    case 'length':
      return `${what} has ${found}: expected ${expected}`
    case 'bundle':
      return `${what} is no entry bundle: expected ${expected}, found ${found}`
    case 'hash':
      return `${what} is not of this tree: expected ${expected}, found ${found}`
  }
}

interface TileFailure extends Error {
  readonly badTile: BadTile
}
