/**
 * What a register says of each party's profile, as steps in time: as its first row has it, then every
 * row that differs from the party's row before, and every correction. Of a row only the fields that
 * differ are taken, so that a row which repeats an old category does not undo a correction of it.
 * On one day, rows come before corrections.
 */
import type { Day, Malformed } from '@accord-ledger/core'
import { quote } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { Profile } from './profile.ts'
import { PROFILE_FIELDS, sameProfile } from './profile.ts'
import { wrong } from './fields.ts'
import type { Correction, RegisterFile, Row } from './register-file.ts'

/** From `effective` on, the party has this profile. */
export interface ProfileStep {
  /** The place of the row or correction that says so. */
  readonly at: string
  readonly effective: Day
  readonly profile: Profile
}

/** The steps of every party of the register, at least one each. Left: a correction that does not fit the rows. */
export function profileSteps({
  rows,
  corrections,
}: RegisterFile): E.Either<Malformed, ReadonlyMap<string, readonly ProfileStep[]>> {
  const steps = new Map<string, ProfileStep[]>()
  const rowBefore = new Map<string, Row>()
  let next = 0
  for (const row of rows) {
    for (; isBefore(corrections[next], row.date); next++) {
      const corrected = correct(steps, corrections[next])
      if (E.isLeft(corrected)) return corrected
    }
    addRow(steps, rowBefore.get(row.signatory), row)
    rowBefore.set(row.signatory, row)
  }
  for (; next < corrections.length; next++) {
    const corrected = correct(steps, corrections[next])
    if (E.isLeft(corrected)) return corrected
  }
  return E.right(steps)
}

function isBefore(correction: Correction | undefined, day: Day): boolean {
  return correction !== undefined && correction.date < day
}

function addRow(steps: Map<string, ProfileStep[]>, before: Row | undefined, row: Row): void {
  const own = steps.get(row.signatory) ?? []
  const last = own.at(-1)
  if (before === undefined || last === undefined) {
    steps.set(row.signatory, [{ at: row.at, effective: row.date, profile: row.profile }])
    return
  }
  if (sameProfile(before.profile, row.profile)) return
  const changed = PROFILE_FIELDS.filter((field) => before.profile[field] !== row.profile[field])
  const taken = Object.fromEntries(changed.map((field) => [field, row.profile[field]]))
  own.push({ at: row.at, effective: row.date, profile: { ...last.profile, ...taken } })
}

function correct(
  steps: ReadonlyMap<string, ProfileStep[]>,
  correction: Correction | undefined,
): E.Either<Malformed, void> {
  if (correction === undefined) throw new Error('a correction lies within its list')
  const { at, signatory, date, field, from, to } = correction
  const own = steps.get(signatory)
  const last = own?.at(-1)
  if (own === undefined || last === undefined) {
    return E.left(wrong(`${at}.signatory_id`, `a party with a row on ${date} or before`, signatory))
  }
  if (from !== undefined && from !== last.profile[field]) {
    return E.left(
      wrong(`${at}.from`, `${quote(last.profile[field])}, the ${field} on ${date}`, from),
    )
  }
  own.push({ at, effective: date, profile: { ...last.profile, [field]: to } })
  return E.right(undefined)
}
