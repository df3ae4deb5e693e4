/** The one side of an Either that a test expects; the other is an error that shows it. */
import * as E from 'fp-ts/lib/Either.js'

export function right<A>(either: E.Either<unknown, A>): A {
  if (E.isRight(either)) return either.right
  throw new Error(`left: ${JSON.stringify(either.left)}`)
}

export function left<L>(either: E.Either<L, unknown>): L {
  if (E.isLeft(either)) return either.left
  throw new Error('right, where a left was due')
}
