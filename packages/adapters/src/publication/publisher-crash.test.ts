/** A publisher that is killed, fails or loses its power at any point, also while it signs one head and publishes another. */
import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { right } from '../test-support/checkpoints.ts'
import {
  DIRECTORY,
  fateOf,
  nextOf,
  publishedSize,
  round,
  setBoth,
} from '../test-support/failing-operator.ts'
import type { Round } from '../test-support/failing-operator.ts'
import { askAmong, crowd, grow, growing, publishing } from '../test-support/publishing.ts'
import { simulatedDisk } from '../test-support/simulated-disk.ts'
import { knownSizeOf } from './ledger-files.ts'
import { openPublisher, publishCheckpoint } from './publisher.ts'

/** What happens while one publisher is open. */
interface Session extends Round {
  /** Entries that come while the witnesses are asked. */
  readonly meanwhile: number
  /** How often it publishes. */
  readonly times: number
}

const session: fc.Arbitrary<Session> = fc
  .tuple(round, fc.nat(2), fc.integer({ min: 1, max: 2 }))
  .map(([each, meanwhile, times]) => ({ ...each, meanwhile, times }))

describe('a publisher whose process and disk may fail at any time, and that signs while it publishes', () => {
  it('publishes nothing without its quorum, never goes back, and forgets nothing that it gave away', async () => {
    let [died, overtaken] = [0, 0]
    await fc.assert(
      fc.asyncProperty(
        // From a size at which tiles become full.
        fc.constantFrom(1, 1, 1, 253),
        fc.array(session, { minLength: 1, maxLength: 4 }),
        fc.infiniteStream(fc.nat(299)),
        fc.infiniteStream(fc.nat(1_000)),
        async (first, sessions, fates, dice) => {
          const disk = simulatedDisk()
          const witnesses = crowd(2, 3)
          let size: number = first
          await grow(DIRECTORY, size, disk.boot())
          await setBoth(DIRECTORY, { fileSystem: disk.boot() })
          let [given, published] = [0, 0]
          for (const { entries, up, ends, meanwhile, times } of sessions) {
            // The disk fails while a checkpoint is signed and published, not while entries are logged.
            let calm = true
            const fileSystem = disk.boot((call) => (calm ? 'goes on' : fateOf(call, nextOf(fates))))
            const log = await growing(DIRECTORY, size + entries, fileSystem)
            const among = askAmong(new Map([...witnesses].filter(([n]) => up.includes(n))))
            const signs = async (): Promise<boolean> => {
              const before = log.size
              const signed = await publisher?.sign()()
              if (signed === undefined || E.isLeft(signed)) return false
              expect(signed.right.checkpoint.size).toBeGreaterThanOrEqual(before)
              given = Math.max(given, signed.right.checkpoint.size)
              return true
            }
            let left = meanwhile
            const ask: typeof among = async (url, request) => {
              const asked = request.signed.checkpoint.size
              given = Math.max(given, asked)
              if (left > 0 && !calm && asked === log.size && isPublishing) {
                left -= 1
                calm = true
                await log.to(log.size + 1).catch(() => {})
                calm = false
                if (await signs()) overtaken += 1
              }
              return among(url, request)
            }
            let isPublishing = false
            calm = false
            const opened = await openPublisher(publishing(DIRECTORY, log, { ask, fileSystem }))()
            const publisher = E.isRight(opened) ? opened.right : null
            if (!(await signs())) died += 1
            for (let i = 0; i < times; i++) {
              isPublishing = true
              const done = await publisher?.publish()()
              isPublishing = false
              if (done === undefined) break
              if (E.isLeft(done)) {
                expect(done.left).toMatchObject({ _tag: 'StoreError' })
                died += 1
              } else if (done.right.status === 'published')
                published = Math.max(published, done.right.size)
            }
            await publisher?.[Symbol.asyncDispose]()
            size = log.size
            if (ends === 'by a power cut') disk.cutPower((sides) => nextOf(dice) % sides)

            const after = { fileSystem: disk.boot() }
            expect(await publishedSize(DIRECTORY, after)).toBeGreaterThanOrEqual(published)
            const known = right(await knownSizeOf(DIRECTORY, after)())
            expect(known).toBeGreaterThanOrEqual(given)
            expect((await grow(DIRECTORY, 0, after.fileSystem)).size).toBeGreaterThanOrEqual(known)
          }
          const log = await grow(DIRECTORY, size, disk.boot())
          const last = publishing(DIRECTORY, log, {
            ask: askAmong(witnesses),
            fileSystem: disk.boot(),
          })
          expect(right(await publishCheckpoint(last)())).toMatchObject({ status: 'published' })
        },
      ),
      { numRuns: 50 },
    )
    expect(died).toBeGreaterThan(10)
    expect(overtaken).toBeGreaterThan(10)
  }, 120_000)
})
