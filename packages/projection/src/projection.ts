/**
 * Projections: read models folded from the verified entries of a log. Users write their own the same
 * way as `register` is written; `project` runs any of them.
 *
 *     const sizes: Projection<number> = { initialState: () => 0, evolve: (size) => size + 1 }
 */
import type { VerifiedEntry } from '@accord-ledger/core'

/**
 * A read model. `evolve` depends on nothing but its arguments, and fails for no entry that follows
 * those before it in a log. It takes its state over: it may change it in place and return it, so the
 * caller must not use the old one.
 */
export interface Projection<S> {
  /** The state of an empty log, a new one at every call. */
  readonly initialState: () => S
  /** The state after `entry`, the next one in log order. */
  readonly evolve: (state: S, entry: VerifiedEntry) => S
}

/** The state after `entries`, in log order, on top of `state`, which is taken over; without one, of an empty log. */
export function project<S>(
  projection: Projection<S>,
  entries: Iterable<VerifiedEntry>,
  state: S = projection.initialState(),
): S {
  let current = state
  for (const entry of entries) current = projection.evolve(current, entry)
  return current
}
