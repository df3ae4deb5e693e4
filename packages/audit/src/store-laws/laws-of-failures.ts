/** The laws of what fails: docs/design/store.md §2, laws 3, 12, 13 and 14. Each failed write is tried both ways: it happened, and it did not. */
import type { Head, Store, Stored } from '@accord-ledger/core'
import { EMPTY_HEAD } from '@accord-ledger/core'
import * as fc from 'fast-check'
import { aBatch, batches, entriesAfter, headAfter, textEntriesAfter } from './entries.ts'
import { insist, LEDGER } from './ground.ts'
import type { Ground } from './ground.ts'
import { law } from './law.ts'
import type { StoreLaw } from './law.ts'
import { bytesOf, equal, holds, outcome, wholeLog } from './outcome.ts'
import type { WriteFailure } from './subject.ts'

const aFailure = fc.constantFrom<WriteFailure>('before', 'midway', 'after')
/** What `cutPower` decides by. */
const dice = fc.array(fc.nat(), { minLength: 1, maxLength: 12 })

/** Laws 3, 12, 13 and 14. */
export const lawsOfFailures: readonly StoreLaw[] = [
  law({
    number: 3,
    claim: 'after a crash in the middle of a batch none of it, a first part or all of it is there',
    protects: 'the log from a batch with a hole, and from entries in another order',
    needs: ['a persistent store', 'failNextWrite', 'crash'],
    covers: ['before', 'midway', 'after'],
    cases: fc.tuple(aBatch, fc.array(aBatch, { minLength: 1, maxLength: 3 }), aFailure),
    check: async (ground, [before, all, when]) => {
      const { log, batch } = await failAnAppend(ground, before, all.flat(), when)
      await ground.end('crash')
      await partOf(await ground.open(), log, batch)
      ground.met(when)
    },
  }),
  law({
    number: 12,
    claim: 'what was acknowledged is there after disposing and opening again',
    protects: 'entries whose authors were told that they are kept',
    needs: ['a persistent store'],
    covers: ['acknowledged entries'],
    share: 0.5,
    cases: batches,
    check: async (ground, all) => {
      const log = await appendAll(await ground.open(), all)
      const reader = await ground.open('read')
      equal(bytesOf(await wholeLog(reader)), log, 'the log, by another handle')
      ground.met('acknowledged entries')
    },
  }),
  law({
    number: 12,
    claim: 'what was acknowledged survives the end of the process at any moment',
    protects: 'entries whose authors were told that they are kept, when the process is killed',
    needs: ['a persistent store', 'acknowledgement beyond memory', 'crash'],
    covers: ['a crash after an acknowledgement', 'a crash during an append'],
    cases: fc.tuple(
      fc.array(fc.tuple(aBatch, fc.boolean()), { minLength: 1, maxLength: 4 }),
      fc.nat(40),
    ),
    check: (ground, [sessions, turns]) => survives(ground, sessions, turns, 'crash', () => 0),
  }),
  law({
    number: 12,
    claim: 'what was acknowledged survives a power cut at any moment',
    protects: 'entries whose authors were told that they are on a disk',
    needs: ['a persistent store', 'acknowledgement on disk', 'powerCut'],
    covers: ['a power cut after an acknowledgement', 'a power cut during an append'],
    cases: fc.tuple(
      fc.array(fc.tuple(aBatch, fc.boolean()), { minLength: 1, maxLength: 4 }),
      fc.nat(40),
      dice,
    ),
    check: (ground, [sessions, turns, throws]) => {
      let thrown = 0
      const next = (sides: number): number => (throws[thrown++ % throws.length] ?? 0) % sides
      return survives(ground, sessions, turns, 'powerCut', next)
    },
  }),
  law({
    number: 13,
    claim:
      'after a failure without an acknowledgement, none, a first part or all of the batch is there, and repeating the append completes it',
    protects: 'an author who heard an error, and has to know what to do',
    needs: ['failNextWrite'],
    covers: ['before', 'midway', 'after', 'a retry that had nothing to add', 'a retry that added'],
    cases: fc.tuple(aBatch, fc.array(aBatch, { minLength: 1, maxLength: 3 }), aFailure),
    check: async (ground, [before, all, when]) => {
      const { store, log, head, batch } = await failAnAppend(ground, before, all.flat(), when)
      if (ground.persistent) await ground.dispose(store)
      const again = ground.persistent ? await ground.open() : store
      const present = await partOf(again, log, batch)
      const result = await again.append(head, batch)
      const replayed = present === batch.length
      equal(result, { ok: true, head: headAfter(head, batch), replayed }, 'the answer to the retry')
      equal(bytesOf(await wholeLog(again)), [...log, ...batch], 'the log after the retry')
      ground.met(when)
      ground.met(replayed ? 'a retry that had nothing to add' : 'a retry that added')
    },
  }),
  law({
    number: 14,
    claim: 'an abort after the first byte was sent is ambiguous, and the append may be repeated',
    protects: 'an author from taking for undone what may have been done',
    needs: ['duringNextWrite'],
    covers: ['an abort while an append was under way'],
    cases: fc.tuple(aBatch, aBatch),
    check: async (ground, [before, batch]) => {
      const store = await ground.open()
      const head = await insist(store, EMPTY_HEAD, entriesAfter(EMPTY_HEAD, before))
      const entries = entriesAfter(head, batch)
      const stop = new AbortController()
      let aborted = false
      ground.backend.duringNextWrite?.(LEDGER, () => {
        aborted = true
        stop.abort()
      })
      const found = await outcome(() => store.append(head, entries, { signal: stop.signal }))
      holds(aborted, 'the subject did not call what it was to call during the write')
      holds(
        'ok' in found || ('code' in found && found.code === 'ambiguous'),
        `an append that was aborted while it was written came to ${JSON.stringify(found)}`,
      )
      ground.met('an abort while an append was under way')
      if (ground.persistent) await ground.dispose(store)
      const again = ground.persistent ? await ground.open() : store
      equal(await insist(again, head, entries), headAfter(head, entries), 'the head')
      equal((await wholeLog(again)).length, before.length + batch.length, 'the size')
    },
  }),
  law({
    number: 14,
    claim:
      'an abort at any moment is the signal’s reason with nothing stored, ambiguous, or too late',
    protects: 'an author who stops waiting',
    covers: ['an abort after the call'],
    share: 0.5,
    cases: fc.tuple(aBatch, fc.nat(30)),
    check: async (ground, [batch, turns]) => {
      const store = await ground.open()
      const head = await insist(store, EMPTY_HEAD, textEntriesAfter(EMPTY_HEAD, 'before'))
      const entries = entriesAfter(head, batch)
      const stop = new AbortController()
      const appending = outcome(() => store.append(head, entries, { signal: stop.signal }))
      for (let i = 0; i < turns; i++) await Promise.resolve()
      stop.abort()
      const found = await appending
      ground.met('an abort after the call')
      if ('error' in found) {
        equal(found, { error: 'AbortError' }, 'the outcome')
        equal(await store.head(), head, 'the head')
      } else if ('code' in found) equal(found.code, 'ambiguous', 'the code')
      const handle = 'code' in found && ground.persistent ? await reopened(ground, store) : store
      await insist(handle, head, entries)
      equal((await wholeLog(handle)).length, 1 + batch.length, 'the size')
    },
  }),
]

