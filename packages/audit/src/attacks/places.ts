/** Choosing a place: each as likely, the first and the last more so. */
import * as fc from 'fast-check'

/** One of `places`; null where there is none. */
export function oneOf<A>(places: readonly A[]): fc.Arbitrary<A> | null {
  return places.length === 0 ? null : fc.nat(places.length - 1).map((i) => present(places[i]))
}

/** `value`, which is there. Throws where it is not. */
export function present<A>(value: A | undefined): A {
  if (value === undefined) throw new Error('a place that was chosen is there')
  return value
}
