/** Durable appends against writing the same bytes and flushing them, in the same folder. */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { openFileStore } from '@accord-ledger/adapters/file'
import { nativeVerifier } from '@accord-ledger/adapters/native'
import { authorFounding, compose, entryLink, openLedger, signEvent } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { yes } from '../logs.mjs'
import { inTurns, ratios } from '../measure.mjs'
import { NOW, operator, ORIGIN, registrar } from '../../support/large-log.mjs'

const SUBMITTERS = 64

export async function durable({ cache, appends, repeats }) {
  const folder = mkdtempSync(join(cache, 'durable-'))
  const raw = openSync(join(folder, 'raw'), 'a')
  try {
    const trusting = await ledgerIn(join(folder, 'trusting'), yes)
    const verifying = await ledgerIn(join(folder, 'verifying'), nativeVerifier())
    const rounds = repeats + 1
    const each = Math.max(SUBMITTERS, appends - (appends % SUBMITTERS))
    const events = {
      one: await eventsFor(trusting.ledger, 'one', rounds * each),
      many: await eventsFor(trusting.ledger, 'many', rounds * each),
      verified: await eventsFor(verifying.ledger, 'verified', rounds * each),
    }
    const bytes = []
    const seconds = await inTurns(
      {
        one: async () => {
          for (const event of events.one.splice(0, each))
            bytes.push((await appended(trusting.ledger, event)).bytes)
        },
        verified: async () => {
          for (const event of events.verified.splice(0, each))
            await appended(verifying.ledger, event)
        },
        many: async () => {
          const batch = events.many.splice(0, each)
          const submit = async () => {
            for (let event = batch.pop(); event !== undefined; event = batch.pop())
              await appended(trusting.ledger, event)
          }
          await Promise.all(Array.from({ length: SUBMITTERS }, submit))
        },
        raw: async () => {
          for (const line of bytes.slice(-each)) {
            writeSync(raw, line)
            fdatasyncSync(raw)
          }
        },
      },
      repeats,
    )
    await Promise.all([trusting.close(), verifying.close()])
    const { one, many, verified } = seconds
    return [
      {
        id: 'append-one',
        entries: each,
        values: ratios(seconds.raw, one),
        seconds: { ours: one, raw: seconds.raw },
      },
      {
        id: 'append-one-verified',
        entries: each,
        values: ratios(seconds.raw, verified),
        seconds: { ours: verified, raw: seconds.raw },
      },
      {
        id: 'append-together',
        entries: each,
        values: ratios(seconds.raw, many),
        seconds: { ours: many, raw: seconds.raw },
      },
    ]
  } finally {
    closeSync(raw)
    rmSync(folder, { recursive: true })
  }
}

async function ledgerIn(directory, verifier) {
  const store = await openFileStore(directory, { link: entryLink, mode: 'write', create: true })
  const ledger = right(await openLedger({ store, verifier, clock: () => NOW })())
  const founding = { log: ORIGIN, operator: operator.key, registrars: [registrar.key] }
  right(await ledger.appendEach([authorFounding(founding, [operator, registrar])])())
  return { ledger, close: () => store[Symbol.asyncDispose]() }
}

/** Events that any order of logging leaves valid: each publishes an accord of its own. */
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
    events.push(await signEvent(right(compose(ledger.view(), intent, null)), [registrar]))
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
