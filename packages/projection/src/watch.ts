/** Watch lists, and two accords side by side. */
import type { SignatoryId } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { members } from './membership.ts'
import type { Moment, QuestionError } from './moment.ts'
import type { Register } from './register.ts'

/** The ids of `watch` that are not members of `accord`, known to the log or not, in the order given, each once. Left: NoSuchSize, NoSuchAccord. */
export function absent(
  register: Register,
  accord: string,
  watch: readonly string[],
  at: Moment,
): E.Either<QuestionError, readonly string[]> {
  return pipe(
    members(register, accord, at),
    E.map((found) => new Set<string>(found.members.map(({ id }) => id))),
    E.map((present) => [...new Set(watch)].filter((id) => !present.has(id))),
  )
}

/** The members of both accords, ascending by id. Left: NoSuchSize, NoSuchAccord. */
export function both(
  register: Register,
  first: string,
  second: string,
  at: Moment,
): E.Either<QuestionError, readonly SignatoryId[]> {
  return pipe(
    E.Do,
    E.bind('one', () => members(register, first, at)),
    E.bind('other', () => members(register, second, at)),
    E.map(({ one, other }) => {
      const present = new Set(other.members.map(({ id }) => id))
      return one.members.map(({ id }) => id).filter((id) => present.has(id))
    }),
  )
}
