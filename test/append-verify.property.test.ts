import { memoryStore } from '@accord-ledger/adapters/memory'
import { nativeVerifier } from '@accord-ledger/adapters/native'
import { remembering } from '@accord-ledger/audit'
import {
  blocksOf,
  decodeSignedEvent,
  entryLink,
  openLedger,
  verifyLog,
  type Ledger,
  type SignedEvent,
  type Store,
  type Verification,
} from '@accord-ledger/core'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { anAttempt, candidateOf, type Attempt } from './support/candidates.ts'
import { brokenRule } from './support/naive-rules.ts'
import { canonical, type PlainEntry } from './support/plain.ts'

const verifier = remembering(nativeVerifier())

/** The ledger makes index, prev and time itself: attempts to spoil them come to nothing. */
const attempts = fc.array(anAttempt, { maxLength: 50, size: 'max' })

interface Opened {
  readonly ledger: Ledger
  readonly store: Store
  /** What its clock says. */
  now: number
}

async function opened(store: Store, now: number): Promise<Opened> {
  const clock = { now }
  const ledger = await openLedger({ store, verifier, clock: () => clock.now })()
  if (E.isLeft(ledger)) throw new Error(JSON.stringify(ledger.left))
  return Object.assign(clock, { ledger: ledger.right, store })
}

async function verified({ store }: Opened): Promise<Verification> {
  const { size } = await store.head()
  return verifyLog(blocksOf(store, 0, size), { verifier })
}

/** An entry that append would make of an attempt: at the ledger's own place and time. */
function entryOfAttempt(past: readonly PlainEntry[], attempt: Attempt): PlainEntry {
  const candidate = candidateOf(past, attempt)
  const { index, prev } = candidateOf(past, { ...attempt, spoil: 'nothing', besides: 'nothing' })
  const last = past.at(-1)?.time ?? candidate.time
  return { ...candidate, index, prev, time: candidate.time > last ? candidate.time : last }
}

/** What comes over the wire. It holds to the schema, or the attempt is of no use here. */
function signedOf({ event, signatures }: PlainEntry): SignedEvent {
  const decoded = decodeSignedEvent(new TextEncoder().encode(canonical({ event, signatures })))
  if (E.isLeft(decoded)) throw new Error(JSON.stringify(decoded.left))
  return decoded.right
}

/** The view without its tables, which only answer. */
function restOf(ledger: Ledger): object {
  const { log, size, head, time, founding, tree, authority, rolesSeparated } = ledger.view()
  return { log, size, head, time, founding, tree, authority, rolesSeparated }
}

describe('an open ledger', () => {
  it('accepts what verification accepts, and the whole log verifies after every append', async () => {
    const met = { accepted: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(attempts, async (each) => {
        const open = await opened(memoryStore({ link: entryLink }), 0)
        const past: PlainEntry[] = []
        for (const attempt of each) {
          const entry = entryOfAttempt(past, attempt)
          open.now = Date.parse(entry.time)
          const answer = await open.ledger.append([signedOf(entry)])()
          const rule = brokenRule(past, entry)
          if (E.isRight(answer)) {
            expect([rule, answer.right]).toMatchObject([null, [entry]])
            past.push(entry)
          } else {
            expect(answer.left).toMatchObject({ _tag: 'Violation', rule, index: past.length })
          }
          met[rule === null ? 'accepted' : 'refused'] += 1
          const { verdict, size, head } = await verified(open)
          expect([verdict, size]).toEqual([past.length === 0 ? 'unknown' : 'sound', past.length])
          expect(head).toBe(open.ledger.view().head)
        }
        const again = await opened(open.store, open.now)
        expect(restOf(again.ledger)).toEqual(restOf(open.ledger))
      }),
      { numRuns: 40 },
    )
    expect(met.accepted).toBeGreaterThan(100)
    expect(met.refused).toBeGreaterThan(100)
  }, 120_000)

  it('logs all events of a call or none of them', async () => {
    const met = { all: 0, none: 0 }
    await fc.assert(
      fc.asyncProperty(attempts, fc.nat(6), async (each, length) => {
        const open = await opened(memoryStore({ link: entryLink }), 0)
        let past: readonly PlainEntry[] = []
        for (let from = 0; from < each.length; from += length + 1) {
          // One clock reading is the time of a whole call. What comes after a broken event builds on those before it.
          const batch: PlainEntry[] = []
          let right = past
          let broken: { readonly rule: string; readonly index: number } | null = null
          for (const attempt of each.slice(from, from + length + 1)) {
            const entry = entryOfAttempt(right, { ...attempt, wait: 0 })
            const rule = brokenRule(right, entry)
            batch.push(entry)
            if (rule === null) right = [...right, entry]
            else broken ??= { rule, index: right.length }
          }
          open.now = Date.parse(batch[0]?.time ?? '')
          const answer = await open.ledger.append(batch.map(signedOf))()
          expect(answer).toMatchObject(broken === null ? E.right(batch) : E.left(broken))
          met[broken === null ? 'all' : 'none'] += 1
          if (broken === null) past = right
          const { size, findings } = await verified(open)
          expect([size, findings.some(({ _tag }) => _tag === 'Violation')]).toEqual([
            past.length,
            false,
          ])
        }
      }),
      { numRuns: 40 },
    )
    expect(met.all).toBeGreaterThan(10)
    expect(met.none).toBeGreaterThan(10)
  }, 120_000)
})
