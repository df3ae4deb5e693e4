/** Rules 6 to 13: an entry's place in the log, and what binds its event to this log and this stretch of it (spec §5.2). */
import { isFounding } from '../events/event.ts'
import { SEEN_WINDOW } from '../replay/state.ts'
import { mismatch, rule } from './rule.ts'
import type { Rule } from './rule.ts'

export const index: Rule = rule('index', (state, entry) =>
  entry.index === state.size ? null : mismatch('index', String(state.size), String(entry.index)),
)

export const prev: Rule = rule('prev', (state, entry) =>
  entry.prev === state.head ? null : mismatch('prev', state.head, entry.prev),
)

export const time: Rule = rule('time', (state, entry) =>
  state.time === null || entry.time >= state.time
    ? null
    : mismatch('time', `${state.time} or later`, entry.time),
)

export const founding: Rule = rule('founding', (state, { event }) => {
  if (isFounding(event) === (state.size === 0)) return null
  return state.size === 0
    ? mismatch('event', 'an authority event without a previous one', `an event ${event.type}`)
    : mismatch('event.previous', 'the entry hash of the authority event before', 'null')
})

export const log: Rule = rule('log', (state, { event }) =>
  state.log === null || event.log === state.log
    ? null
    : mismatch('event.log', state.log, event.log),
)

export const seenRange: Rule = rule('seen-range', (state, { event }) => {
  if (isFounding(event)) return null
  const { index } = event.seen
  const oldest = Math.max(0, state.size - SEEN_WINDOW)
  return index < state.size && (index === 0 || index >= oldest)
    ? null
    : mismatch('event.seen.index', `0, or ${oldest} to ${state.size - 1}`, String(index))
})

export const seenHash: Rule = rule('seen-hash', (state, { event }) => {
  if (isFounding(event)) return null
  const { index, hash } = event.seen
  const stands = index === 0 ? state.founding : state.hashes.get(index)
  return hash === stands ? null : mismatch('event.seen.hash', stands ?? 'an entry', hash)
})

export const until: Rule = rule('until', (_, { event, time }) =>
  isFounding(event) || event.until === null || time <= event.until
    ? null
    : mismatch('event.until', `${time} (the entry's time) or later`, event.until),
)

/** In the order of their numbers. */
export const placeRules: readonly Rule[] = [index, prev, time]
export const bindingRules: readonly Rule[] = [founding, log, seenRange, seenHash, until]