/** Appends, crashes while appending or after it, opens again, and checks; session by session. */
async function survives(
  ground: Ground,
  sessions: readonly (readonly [readonly Uint8Array[], boolean])[],
  turns: number,
  how: 'crash' | 'powerCut',
  next: (sides: number) => number,
): Promise<void> {
  const what = how === 'crash' ? 'a crash' : 'a power cut'
  let log: readonly Uint8Array[] = []
  let head: Head = EMPTY_HEAD
  for (const [bodies, during] of sessions) {
    const store = await ground.open()
    const entries = entriesAfter(head, bodies)
    let acknowledged = false
    const appending = store.append(head, entries).then(
      (result) => (acknowledged = result.ok),
      () => false,
    )
    if (during) for (let i = 0; i < turns; i++) await Promise.resolve()
    else await appending
    const known = acknowledged
    await ground.end(how, next)
    ground.met(`${what} ${known ? 'after an acknowledgement' : 'during an append'}`)
    const after = await ground.open()
    const present = await partOf(after, log, entries)
    holds(!known || present === entries.length, `acknowledged entries are gone after ${what}`)
    log = [...log, ...entries.slice(0, present)]
    head = headAfter(head, entries.slice(0, present))
    await ground.dispose(after)
  }
}

interface Failed {
  readonly store: Store
  /** What was acknowledged before. */
  readonly log: readonly Uint8Array[]
  readonly head: Head
  /** What the failed append was to add. */
  readonly batch: readonly Uint8Array[]
}

async function failAnAppend(
  ground: Ground,
  before: readonly Uint8Array[],
  bodies: readonly Uint8Array[],
  when: WriteFailure,
): Promise<Failed> {
  const store = await ground.open()
  const log = entriesAfter(EMPTY_HEAD, before)
  const head = await insist(store, EMPTY_HEAD, log)
  const batch = entriesAfter(head, bodies)
  ground.note(`the next write fails: ${when}`)
  ground.backend.failNextWrite?.(LEDGER, when)
  const found = await outcome(() => store.append(head, batch))
  holds('code' in found, `an append whose write failed came to ${JSON.stringify(found)}`)
  return { store, log, head, batch }
}

/** Asserts that the log is `log` and then a first part of `batch`; how much of it. */
async function partOf(
  store: Store,
  log: readonly Uint8Array[],
  batch: readonly Uint8Array[],
): Promise<number> {
  const found: readonly Stored[] = await wholeLog(store)
  holds(found.length >= log.length, 'acknowledged entries are gone')
  const present = found.length - log.length
  holds(present <= batch.length, 'there are entries that nobody appended')
  equal(bytesOf(found), [...log, ...batch.slice(0, present)], 'the log')
  return present
}

async function reopened(ground: Ground, store: Store): Promise<Store> {
  await ground.dispose(store)
  return ground.open()
}

async function appendAll(
  store: Store,
  all: readonly (readonly Uint8Array[])[],
): Promise<readonly Uint8Array[]> {
  const log: Uint8Array[] = []
  for (const bodies of all) {
    const head = await store.head()
    const entries = entriesAfter(head, bodies)
    await insist(store, head, entries)
    log.push(...entries)
  }
  return log
}
