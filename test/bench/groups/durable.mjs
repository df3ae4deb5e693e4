/** Durable appends against writing the same bytes and flushing them, in the same folder. */
import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openFileStore } from '@accord-ledger/adapters/file'
import { nativeVerifier } from '@accord-ledger/adapters/native'
import { authorFounding, compose, entryLink, openLedger, signEvent } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { yes } from '../logs.mjs'
import { medianOf, ratios } from '../measure.mjs'
import { NOW, operator, ORIGIN, registrar } from '../../support/large-log.mjs'

const SUBMITTERS = 64
const datasync = promisify(fdatasync)

/** Appends of one thing before it is the next one's turn: a disk has moods, and they are to meet all things alike. */
const TURN = 16
/** Of 64 submitters, each of whom submits twice. */
const TURN_TOGETHER = 2 * SUBMITTERS
/** What is timed in a turn, where it is not `TURN`. */
const IN_A_TURN = { together: TURN_TOGETHER, grouped: 2 }
/** Appends before anything is measured: a ledger is open for long, and its code is hot. */
const WARM_UP = 64 * SUBMITTERS

export async function durable({ cache, appends, repeats }) {
  const folder = mkdtempSync(join(cache, 'durable-'))
  const raw = openSync(join(folder, 'raw'), 'a')
  try {
    const trusting = await ledgerIn(join(folder, 'trusting'), yes)
    const verifying = await ledgerIn(join(folder, 'verifying'), nativeVerifier())
    const turns = Math.ceil(appends / TURN)
    const all = (repeats + 1) * turns
    const events = {
      one: await eventsFor(trusting.ledger, 'one', all * TURN),
      verified: await eventsFor(verifying.ledger, 'verified', all * TURN),
      together: await eventsFor(trusting.ledger, 'many', WARM_UP + all * TURN_TOGETHER),
    }
    const lines = []
    const flush = (bytes) => {
      writeSync(raw, bytes)
      fdatasyncSync(raw)
    }
    const things = {
      one: () => {
        const arrived = arriving(events.one, TURN)
        return async () => {
          for (const event of arrived) lines.push((await appended(trusting.ledger, event)).bytes)
        }
      },
      verified: () => {
        const arrived = arriving(events.verified, TURN)
        return async () => {
          for (const event of arrived) await appended(verifying.ledger, event)
        }
      },
      together: () => {
        const arrived = arriving(events.together, TURN_TOGETHER)
        return () => submitted(trusting.ledger, arrived)
      },
      // By calls that block: nothing gets the bytes to the disk sooner, and meanwhile the program does nothing else.
      raw: () => async () => lines.slice(-TURN).forEach(flush),
      // As many entries as are appended together, by one write and one flush.
      grouped: () => {
        const group = Buffer.concat(Array.from({ length: SUBMITTERS }, () => lines.at(-1)))
        return async () => {
          for (let n = 0; n < IN_A_TURN.grouped; n++) flush(group)
        }
      },
      // As raw, but the program goes on while the disk works.
      free: () => async () => {
        for (const line of lines.slice(-TURN)) {
          writeSync(raw, line)
          await datasync(raw)
        }
      },
    }
    await submitted(trusting.ledger, arriving(events.together, WARM_UP))
    await inManyTurns(things, turns)
    const seconds = Object.fromEntries(Object.keys(things).map((name) => [name, []]))
    for (let repeat = 0; repeat < repeats; repeat++)
      for (const [name, one] of Object.entries(await inManyTurns(things, turns)))
        seconds[name].push(one)
    await Promise.all([trusting.close(), verifying.close()])
    return rowsOf(seconds, turns * TURN)
  } finally {
    closeSync(raw)
    rmSync(folder, { recursive: true })
  }
}

const micros = (seconds) => Math.round(medianOf(seconds) * 1e6)

/** The next `count` of `events`, read from their texts: an operator has just read what it is asked to log. */
const arriving = (events, count) => events.splice(0, count).map((text) => JSON.parse(text))

/** Each submitter waits for its event to be durable before it submits the next. */
async function submitted(ledger, events) {
  const submit = async () => {
    for (let event = events.pop(); event !== undefined; event = events.pop())
      await appended(ledger, event)
  }
  await Promise.all(Array.from({ length: SUBMITTERS }, submit))
}

/** Gives each of `things` `turns` turns, one after another; what it answers is timed. Seconds that an append takes in the middle one of its turns, by name. */
async function inManyTurns(things, turns) {
  globalThis.gc?.()
  const seconds = Object.fromEntries(Object.keys(things).map((name) => [name, []]))
  const order = Object.entries(things)
  for (let turn = 0; turn < turns; turn++)
    for (const [name, thing] of turn % 2 === 0 ? order : order.toReversed()) {
      const work = thing()
      const start = performance.now()
      await work()
      seconds[name].push((performance.now() - start) / 1_000 / (IN_A_TURN[name] ?? TURN))
    }
  return Object.fromEntries(Object.entries(seconds).map(([name, all]) => [name, medianOf(all)]))
}

function rowsOf({ one, verified, together, raw, grouped, free }, entries) {
  const over = (seconds) => micros(seconds) - micros(raw)
  const row = (id, ours, note) => ({
    id,
    entries,
    values: ratios(raw, ours),
    seconds: { ours, raw, grouped, free },
    note,
  })
  return [
    row(
      'append-one',
      one,
      `raw, by calls that block, takes ${micros(raw)} µs here, and an append ${over(one)} µs more on any disk; ` +
        `of these, ${over(free)} are the price of waiting for the disk on another thread`,
    ),
    row(
      'append-one-verified',
      verified,
      `${over(verified)} µs more than the ${micros(raw)} of raw`,
    ),
    row(
      'append-together',
      together,
      `${micros(together)} µs an entry; raw, one flush of as many bytes as ${SUBMITTERS} entries takes ${micros(grouped)} µs, ` +
        `${Math.round(micros(grouped) / SUBMITTERS)} of these an entry`,
    ),
  ]
}

async function ledgerIn(directory, verifier) {
  const store = await openFileStore(directory, { link: entryLink, mode: 'write', create: true })
  const ledger = right(await openLedger({ store, verifier, clock: () => NOW })())
  const founding = { log: ORIGIN, operator: operator.key, registrars: [registrar.key] }
  right(await ledger.appendEach([authorFounding(founding, [operator, registrar])])())
  return { ledger, close: () => store[Symbol.asyncDispose]() }
}

/** Texts of events that any order of logging leaves valid: each publishes an accord of its own. */
async function eventsFor(ledger, name, count) {
  const events = []
  for (let n = 0; n < count; n++) {
    const intent = {
      type: 'accord',
      accord: `${name}-${n}`,
      title: `Accord ${n}`,
      text: 'a'.repeat(64),
      uri: null,
      open: true,
      effective: '2026-01-01',
    }
    const signed = await signEvent(right(compose(ledger.view(), intent, null)), [registrar])
    events.push(JSON.stringify(signed))
  }
  return events
}

async function appended(ledger, event) {
  const [entry] = right(await ledger.append([event])())
  return entry
}

function right(either) {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left))
  return either.right
}
