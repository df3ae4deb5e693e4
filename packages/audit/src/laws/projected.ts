/** What the laws of projections have in common: the entries of a history, a register of them, and answers. */
import type { Day, VerifiedEntry } from '@accord-ledger/core'
import type { Member, Register } from '@accord-ledger/projection'
import * as E from 'fp-ts/lib/Either.js'
import type { History } from '../arbitraries/history.ts'
import { same } from './law.ts'
import type { LawRun } from './law.ts'
import { inBlocks } from './logs.ts'

/** The verified entries of a history, and the subject's register of them. */
export async function projected(
  run: LawRun,
  history: History,
): Promise<{ readonly entries: readonly VerifiedEntry[]; readonly register: Register }> {
  run.about(history)
  const entries: VerifiedEntry[] = []
  const { verdict } = await run.subject.verifyLog(inBlocks(history.log), {
    verifier: run.believing,
    onEntry: (entry) => void entries.push(entry),
  })
  same('the verdict', verdict, 'sound')
  return { entries, register: run.subject.project(run.subject.register, entries) }
}

/** An answer as the model gives it: what is right, or the tag of what is wrong. */
export function answer(either: E.Either<{ readonly _tag: string }, unknown>): unknown {
  return E.isLeft(either) ? either.left._tag : either.right
}

/** The members at a moment, or null where the accord is not published by then. */
export function membersAt(
  { subject }: LawRun,
  register: Register,
  accord: string,
  at: { readonly size?: number; readonly on: Day },
): readonly Member[] | null {
  const found = subject.members(register, accord, at)
  return E.isLeft(found) ? null : found.right.members
}
