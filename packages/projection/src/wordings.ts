/** Wordings: how an accord read over time, and which of them each member signed. */
import type { AccordId, Hash, SignatoryId, Title } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Wording } from './facts.ts'
import { membersOf } from './membership.ts'
import type { Member } from './membership.ts'
import { knownAt, requireDays } from './moment.ts'
import type { Moment, QuestionError } from './moment.ts'
import { byText } from './order.ts'
import type { Register } from './register.ts'

/** Members whose acts in force name one text under one title; both null for acts that were attested without a text. */
export interface SignedWording {
  readonly text: Hash | null
  readonly title: Title | null
  /** Ascending by id. */
  readonly members: readonly SignatoryId[]
}

/** All accords ever published, ascending by id. */
export function accords({ acts }: Register): readonly AccordId[] {
  return acts.ids.filter((id) => id !== null).toSorted(byText)
}

/** What `accord` said over time, at the head, in log order: one for each of its events. Left: NoSuchAccord. */
export function wordings(
  register: Register,
  accord: string,
): E.Either<QuestionError, readonly Wording[]> {
  return pipe(
    knownAt(register, accord, {}),
    E.map(({ page }) => page.wordings.slice()),
  )
}

/**
 * Which wording, and its title, each member's act in force names: the one that stood when the act was
 * logged. In the order in which the wordings were first logged, null last. Left: NoSuchSize, NoSuchAccord.
 */
export function wordingsSigned(
  register: Register,
  accord: string,
  at: Moment,
): E.Either<QuestionError, readonly SignedWording[]> {
  requireDays(at.on)
  return pipe(
    knownAt(register, accord, at),
    E.map((known) => group(known.page.wordings, membersOf(known, at.on).members)),
  )
}

function group(all: readonly Wording[], members: readonly Member[]): readonly SignedWording[] {
  const groups = new Map<
    string,
    { text: Hash | null; title: Title | null; members: SignatoryId[] }
  >()
  for (const { text, title } of all) {
    const key = keyOf(text, title)
    if (!groups.has(key)) groups.set(key, { text, title, members: [] })
  }
  groups.set(keyOf(null, null), { text: null, title: null, members: [] })
  for (const { id, text, index } of members) {
    const title = text === null ? null : (all.findLast((each) => each.index < index)?.title ?? null)
    groups.get(keyOf(text, title))?.members.push(id)
  }
  return [...groups.values()].filter((group) => group.members.length > 0)
}

/** One string for each text and title: a text is hex or absent, so the first space ends it. */
function keyOf(text: Hash | null, title: Title | null): string {
  return `${text ?? ''} ${title ?? ''}`
}
