/**
 * Register files: a list of who joined and left an accord, as JSON. Fields that are not named here
 * are passed over.
 *
 *     { "accord": {"id": "paris-call", "title": "…", "url": "https://…" or null, "opened": "2018-11-12" or null,
 *                  "principles": ["…"]},
 *       "events": [{"date": "2018-11-12", "action": "endorse" or "withdraw", "reason": "…" or null,
 *                   "signatory": {"id": "state:FR", "name": "France", "category": "state", "country": "FR" or null}}],
 *       "corrections": [{"date": "2019-11-10", "signatory_id": "org:quad9", "field": "category",
 *                        "from": "company", "to": "civil-society"}] }
 *
 * A bundle has `accords`, an array, in place of `accord`, and every event carries `accord`, the id of one of them.
 * Rows go by date; array order is the order within a day.
 */
import type { Day, Hash, Malformed } from '@accord-ledger/core'
import { isAccordId, isSignatoryId, quote } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { accordText } from './accord-text.ts'
import type { Fields, Read } from './fields.ts'
import {
  readArray,
  readDay,
  readDayOrNull,
  readEach,
  readFields,
  readText,
  readTextOrNull,
  readWord,
  wrong,
} from './fields.ts'
import type { IdTable } from './ids.ts'
import { idTable } from './ids.ts'
import type { Profile, ProfileField } from './profile.ts'
import { PROFILE_FIELDS, readProfile, readProfileField } from './profile.ts'

/** An accord as a register has it. */
export interface RegisterAccord {
  /** Its place in the file, for errors. */
  readonly at: string
  readonly id: string
  readonly title: string
  /** Its address where the ledger can hold it, else null. */
  readonly uri: string | null
  /** The address as the file has it. */
  readonly url: string | null
  readonly opened: Day | null
  /** SHA-256 of JCS({id, title, url, principles}). */
  readonly text: Hash
}

/** One act of one party. */
export interface Row {
  readonly at: string
  readonly accord: string
  readonly signatory: string
  readonly act: 'endorse' | 'withdraw'
  readonly date: Day
  readonly reason: string | null
  readonly profile: Profile
}

/** A dated change of one field of a party's profile. */
export interface Correction {
  readonly at: string
  readonly signatory: string
  readonly date: Day
  readonly field: ProfileField
  /** The value before, or undefined where the file does not say. */
  readonly from: string | null | undefined
  readonly to: string | null
}

/** A register, its ids those of the ledger, rows and corrections by date. */
export interface RegisterFile {
  readonly accords: readonly RegisterAccord[]
  readonly rows: readonly Row[]
  readonly corrections: readonly Correction[]
}

/** Reads attacker-controlled JSON as a register. Left: the first thing wrong, by its place in the file. */
export function readRegister(json: unknown): E.Either<Malformed, RegisterFile> {
  const file = readFields(
    json,
    '',
    'a register: an object with "accord" or "accords", and "events"',
  )
  if (E.isLeft(file)) return file
  const bundle = file.right['accords'] !== undefined
  const ids = { accords: idTable(), signatories: idTable() }
  const accords = readAccords(file.right, ids.accords)
  if (E.isLeft(accords)) return accords
  const known = new Set(accords.right.map(({ id }) => id))
  const only = bundle ? null : (accords.right[0] ?? null)
  const accordOf = (value: unknown, path: string): Read<string> =>
    only !== null && (value === undefined || value === null)
      ? E.right(only.id)
      : readId(value, path, ids.accords, (id) => isAccordId(id) && known.has(id), ACCORD_OF_FILE)
  return pipe(
    E.Do,
    E.bind('events', () => readEvents(file.right)),
    E.bind('rows', ({ events }) =>
      readEach(events, 'events', (value, at) => readRow(value, at, accordOf, ids.signatories)),
    ),
    E.bind('changes', () => readArray(file.right['corrections'], 'corrections')),
    E.bind('corrections', ({ changes }) =>
      readEach(changes, 'corrections', (value, at) => readCorrection(value, at, ids.signatories)),
    ),
    E.map(({ rows, corrections }) => ({
      accords: accords.right,
      rows: byDate(rows),
      corrections: byDate(corrections),
    })),
  )
}

const ACCORD_OF_FILE = 'the id of an accord in this file'
const ID = 'an id with letters or digits in it, at most 96 bytes'

function readEvents(file: Fields): Read<readonly unknown[]> {
  return file['events'] === undefined
    ? E.left(wrong('events', 'an array', undefined))
    : readArray(file['events'], 'events')
}

