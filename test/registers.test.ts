/**
 * Real registers, end to end: import by the command → file store → opened again → verified →
 * projected → every fact that their files state.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openFileStore } from '@accord-ledger/adapters/file'
import { bestVerifier } from '@accord-ledger/adapters/native'
import { blocksOf, entryLink, isDay, verifyLog } from '@accord-ledger/core'
import type { Day } from '@accord-ledger/core'
import {
  accords,
  counts,
  describeQuestion,
  history,
  members,
  register,
  signatories,
} from '@accord-ledger/projection'
import type { HistoryAct, Member, QuestionError, Register } from '@accord-ledger/projection'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { foundLedger, newFolder } from './support/cli.ts'
import type { Workplace } from './support/cli.ts'
import { ledgerId, readRegisterFiles } from './support/registers.ts'
import type { AskJson, FactJson } from './support/registers.ts'

const DATA = fileURLToPath(new URL('data', import.meta.url))
const CORPUS = process.env['ACCORD_LEDGER_CORPUS'] ?? ''
const TREATIES = join(CORPUS, 'data')

const SMALL = [
  'paris-call',
  'tech-accord',
  'christchurch-call',
  'paris-agreement',
  'digital-geneva-convention',
]

describe.each(SMALL)('%s', (name) => reproduces(DATA, name))

describe.skipIf(CORPUS === '' || !existsSync(join(TREATIES, 'env-treaties.json')))(
  'env-treaties, 86 accords in one ledger',
  () => reproduces(TREATIES, 'env-treaties'),
)

function reproduces(folder: string, name: string): void {
  const file = join(folder, `${name}.json`)
  if (!existsSync(file)) {
    it('reproduces every fact', () => expect(file).toBe('at hand'))
    return
  }
  const { register: source, expected } = readRegisterFiles(folder, name)
  let place: Workplace
  let known: Register
  let size = 0

  beforeAll(async () => {
    place = newFolder()
    foundLedger(place)
    const imported = place.json(
      'import',
      'ledger',
      '--register',
      file,
      '--registrar',
      'registrar.key',
    )
    expect(imported).toMatchObject({ matched: 0, differences: [], attests: source.events.length })
    size = imported.size
    known = await reopened(place.path('ledger'), size)
  }, 120_000)
  afterAll(() => place.remove())

  it('is a log that verifies', () => {
    expect(place.json('verify', 'ledger')).toMatchObject({ verdict: 'sound', size })
  })

  it('changes nothing when it is imported again', () => {
    const again = place.json('import', 'ledger', '--register', file, '--registrar', 'registrar.key')
    expect(again).toMatchObject({
      size,
      accords: 0,
      signatories: 0,
      profiles: 0,
      attests: 0,
      matched: source.events.length,
      differences: [],
    })
  })

  it('has every row as an attested act of its day, in the order of the file', () => {
    const rows = source.events.map(({ date, action, accord, signatory }) => [
      ledgerId(accord ?? source.accord?.id ?? ''),
      ledgerId(signatory.id),
      action,
      date,
    ])
    const acts = signatories(known)
      .flatMap((id) => right(history(known, id)).acts.map((act) => ({ id, act })))
      .toSorted((a, b) => a.act.index - b.act.index)
    expect(acts.map(({ id, act }) => [act.accord, id, act.act, act.effective])).toEqual(rows)
    expect(acts.every(({ act }) => act.standing === 'attested' && act.retroactive)).toBe(true)
  })

  it.each(expected.facts.map((fact) => [fact.id, fact] as const))('%s', (_, fact) => {
    expect(answer(known, fact)).toEqual(expectation(fact))
  })
}

/** The read model of the ledger in `dir`, opened again and verified, as a program that embeds the library does it. */
async function reopened(dir: string, size: number): Promise<Register> {
  const store = await openFileStore(dir, { link: entryLink, mode: 'read' })
  let known = register.initialState()
  const { verdict, size: verified } = await verifyLog(blocksOf(store, 0, size), {
    verifier: await bestVerifier(),
    onEntry: (entry) => {
      known = register.evolve(known, entry)
    },
  })
  await store[Symbol.asyncDispose]()
  expect({ verdict, verified }).toEqual({ verdict: 'sound', verified: size })
  return known
}

