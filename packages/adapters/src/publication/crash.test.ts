/** Publishing that is killed, fails or loses its power at any point: it can be asked again, and has promised nothing that it does not keep. */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { right } from '../test-support/checkpoints.ts'
import {
  DIRECTORY,
  fateOf,
  nextOf,
  publishedSize,
  round,
  setBoth,
} from '../test-support/failing-operator.ts'
import { errno, failNth, faultyFileSystem } from '../test-support/faulty-file-system.ts'
import { inDirectory, QUICK } from '../test-support/file-subject.ts'
import { askAmong, crowd, grow, publishing } from '../test-support/publishing.ts'
import { simulatedDisk } from '../test-support/simulated-disk.ts'
import { knownSizeOf, readWaiting } from './ledger-files.ts'
import type { TrackedLog } from './log-track.ts'
import { publishCheckpoint } from './publisher.ts'

/** A ledger that is published at 3, waits at 5 with one cosignature of two, and has 6 entries. */
async function halfway(directory: string): Promise<TrackedLog> {
  await cp(await template, directory, { recursive: true })
  return grow(directory, 6)
}

const template = mkdtemp(join(QUICK, 'accord-ledger-')).then(async (directory) => {
  await grow(directory, 3)
  await setBoth(directory)
  const [all, one] = [askAmong(crowd(2, 3)), askAmong(crowd(2))]
  right(await publishCheckpoint(publishing(directory, await grow(directory, 3), { ask: all }))())
  right(await publishCheckpoint(publishing(directory, await grow(directory, 5), { ask: one }))())
  return directory
})
afterAll(async () => rm(await template, { recursive: true }))

describe('a failed call while a checkpoint is published', () => {
  for (const when of ['before', 'after'] as const)
    it(`is told, and the next time goes on from there: every call, failed ${when} it was made`, async () => {
      const calls = await inDirectory(async (directory) => {
        const [log, system] = [await halfway(directory), faultyFileSystem()]
        const ask = askAmong(crowd(2, 3))
        right(await publishCheckpoint(publishing(directory, log, { ask, fileSystem: system }))())
        expect(system.left).toEqual([])
        return system.calls
      })
      expect(calls).toEqual(expect.arrayContaining(['rename checkpoint', 'remove checkpoint']))
      for (const [nth, call] of calls.entries())
        await inDirectory(async (directory) => {
          const [log, system] = [await halfway(directory), faultyFileSystem()]
          const ask = askAmong(crowd(2, 3))
          failNth(system, nth, when, errno('EIO', -5))
          const failed = await publishCheckpoint(
            publishing(directory, log, { ask, fileSystem: system }),
          )()
          // Closing a lock can fail; what was done is done.
          if (E.isLeft(failed)) expect(failed.left, call).toMatchObject({ _tag: 'StoreError' })
          else expect(call).toMatch(/^close /)
          expect(system.left, call).toEqual([])
          expect([3, 6], call).toContain(await publishedSize(directory))
          expect(right(await knownSizeOf(directory)()), call).toBeGreaterThanOrEqual(5)
          const again = right(await publishCheckpoint(publishing(directory, log, { ask }))())
          expect(again.status, call).toBe('published')
          expect(await publishedSize(directory), call).toBe(6)
          expect(right(await readWaiting(directory)()), call).toBeNull()
        })
    }, 120_000)
})

describe('a sync that failed', () => {
  it('is not trusted the next time: what waits is written again before a witness hears of it', async () => {
    const disk = simulatedDisk()
    const log = await grow(DIRECTORY, 4, disk.boot())
    await setBoth(DIRECTORY, { fileSystem: disk.boot() })
    const once = { failed: false }
    const failing = disk.boot((call) => {
      if (call !== 'sync state' || once.failed) return 'goes on'
      once.failed = true
      return 'fails before'
    })
    const failed = await publishCheckpoint(publishing(DIRECTORY, log, { fileSystem: failing }))()
    expect(failed).toMatchObject({ left: { code: 'ambiguous' } })
    const again = publishing(DIRECTORY, log, { fileSystem: disk.boot(), ask: askAmong(crowd(2)) })
    expect(right(await publishCheckpoint(again)()).status).toBe('waiting')
    disk.cutPower(() => 0)
    expect(right(await knownSizeOf(DIRECTORY, { fileSystem: disk.boot() })())).toBe(4)
  })
})

