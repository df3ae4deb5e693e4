import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { noteKey, openCheckpoint } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { left, operator, ORIGIN, right } from '../test-support/checkpoints.ts'
import { inDirectory } from '../test-support/file-subject.ts'
import {
  askAmong,
  crowd,
  grow,
  growing,
  policyOf,
  publishing,
  verifier,
} from '../test-support/publishing.ts'
import { simulatedDisk } from '../test-support/simulated-disk.ts'
import type { AskWitness } from './ask-witnesses.ts'
import { knownSizeOf, readPublished, readWaiting } from './ledger-files.ts'
import { setPolicy } from './ledger-policy.ts'
import { openPublisher, publishCheckpoint } from './publisher.ts'

const set = (directory: string, policy: Uint8Array): Promise<unknown> =>
  setPolicy(directory, policy, { origin: ORIGIN, keys: [operator.key] })().then(right)
const published = async (directory: string): Promise<number | null> =>
  right(await readPublished(directory)())?.checkpoint.size ?? null
const waiting = async (directory: string): Promise<number | null> =>
  right(await readWaiting(directory)())?.checkpoint.size ?? null

/** An ask that waits until it is let go. `begun` resolves when somebody is asked. */
function held(ask: AskWitness): {
  readonly ask: AskWitness
  readonly begun: Promise<unknown>
  readonly release: () => void
} {
  const [begun, released] = [gate(), gate()]
  return {
    ask: async (url, request) => {
      begun.open()
      await released.opened
      return ask(url, request)
    },
    begun: begun.opened,
    release: released.open,
  }
}

function gate(): { readonly open: () => void; readonly opened: Promise<void> } {
  const waiting: (() => void)[] = []
  const opened = new Promise<void>((resolve) => waiting.push(resolve))
  return { open: () => waiting.forEach((resolve) => resolve()), opened }
}

describe('a signature of the operator', () => {
  it('lies in the directory, and stands, when it is given', () =>
    inDirectory(async (directory) => {
      await using publisher = right(
        await openPublisher(publishing(directory, await grow(directory, 5)))(),
      )
      const signed = right(await publisher.sign()())
      expect(signed.checkpoint.size).toBe(5)
      const bytes = await readFile(join(directory, 'state', 'checkpoint'))
      expect(Buffer.compare(bytes, signed.bytes)).toBe(0)
      const keys = { logs: [noteKey(ORIGIN, operator)], witnesses: [] }
      expect(right(await openCheckpoint(signed.bytes, keys, verifier)).signers).toHaveLength(1)
      expect(await published(directory)).toBeNull()
    }))

  it('is not lost with the power, nor are the entries under it', async () => {
    const disk = simulatedDisk()
    const fileSystem = disk.boot()
    const log = await growing('/ledger', 5, fileSystem)
    const publisher = right(await openPublisher(publishing('/ledger', log, { fileSystem }))())
    right(await publisher.sign()())
    await log.to(6)
    right(await publisher.sign()())
    disk.cutPower(() => 0)
    const after = { fileSystem: disk.boot() }
    expect(right(await knownSizeOf('/ledger', after)())).toBe(6)
    expect((await grow('/ledger', 0, after.fileSystem)).size).toBe(6)
  })

  it('that failed to be written is written again', async () => {
    const disk = simulatedDisk()
    let failing = 1
    const fileSystem = disk.boot((call) =>
      call === 'sync state' && failing-- === 0 ? 'fails before' : 'goes on',
    )
    const log = await growing('/ledger', 5, fileSystem)
    const publisher = right(await openPublisher(publishing('/ledger', log, { fileSystem }))())
    failing = 0
    expect(left(await publisher.sign()())).toMatchObject({ code: 'ambiguous' })
    right(await publisher.sign()())
    disk.cutPower(() => 0)
    expect(right(await knownSizeOf('/ledger', { fileSystem: disk.boot() })())).toBe(5)
  })

  it('is shared by all who wait for it, and covers what each of them has seen', () =>
    inDirectory(async (directory) => {
      const log = await growing(directory, 3)
      let signatures = 0
      const counting = {
        key: operator.key,
        sign: (message: Uint8Array) => {
          signatures += 1
          return operator.sign(message)
        },
      }
      await using publisher = right(
        await openPublisher(publishing(directory, log, { signers: [counting] }))(),
      )
      const first = [publisher.sign()(), publisher.sign()(), publisher.sign()()]
      await Promise.resolve()
      await log.to(4)
      const second = [publisher.sign()(), publisher.sign()()]
      for (const each of await Promise.all(second))
        expect(right(each).checkpoint.size).toBeGreaterThanOrEqual(4)
      for (const each of await Promise.all(first))
        expect(right(each).checkpoint.size).toBeGreaterThanOrEqual(3)
      expect(signatures).toBeLessThanOrEqual(2)
      right(await publisher.sign()())
      expect(await waiting(directory)).toBe(4)
    }))

  it('of a tree that is published already is the published one', () =>
    inDirectory(async (directory) => {
      const log = await grow(directory, 3)
      await set(directory, policyOf(1, [2]))
      const ask = askAmong(crowd(2))
      await using publisher = right(await openPublisher(publishing(directory, log, { ask }))())
      const done = right(await publisher.publish()())
      expect(right(await publisher.sign()()).bytes).toEqual(done.bytes)
      expect(await waiting(directory)).toBeNull()
    }))
})