function readAccords(file: Fields, ids: IdTable): Read<readonly RegisterAccord[]> {
  const seen = new Set<string>()
  const once = (value: unknown, at: string): Read<RegisterAccord> => {
    const accord = readAccord(value, at, ids)
    if (E.isLeft(accord)) return accord
    const { id } = accord.right
    if (seen.has(id)) return E.left(wrong(`${at}.id`, 'an id that stands here once', id))
    seen.add(id)
    return accord
  }
  const { accords } = file
  if (accords === undefined)
    return E.map((one: RegisterAccord) => [one])(once(file['accord'], 'accord'))
  return pipe(
    readArray(accords, 'accords'),
    E.chain((list) => readEach(list, 'accords', once)),
  )
}

function readAccord(value: unknown, at: string, ids: IdTable): Read<RegisterAccord> {
  const fields = readFields(value, at, 'an accord')
  if (E.isLeft(fields)) return fields
  const { id: raw, title, url, opened, principles } = fields.right
  return pipe(
    E.Do,
    E.bind('id', () => readId(raw, `${at}.id`, ids, isAccordId, ID)),
    E.bind('title', () => readText(title, `${at}.title`)),
    E.bind('url', () => readTextOrNull(url, `${at}.url`)),
    E.bind('opened', () => readDayOrNull(opened, `${at}.opened`)),
    E.bind('principles', () =>
      pipe(
        readArray(principles, `${at}.principles`),
        E.chain((list) => readEach(list, `${at}.principles`, readText)),
      ),
    ),
    E.map((read) => ({
      at,
      id: read.id,
      title: read.title,
      url: read.url,
      uri: read.url !== null && HTTPS.test(read.url) ? read.url : null,
      opened: read.opened,
      text: accordText({ ...read, id: String(raw) }),
    })),
  )
}

/** What the ledger's uri may be (the spec's grammar of `uri`). */
const HTTPS = /^https:\/\/[!-~]{1,2040}$/

function readRow(
  value: unknown,
  at: string,
  accordOf: (value: unknown, path: string) => Read<string>,
  signatories: IdTable,
): Read<Row> {
  const fields = readFields(value, at, 'a row: an object with "date", "action" and "signatory"')
  if (E.isLeft(fields)) return fields
  const row = fields.right
  const party = readFields(row['signatory'], `${at}.signatory`, 'a signatory')
  if (E.isLeft(party)) return party
  const id = party.right['id']
  return pipe(
    E.Do,
    E.bind('date', () => readDay(row['date'], `${at}.date`)),
    E.bind('act', () => readWord(row['action'], `${at}.action`, ACTS)),
    E.bind('accord', () => accordOf(row['accord'], `${at}.accord`)),
    E.bind('reason', () => readTextOrNull(row['reason'], `${at}.reason`)),
    E.bind('signatory', () => readId(id, `${at}.signatory.id`, signatories, isSignatoryId, ID)),
    E.bind('profile', () => readProfile(party.right, `${at}.signatory`)),
    E.map((read) => ({ at, ...read })),
  )
}

function readCorrection(value: unknown, at: string, signatories: IdTable): Read<Correction> {
  const fields = readFields(value, at, 'a correction: an object with "date" and "signatory_id"')
  if (E.isLeft(fields)) return fields
  const { date, signatory_id: raw, field, from, to } = fields.right
  return pipe(
    E.Do,
    E.bind('date', () => readDay(date, `${at}.date`)),
    E.bind('signatory', () => readId(raw, `${at}.signatory_id`, signatories, isSignatoryId, ID)),
    E.bind('field', () => readWord(field, `${at}.field`, PROFILE_FIELDS)),
    E.bind('from', () => readTextOrNull(from, `${at}.from`)),
    E.bind('to', (read) => readProfileField[read.field](to, `${at}.to`)),
    E.map((read) => ({ at, ...read, from: from === undefined ? undefined : read.from })),
  )
}

const ACTS: readonly Row['act'][] = ['endorse', 'withdraw']

/** The ledger's id for `raw`. Left: it is no text, comes to no id that `holds`, or another one came to the same. */
function readId(
  raw: unknown,
  path: string,
  ids: IdTable,
  holds: (id: string) => boolean,
  expected: string,
): Read<string> {
  if (typeof raw !== 'string') return E.left(wrong(path, expected, raw))
  const { id, taken } = ids.idFor(raw)
  if (!holds(id)) return E.left(wrong(path, expected, raw))
  return taken === null
    ? E.right(id)
    : E.left(wrong(path, `an id that does not come to ${id}, as ${quote(taken)} does`, raw))
}

/** By date; what stands on one day keeps its order. */
function byDate<A extends { readonly date: Day }>(dated: readonly A[]): readonly A[] {
  return dated.toSorted((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0))
}
