/** A party's profile: what a register and a signatory event both say of it. */
import { isCategory, isCountry } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { Fields, Read } from './fields.ts'
import { readText, wrong } from './fields.ts'

export interface Profile {
  readonly name: string
  readonly category: string
  readonly country: string | null
}

export type ProfileField = keyof Profile

/** In the order in which they are told. */
export const PROFILE_FIELDS: readonly ProfileField[] = ['name', 'category', 'country']

/** True where two profiles say the same. */
export function sameProfile(a: Profile, b: Profile): boolean {
  return PROFILE_FIELDS.every((field) => a[field] === b[field])
}

/** Reads the value of one field, as a register has it. */
export const readProfileField: {
  readonly [F in ProfileField]: (value: unknown, path: string) => Read<Profile[F]>
} = {
  name: readText,
  category: (value, path) =>
    isCategory(value)
      ? E.right(value)
      : E.left(wrong(path, 'a category ([a-z0-9]+(-[a-z0-9]+)*, at most 96 bytes)', value)),
  country: (value, path) => {
    if (value === undefined || value === null) return E.right(null)
    return isCountry(value)
      ? E.right(value)
      : E.left(wrong(path, 'two letters A to Z, or null', value))
  },
}

/** The profile in a register's `signatory`. */
export function readProfile(party: Fields, at: string): Read<Profile> {
  return pipe(
    E.Do,
    E.bind('name', () => readProfileField.name(party['name'], `${at}.name`)),
    E.bind('category', () => readProfileField.category(party['category'], `${at}.category`)),
    E.bind('country', () => readProfileField.country(party['country'], `${at}.country`)),
  )
}
