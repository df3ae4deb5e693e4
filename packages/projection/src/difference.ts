/** The difference between two moments: who joined an accord, who left it, and whose membership reads otherwise. */
import type { AccordId, Day } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { members } from './membership.ts'
import type { Member, Members } from './membership.ts'
import type { Moment, QuestionError } from './moment.ts'
import type { Register } from './register.ts'

/** What differs. Each list is ascending by id. */
export interface Difference {
  readonly accord: AccordId
  readonly from: { readonly size: number; readonly on: Day }
  readonly to: { readonly size: number; readonly on: Day }
  /** In at `to`, not in at `from`; as at `to`. */
  readonly joined: readonly Member[]
  /** In at `from`, not in at `to`; as at `from`. */
  readonly left: readonly Member[]
  /** In at both, with another standing, text, name, category, country or suspension. */
  readonly changed: readonly { readonly before: Member; readonly after: Member }[]
}

/** What differs in `accord` between two moments, in whichever order they lie. Left: NoSuchSize, NoSuchAccord. */
export function diff(
  register: Register,
  accord: string,
  from: Moment,
  to: Moment,
): E.Either<QuestionError, Difference> {
  return pipe(
    E.Do,
    E.bind('before', () => members(register, accord, from)),
    E.bind('after', () => members(register, accord, to)),
    E.map(({ before, after }) => differenceOf(before, after)),
  )
}

function differenceOf(before: Members, after: Members): Difference {
  const were = new Map(before.members.map((member) => [member.id, member]))
  const are = new Set(after.members.map(({ id }) => id))
  return {
    accord: after.accord,
    from: { size: before.size, on: before.on },
    to: { size: after.size, on: after.on },
    joined: after.members.filter(({ id }) => !were.has(id)),
    left: before.members.filter(({ id }) => !are.has(id)),
    changed: after.members.flatMap((member) => {
      const was = were.get(member.id)
      return was === undefined || SHOWN.every((field) => was[field] === member[field])
        ? []
        : [{ before: was, after: member }]
    }),
  }
}

const SHOWN = ['standing', 'text', 'name', 'category', 'country', 'suspendedSince'] as const