/** Answers an ask as the files' `semantics` say: ids as the ledger's, lists in order. Without an accord, memberships of all accords count. */
function answer(known: Register, { ask, as_of: asOf }: FactJson): unknown {
  const all = ask.accord === undefined ? accords(known) : [ledgerId(ask.accord)]
  const inForce = (): readonly Member[] =>
    all.flatMap((accord) => right(members(known, accord, { on: dayOf(asOf) })).members)
  const acts = (id: string): readonly HistoryAct[] =>
    right(history(known, id)).acts.filter(
      ({ accord, effective }) => all.includes(accord) && effective <= (asOf ?? '9999-12-31'),
    )
  if (ask.count !== undefined) return count(known, all, ask.count, dayOf(asOf))
  if (ask.member !== undefined) return inForce().some(({ id }) => id === ledgerId(ask.member ?? ''))
  if (ask.members_absent !== undefined) {
    const present = new Set<string>(inForce().map(({ id }) => id))
    return ask.members_absent.every((id) => !present.has(ledgerId(id)))
  }
  if (ask.history !== undefined) {
    return acts(ledgerId(ask.history)).map(({ effective, act }) => [effective, act])
  }
  const chains = signatories(known).flatMap((id) => chainsOf(id, acts(id)))
  if (ask.events === true) {
    const done = chains.flatMap((chain) => chain.acts)
    return Object.fromEntries(
      ['endorse', 'withdraw'].map((act) => [act, done.filter((each) => each === act).length]),
    )
  }
  const leavers = chains.filter((chain) => chain.acts.includes('withdraw'))
  if (ask.leavers_count === true) return leavers.length
  if (ask.leavers === true) return idsOf(leavers)
  if (ask.left_and_returned === true) {
    return idsOf(
      chains.filter((chain) => chain.acts.join(' ').includes('endorse withdraw endorse')),
    )
  }
  throw new Error(`nobody knows how to ask ${JSON.stringify(ask)}`)
}

/** What a fact expects, with lists of a register's ids as the ledger has them. */
function expectation({ ask, expect: expected }: FactJson): unknown {
  return (ask.leavers === true || ask.left_and_returned === true) && Array.isArray(expected)
    ? expected.map((id) => ledgerId(String(id))).toSorted()
    : expected
}

function count(
  known: Register,
  all: readonly string[],
  { where = {}, by }: NonNullable<AskJson['count']>,
  on: Day,
): unknown {
  if (by === undefined) {
    return all
      .flatMap((accord) => right(members(known, accord, { on })).members)
      .filter((member) =>
        Object.entries(where).every(([field, value]) =>
          Object.entries(member).some(([name, found]) => name === field && found === value),
        ),
      ).length
  }
  const [accord = '', ...more] = all
  if (more.length > 0) throw new Error('a count by category is of one accord')
  const found = right(counts(known, accord, by, { on })).counts
  return Object.fromEntries(found.map(({ value, count: many }) => [value, many]))
}

/** A party's acts on one accord after another, in log order. */
function chainsOf(
  id: string,
  acts: readonly HistoryAct[],
): readonly { readonly id: string; readonly acts: readonly HistoryAct['act'][] }[] {
  return [...new Set(acts.map(({ accord }) => accord))].map((accord) => ({
    id,
    acts: acts.filter((each) => each.accord === accord).map(({ act }) => act),
  }))
}

function idsOf(chains: readonly { readonly id: string }[]): readonly string[] {
  return [...new Set(chains.map(({ id }) => id))].toSorted()
}

function dayOf(asOf: string | undefined): Day {
  if (asOf === undefined || !isDay(asOf)) throw new Error(`${asOf ?? 'nothing'} is no day`)
  return asOf
}

function right<A>(answered: E.Either<QuestionError, A>): A {
  if (E.isLeft(answered)) throw new Error(describeQuestion(answered.left))
  return answered.right
}
