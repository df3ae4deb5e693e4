/** The way of every question: verify the log, keep the register of it along the way, then answer. */
import type { LedgerState } from '@accord-ledger/core'
import { register } from '@accord-ledger/projection'
import type { QuestionError, Register } from '@accord-ledger/projection'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from './context.ts'
import { explainQuestion } from './explain.ts'
import type { Task } from './failure.ts'
import { readSound } from './io/read-log.ts'
import type { ReadingOptions } from './options.ts'
import { readingOf } from './options.ts'

export interface Asked {
  readonly register: Register
  readonly state: LedgerState
}

/** Answers a question from the log at `place`. Left: the log is not sound, or the question has no answer. */
export function ask<A>(
  context: Context,
  place: string,
  options: ReadingOptions,
  question: (asked: Asked) => E.Either<QuestionError, A>,
): Task<A> {
  return async () => {
    let known = register.initialState()
    const log = await readSound(context, place, {
      ...readingOf(options),
      onEntry: (entry) => {
        known = register.evolve(known, entry)
      },
    })()
    if (E.isLeft(log)) return log
    const answer = question({ register: known, state: log.right.state })
    return E.isLeft(answer) ? E.left(explainQuestion(answer.left, place)) : answer
  }
}