describe('while witnesses are waited for', () => {
  it('a larger tree is signed, and stays waiting when the one before it is published', () =>
    inDirectory(async (directory) => {
      const log = await growing(directory, 3)
      await set(directory, policyOf(1, [2]))
      const { ask, begun, release } = held(askAmong(crowd(2)))
      await using publisher = right(await openPublisher(publishing(directory, log, { ask }))())
      const publication = publisher.publish()()
      await begun
      await log.to(5)
      expect(right(await publisher.sign()()).checkpoint.size).toBe(5)
      expect([await published(directory), await waiting(directory)]).toEqual([null, 5])
      release()
      expect(right(await publication)).toMatchObject({ status: 'published', size: 3 })
      expect([await published(directory), await waiting(directory)]).toEqual([3, 5])
      expect(right(await publisher.publish()())).toMatchObject({ status: 'published', size: 5 })
      expect([await published(directory), await waiting(directory)]).toEqual([5, null])
    }))

  it('a larger tree is not replaced by one that lacks its quorum', () =>
    inDirectory(async (directory) => {
      const log = await growing(directory, 3)
      await set(directory, policyOf(2, [2, 3]))
      const { ask, begun, release } = held(askAmong(crowd(2)))
      await using publisher = right(await openPublisher(publishing(directory, log, { ask }))())
      const publication = publisher.publish()()
      await begun
      await log.to(5)
      const signed = right(await publisher.sign()())
      release()
      expect(right(await publication)).toMatchObject({ status: 'waiting', size: 3 })
      expect(right(await readWaiting(directory)())?.bytes).toEqual(signed.bytes)
    }))

  it('a second publication takes its turn', () =>
    inDirectory(async (directory) => {
      const log = await growing(directory, 3)
      await set(directory, policyOf(1, [2]))
      const { ask, begun, release } = held(askAmong(crowd(2)))
      await using publisher = right(await openPublisher(publishing(directory, log, { ask }))())
      const first = publisher.publish()()
      await begun
      await log.to(4)
      const second = publisher.publish()()
      release()
      const done = [right(await first), right(await second)]
      expect(done.map(({ size, status }) => [size, status])).toEqual([
        [3, 'published'],
        [4, 'published'],
      ])
    }))
})

describe('an open publisher', () => {
  it('keeps every other one out, and whoever sets a policy, until it is closed', () =>
    inDirectory(async (directory) => {
      const options = publishing(directory, await grow(directory, 3))
      const subject = { origin: ORIGIN, keys: [operator.key] }
      const publisher = right(await openPublisher(options)())
      for (const end of [
        await openPublisher(options)(),
        await publishCheckpoint(options)(),
        await setPolicy(directory, policyOf(1, [2]), subject)(),
      ])
        expect(left<unknown, unknown>(end)).toMatchObject({ code: 'locked' })
      await publisher[Symbol.asyncDispose]()
      await publisher[Symbol.asyncDispose]()
      for (const end of [await publisher.sign()(), await publisher.publish()()])
        expect(left<unknown, unknown>(end)).toMatchObject({ code: 'closed' })
      expect(right(await publishCheckpoint(options)()).status).toBe('published')
    }))

  it('finishes what was begun before it closes', () =>
    inDirectory(async (directory) => {
      const log = await grow(directory, 3)
      await set(directory, policyOf(1, [2]))
      const { ask, begun, release } = held(askAmong(crowd(2)))
      const publisher = right(await openPublisher(publishing(directory, log, { ask }))())
      const publication = publisher.publish()()
      await begun
      let closed = false
      const closing = publisher[Symbol.asyncDispose]().then(() => (closed = true))
      const signature = publisher.sign()()
      expect(left(await signature)).toMatchObject({ code: 'closed' })
      expect(closed).toBe(false)
      release()
      expect(right(await publication).status).toBe('published')
      await closing
      expect(closed).toBe(true)
    }))

  it('does not sign in the place of a lock that was lost', () =>
    inDirectory(async (directory) => {
      const options = publishing(directory, await grow(directory, 3))
      await using publisher = right(await openPublisher(options)())
      await rm(join(directory, 'state', 'checkpoint.lock'))
      expect(left(await publisher.sign()())).toMatchObject({ code: 'locked' })
      expect(await waiting(directory)).toBeNull()
    }))
})
