/** What each attempt says, given what stands in the log: two accords, two parties, keys enough. */
import type { Attempt, Deed } from './candidates.ts'
import { accordNow, authorityNow, currentKey, type Past } from './naive-past.ts'
import { keyOf, type PlainEvent } from './plain.ts'

/** An event without what binds it to a log. */
export type Says = Omit<PlainEvent, 'log' | 'previous'>

/** What `attempt` says, effective on `effective`. The first event founds the log, but for a few that try something else. */
export function saysOf(past: Past, attempt: Attempt, effective: string): Says {
  if (past.length === 0 && attempt.pick % 10 !== 0) return foundingOf(attempt)
  const accord = ['open-waters', 'clean-air'][attempt.accord] ?? ''
  const signatory = ['tern', 'plover'][attempt.party] ?? ''
  const act = { accord, signatory, effective }
  switch (missing(past, accord, signatory, attempt) ?? attempt.deed) {
    case 'authority':
      return past.length === 0 ? foundingOf(attempt) : authorityOf(past, attempt)
    case 'accord':
      return accordOf(past, accord, attempt, effective)
    case 'signatory':
      return signatoryOf(past, signatory, attempt, effective)
    case 'rotate':
      return { type: 'rotate', signatory, key: rotatedKey(past, signatory, attempt) }
    case 'endorse':
      return { type: 'endorse', ...act, text: textOf(past, accord, attempt) ?? TEXTS[0] }
    case 'withdraw':
      return { type: 'withdraw', ...act, reason: attempt.variant < 4 ? null : 'another course' }
    case 'attest':
    case 'attest-out': {
      const joins = attempt.deed === 'attest'
      const text = joins ? textOf(past, accord, attempt) : attempt.wording < 6 ? null : TEXTS[0]
      const said = { act: joins ? 'endorse' : 'withdraw', text, reason: null, evidence: null }
      return { type: 'attest', ...act, ...said }
    }
    case 'strike':
      return { type: 'strike', ...act, reason: 'a duplicate' }
  }
}

/** What must come before the deed, now and then forgotten: the party, the accord. */
function missing(past: Past, accord: string, signatory: string, attempt: Attempt): Deed | null {
  const { deed, pick } = attempt
  if (['authority', 'accord', 'signatory'].includes(deed) || pick % 10 === 0) return null
  const admitted = past.some(({ event }) => event.signatory === signatory)
  if (!admitted) return 'signatory'
  return deed === 'rotate' || accordNow(past, accord) !== null ? null : 'accord'
}

const TEXTS = ['a'.repeat(64), 'b'.repeat(64), 'c'.repeat(64)] as const

function fresh(past: Past, role: string): string {
  return keyOf(`${role} ${past.length}`).key
}

/** A key that stands somewhere in the log, current or not. */
function used(past: Past, pick: number): string {
  const keys = past.flatMap(({ event }) =>
    [event.operator, ...(event.registrars ?? []), event.key].filter(
      (key) => typeof key === 'string',
    ),
  )
  return keys[pick % keys.length] ?? keyOf('nobody').key
}

function foundingOf({ variant }: Attempt): Says {
  const operator = keyOf('operator').key
  const both = [keyOf('registrar').key, keyOf('registrar 2').key]
  const registrars = variant === 0 ? [operator] : variant < 3 ? both.slice(1) : both
  return { type: 'authority', format: 1, operator, registrars: registrars.toSorted() }
}

function authorityOf(past: Past, { variant, pick }: Attempt): Says {
  const now = authorityNow(past)
  const operator = now?.operator ?? ''
  const registrars = now?.registrars ?? []
  const other = fresh(past, 'registrar')
  const choices: readonly (readonly [string, readonly string[]])[] = [
    [operator, [...registrars, other]],
    [fresh(past, 'operator'), registrars],
    [operator, registrars.slice(1)],
    [operator, [operator, ...registrars]],
    [registrars[0] ?? '', registrars],
    [operator, [...registrars, used(past, pick)]],
    [used(past, pick), registrars],
    [fresh(past, 'operator'), [operator]],
  ]
  const [operatorNext, registrarsNext] = choices[variant] ?? [operator, registrars]
  const few = [...new Set(registrarsNext.length === 0 ? [other] : registrarsNext)].slice(0, 16)
  return { type: 'authority', format: 1, operator: operatorNext, registrars: few.toSorted() }
}

/** Publishes an accord, or: turns its door (0 to 3), gives it another text (4), and title (5), only another title (6), another uri (7). */
function accordOf(past: Past, accord: string, { variant }: Attempt, effective: string): Says {
  const now = accordNow(past, accord)
  const at = TEXTS.findIndex((text) => text === now?.text)
  const amended = variant === 4 || variant === 5
  const retitled = variant === 5 || variant === 6
  return {
    type: 'accord',
    accord,
    title: retitled ? `Edition ${past.length}` : (now?.title ?? 'The accord'),
    text: amended ? (TEXTS[(at + 1) % TEXTS.length] ?? null) : (now?.text ?? TEXTS[0]),
    uri: variant === 7 ? `https://accords.example/${past.length}` : null,
    open: now === null || (variant < 4 ? now.open !== true : now.open === true),
    effective,
  }
}

/** Admits or restates a party: as it is (0), without a key (1), with another's or an old key (4), with a new one. */
function signatoryOf(
  past: Past,
  signatory: string,
  { variant, pick }: Attempt,
  effective: string,
): Says {
  const current = currentKey(past, signatory)
  const key =
    variant === 0
      ? current
      : variant === 1
        ? null
        : variant === 4
          ? used(past, pick)
          : fresh(past, 'party')
  const profile = { name: `Party ${past.length}`, category: 'company', country: null }
  return { type: 'signatory', signatory, ...profile, key, effective }
}

function rotatedKey(past: Past, signatory: string, { variant, pick }: Attempt): string {
  if (variant === 0) return currentKey(past, signatory) ?? used(past, pick)
  return variant < 3 ? used(past, pick) : fresh(past, 'party')
}

/** The accord's text (0 to 5), another one (6), or none (7). */
function textOf(past: Past, accord: string, { wording }: Attempt): string | null {
  const text = accordNow(past, accord)?.text ?? TEXTS[0]
  if (wording < 6) return text
  return wording === 7 ? null : (TEXTS.find((other) => other !== text) ?? null)
}
