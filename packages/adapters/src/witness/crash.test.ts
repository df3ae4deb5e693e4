/**
 * The promise of a witness under all that can happen to it: requests of two histories at once in any order, file system calls that
 * fail or kill it, and power cuts.
 */
import { encodeHex, formatAddCheckpoint, memoryHashReader, rootAt } from '@accord-ledger/core'
import type { Signer, Witnessed } from '@accord-ledger/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  credulous,
  leaves,
  ORIGIN,
  requestOf,
  signer,
  witness,
} from '../test-support/checkpoints.ts'
import { simulatedDisk } from '../test-support/simulated-disk.ts'
import type { Fate } from '../test-support/simulated-disk.ts'
import { openFileWitnessStore, originHash } from './file-witness-store.ts'
import { witnessHandler } from './handler.ts'
import type { HttpAnswer, HttpHandler } from '../http/http-message.ts'
import { plainRequest, readBody } from '../http/http-message.ts'

const MAX = 8
/** Two histories, which part at leaf 3. */
const HISTORIES = [leaves(MAX), leaves(MAX, 3)]
const STATE = '/state'

/** Requests of both histories from every size to every size, once made. */
const bodies = new Map<string, Promise<Uint8Array>>()
function bodyOf(history: number, old: number, size: number): Promise<Uint8Array> {
  const name = `${history} ${old} ${size}`
  const body =
    bodies.get(name) ??
    requestOf(HISTORIES[history] ?? [], old, size).then((request) => formatAddCheckpoint(request))
  bodies.set(name, body)
  return body
}

const roots = Promise.all(
  HISTORIES.map((history) =>
    Promise.all(
      Array.from({ length: MAX + 1 }, async (_, size) =>
        encodeHex(await rootAt(memoryHashReader(history), size)),
      ),
    ),
  ),
)

/** Size and root of what a signer was asked to cosign. */
interface Cosigned {
  readonly size: number
  readonly root: string
}

/** Signs nothing, and remembers what it was asked to: from then on, that may be known to anybody. */
function watchedSigner(heads: Cosigned[]): Signer {
  return {
    key: signer(2).key,
    sign: async (message) => {
      const [, , , size = '', root = ''] = Buffer.from(message).toString().split('\n')
      heads.push({ size: Number(size), root: Buffer.from(root, 'base64').toString('hex') })
      return new Uint8Array(64)
    },
  }
}

/** What one process of the witness is asked, and how it ends. */
interface Round {
  readonly asks: readonly { readonly history: number; readonly sizes: readonly number[] }[]
  readonly ends: 'by a kill' | 'by a power cut' | 'quietly'
}

const round: fc.Arbitrary<Round> = fc.record({
  asks: fc.array(
    fc.record({ history: fc.nat(1), sizes: fc.array(fc.nat(MAX), { minLength: 1, maxLength: 4 }) }),
    { minLength: 1, maxLength: 4 },
  ),
  ends: fc.constantFrom('by a kill', 'by a power cut', 'quietly'),
})

/** Of a hundred calls, one each; and of syncs, that are the crux, more. */
function fateOf(call: string, die: number): Fate {
  if (die < 4) return FATES[die] ?? 'goes on'
  return call.startsWith('sync') && die < 14 ? 'fails before' : 'goes on'
}
const FATES: readonly Fate[] = ['dies before', 'dies after', 'fails before', 'fails after']

interface Trial {
  readonly rounds: readonly Round[]
  readonly fates: Iterator<number>
  readonly dice: Iterator<number>
  readonly scheduler: fc.Scheduler
}

/** Runs a witness round by round; the heads that it cosigned, and the last one that it remembers after a last power cut. */
async function run({
  rounds,
  fates,
  dice,
  scheduler,
}: Trial): Promise<{ readonly heads: readonly Cosigned[]; readonly latest: Witnessed | null }> {
  const heads: Cosigned[] = []
  const disk = simulatedDisk()
  const first = await openFileWitnessStore(STATE, { create: true, fileSystem: disk.boot() })
  await first[Symbol.asyncDispose]()
  let now = 0
  for (const { asks, ends } of rounds) {
    const fileSystem = disk.boot((call) =>
      scheduler.schedule(Promise.resolve(fateOf(call, nextOf(fates, 99)))),
    )
    const living = async (): Promise<void> => {
      const store = await openFileWitnessStore(STATE, { fileSystem })
      const more = { store, signer: watchedSigner(heads), clock: () => (now += 250) }
      const own = witness(2, { ...more, verifier: credulous })
      const handler = witnessHandler({ witness: own, origins: [ORIGIN] })
      await Promise.all(asks.map((ask) => askEach(handler, ask)))
      if (ends === 'quietly') await store[Symbol.asyncDispose]()
    }
    await scheduler.waitFor(Promise.allSettled([living()]))
    if (ends === 'by a power cut') disk.cutPower((sides) => nextOf(dice, 0) % sides)
  }
  disk.cutPower((sides) => nextOf(dice, 0) % sides)
  const last = await openFileWitnessStore(STATE, { fileSystem: disk.boot() })
  return { heads, latest: await last.latest(ORIGIN) }
}

/**
 * Asks for one size after another, and as a client does, once more from the size that a 409 names; then reads what was cosigned
 * last, which shows a cosignature too.
 */
async function askEach(
  handler: HttpHandler,
  { history, sizes }: Round['asks'][number],
): Promise<void> {
  const send = (method: string, path: string, body: Uint8Array): Promise<HttpAnswer | null> =>
    handler(plainRequest({ method, path, body })).catch(() => null)
  for (const size of sizes) {
    const answer = await send('POST', '/add-checkpoint', await bodyOf(history, 0, size))
    const latest =
      answer?.status === 409 ? Number(Buffer.from(await readBody(answer)).toString()) : MAX + 1
    if (latest <= size) await send('POST', '/add-checkpoint', await bodyOf(history, latest, size))
    await send('GET', `/${originHash(ORIGIN)}/checkpoint`, new Uint8Array(0))
  }
}

function nextOf<A>(values: Iterator<A>, otherwise: A): A {
  const next = values.next()
  return next.done === true ? otherwise : next.value
}

describe('a witness on a disk', () => {
  it('never cosigns two inconsistent heads, nor forgets one: two histories at once, calls that fail, kills, power cuts', async () => {
    const known = await roots
    const isConsistent = (a: Cosigned, b: Cosigned): boolean =>
      known.some((of) => of[a.size] === a.root && of[b.size] === b.root)
    let [cosigned, ofBoth] = [0, 0]
    await fc.assert(
      fc.asyncProperty(
        fc.array(round, { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.nat(99)),
        fc.infiniteStream(fc.nat(1_000)),
        fc.scheduler(),
        async (rounds, fates, dice, scheduler) => {
          const { heads, latest } = await run({ rounds, fates, dice, scheduler })
          for (const a of heads)
            for (const b of heads) expect(isConsistent(a, b), JSON.stringify([a, b])).toBe(true)
          expect(latest?.size ?? 0).toBe(
            Math.max(latest?.size ?? 0, ...heads.map(({ size }) => size)),
          )
          cosigned += heads.length
          if (heads.some(({ size }) => size > 3)) ofBoth += 1
        },
      ),
      { numRuns: 400 },
    )
    // It would hold for a witness that never cosigns: this one does, beyond where the histories part.
    expect(cosigned).toBeGreaterThan(100)
    expect(ofBoth).toBeGreaterThan(20)
  })
})