describe('the order of publishing', () => {
  it('is: entries, what was signed, the witnesses, what is signed now, the witnesses, tiles, what is published, and only then is nothing waiting', () =>
    inDirectory(async (directory) => {
      const [log, system] = [await halfway(directory), faultyFileSystem()]
      const witnesses = askAmong(crowd(2, 3))
      const options = publishing(directory, log, {
        fileSystem: system,
        ask: (url, request) => {
          const call = `ask about ${request.signed.checkpoint.size}`
          if (!system.calls.includes(call)) system.calls.push(call)
          return witnesses(url, request)
        },
      })
      right(await publishCheckpoint(options)())
      const changes = system.calls.filter((call) => /^(write|sync|rename|remove|ask) /.test(call))
      expect(changes).toEqual([
        'sync 000000000000.jsonl',
        'sync 000000000004.jsonl',
        'sync entries',
        'write .checkpoint.draft',
        'sync .checkpoint.draft',
        'rename checkpoint',
        'sync state',
        'ask about 5',
        'write .checkpoint.draft',
        'sync .checkpoint.draft',
        'rename checkpoint',
        'sync state',
        'ask about 6',
        'sync public',
        'sync tile',
        'sync entries',
        'write .tile.draft',
        'sync .tile.draft',
        'remove .tile.draft',
        'sync public',
        'sync tile',
        'sync 0',
        'write .tile.draft',
        'sync .tile.draft',
        'remove .tile.draft',
        'sync 000.p',
        'sync 000.p',
        'write .checkpoint.draft',
        'sync .checkpoint.draft',
        'rename checkpoint',
        'sync public',
        'remove checkpoint',
        'sync state',
      ])
      expect(await readFile(join(directory, 'public', 'checkpoint'), 'utf8')).toContain('\n6\n')
    }))
})

describe('an operator whose process and disk may fail at any time', () => {
  it('publishes nothing without its quorum, never goes back, and forgets nothing that it signed', async () => {
    let died = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(round, { minLength: 1, maxLength: 6 }),
        fc.infiniteStream(fc.nat(99)),
        fc.infiniteStream(fc.nat(1_000)),
        async (rounds, fates, dice) => {
          const disk = simulatedDisk()
          const witnesses = crowd(2, 3)
          let log = await grow(DIRECTORY, 1, disk.boot())
          await setBoth(DIRECTORY, { fileSystem: disk.boot() })
          let [shown, published] = [0, 0]
          for (const { entries, up, ends } of rounds) {
            log = await grow(DIRECTORY, log.size + entries, disk.boot())
            const among = askAmong(new Map([...witnesses].filter(([n]) => up.includes(n))))
            const fileSystem = disk.boot((call) => fateOf(call, nextOf(fates)))
            const ask: typeof among = (url, request) => {
              // From here on, it is known to others.
              shown = Math.max(shown, request.signed.checkpoint.size)
              return among(url, request)
            }
            const done = await publishCheckpoint(publishing(DIRECTORY, log, { ask, fileSystem }))()
            if (E.isLeft(done)) {
              expect(done.left).toMatchObject({ _tag: 'StoreError' })
              died += 1
            } else expect(done.right.status).toBe(up.length === 2 ? 'published' : done.right.status)
            if (ends === 'by a power cut') disk.cutPower((sides) => nextOf(dice) % sides)

            const after = { fileSystem: disk.boot() }
            // What was only renamed, and never said to be published, may be gone with the power.
            if (E.isRight(done) && done.right.status === 'published') published = log.size
            expect(await publishedSize(DIRECTORY, after)).toBeGreaterThanOrEqual(published)
            expect(right(await knownSizeOf(DIRECTORY, after)())).toBeGreaterThanOrEqual(shown)
          }
          const last = publishing(DIRECTORY, log, {
            ask: askAmong(witnesses),
            fileSystem: disk.boot(),
          })
          expect(right(await publishCheckpoint(last)()).status).toBe('published')
          disk.cutPower((sides) => nextOf(dice) % sides)
          const after = { fileSystem: disk.boot() }
          expect(await publishedSize(DIRECTORY, after)).toBe(log.size)
          // One whose removal an earlier, failed sync lost can be back: it says nothing that is not published.
          const back = right(await readWaiting(DIRECTORY, after)())
          expect(back?.checkpoint.size ?? 0).toBeLessThanOrEqual(log.size)
        },
      ),
      { numRuns: 90 },
    )
    expect(died).toBeGreaterThan(30)
  }, 120_000)
})
