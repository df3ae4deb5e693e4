import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describeQuorum, openCheckpoint, witnessKey, noteKey } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { left, NOW, operator, ORIGIN, right, signer, tracked } from '../test-support/checkpoints.ts'
import { inDirectory } from '../test-support/file-subject.ts'
import {
  askAmong,
  crowd,
  grow,
  policyOf,
  publishing,
  verifier,
} from '../test-support/publishing.ts'
import { knownSizeOf, readPublished, readWaiting } from './ledger-files.ts'
import { setPolicy } from './ledger-policy.ts'
import { publishCheckpoint } from './publisher.ts'
import type { Publication } from './publish.ts'
import type { PublishOptions } from './publisher.ts'

const publish = async (options: PublishOptions): Promise<Publication> =>
  right(await publishCheckpoint(options)())
const set = (directory: string, policy: Uint8Array): Promise<unknown> =>
  setPolicy(directory, policy, { origin: ORIGIN, keys: [operator.key] })().then(right)
const published = async (directory: string): Promise<number | null> =>
  right(await readPublished(directory)())?.checkpoint.size ?? null
const waiting = async (directory: string): Promise<number | null> =>
  right(await readWaiting(directory)())?.checkpoint.size ?? null

describe('without a policy', () => {
  it('the checkpoint is published with the operator’s signature alone, and says so', () =>
    inDirectory(async (directory) => {
      const log = await grow(directory, 5)
      const done = await publish(publishing(directory, log))
      expect(done).toMatchObject({
        origin: ORIGIN,
        size: 5,
        status: 'published',
        degraded: false,
        policy: null,
        quorum: { satisfied: true, time: null, why: null },
        witnesses: [],
      })
      const bytes = await readFile(join(directory, 'public', 'checkpoint'))
      expect(Buffer.compare(bytes, done.bytes)).toBe(0)
      const opened = await openCheckpoint(
        bytes,
        { logs: [noteKey(ORIGIN, operator)], witnesses: [] },
        verifier,
      )
      expect(right(opened).checkpoint).toMatchObject({ size: 5, extensions: [] })
      expect(await waiting(directory)).toBeNull()
      expect(right(await knownSizeOf(directory)())).toBe(5)
    }))

  it('publishing again changes nothing, and a grown log is published at its size', () =>
    inDirectory(async (directory) => {
      const first = await publish(publishing(directory, await grow(directory, 5)))
      const before = await stat(join(directory, 'public', 'checkpoint'))
      const again = await publish(publishing(directory, await grow(directory, 5)))
      expect(again.bytes).toEqual(first.bytes)
      expect((await stat(join(directory, 'public', 'checkpoint'))).ino).toBe(before.ino)
      expect((await publish(publishing(directory, await grow(directory, 9)))).size).toBe(9)
      expect(await published(directory)).toBe(9)
    }))

  it('its files are as private as the ledger’s', () =>
    inDirectory(async (directory) => {
      const umask = process.umask(0)
      try {
        await publish(publishing(directory, await grow(directory, 2)))
        await set(directory, policyOf(1, [2]))
        await publish(publishing(directory, await grow(directory, 3)))
      } finally {
        process.umask(umask)
      }
      const mode = async (...path: readonly string[]): Promise<number> =>
        (await stat(join(directory, ...path))).mode & 0o7777
      expect(await mode('public', 'checkpoint')).toBe(0o640)
      expect(await mode('state', 'checkpoint')).toBe(0o600)
      expect(await mode('state', 'policy')).toBe(0o600)
      expect(await mode('state', 'checkpoint.lock')).toBe(0o600)
      expect((await readdir(join(directory, 'public'))).toSorted()).toEqual([
        'checkpoint',
        'entries',
        'tile',
      ])
    }))
})

describe('with a policy', () => {
  it('the checkpoint waits until the quorum has cosigned, and is published with all that did', () =>
    inDirectory(async (directory) => {
      const log = await grow(directory, 5)
      await set(directory, policyOf(2, [2, 3, 4]))
      const up = new Map(crowd(2))
      const first = await publish(publishing(directory, log, { ask: askAmong(up) }))
      expect(first).toMatchObject({ status: 'waiting', degraded: false })
      expect(first.quorum.why === null ? '' : describeQuorum(first.quorum.why)).toBe(
        'group all has 1 of 2 (W2; not W3; not W4)',
      )
      expect(first.witnesses.map(({ name, kind }) => [name, kind])).toEqual([
        ['W2', 'cosigned'],
        ['W3', 'failed'],
        ['W4', 'failed'],
      ])
      expect([await published(directory), await waiting(directory)]).toEqual([null, 5])
      expect(right(await knownSizeOf(directory)())).toBe(5)

      // One that cosigned before is down now: what it gave still counts.
      const second = await publish(publishing(directory, log, { ask: askAmong(crowd(3, 4)) }))
      expect(second).toMatchObject({ status: 'published', quorum: { satisfied: true } })
      expect([await published(directory), await waiting(directory)]).toEqual([5, null])
      const witnesses = [2, 3, 4].map((n) => witnessKey(`witness.example/w${n}`, signer(n)))
      const opened = await openCheckpoint(
        second.bytes,
        { logs: [noteKey(ORIGIN, operator)], witnesses },
        verifier,
      )
      expect(right(opened).cosignatures).toHaveLength(3)
    }))

  it('each witness is asked from where it is thought to be, and once more from where it says it is', () =>
    inDirectory(async (directory) => {
      await grow(directory, 3)
      await set(directory, policyOf(2, [2, 3]))
      const all = crowd(2, 3)
      const rounds: string[][] = []
      let lost = ''
      const ask: PublishOptions['ask'] = async (url, request) => {
        const { old, signed } = request
        rounds.at(-1)?.push(`${url.slice(8, 10)} from ${old} to ${signed.checkpoint.size}`)
        const answer = await askAmong(all)(url, request)
        return url.includes(lost) && lost !== '' ? { kind: 'failed', message: 'lost' } : answer
      }
      for (const [i, size] of [3, 5, 7, 8].entries()) {
        rounds.push([])
        // The second time, what W3 answers does not arrive.
        lost = i === 1 ? 'w3' : ''
        const done = await publish(publishing(directory, await grow(directory, size), { ask }))
        expect(done.status).toBe(i === 1 ? 'waiting' : 'published')
        expect(await published(directory)).toBe(i === 1 ? 3 : size)
      }
      expect(rounds.map((round) => round.toSorted())).toEqual([
        ['w2 from 0 to 3', 'w3 from 0 to 3'],
        // Each time about what was signed last, and then about what was signed now.
        ['w2 from 3 to 3', 'w2 from 3 to 5', 'w3 from 3 to 3', 'w3 from 3 to 5'],
        ['w2 from 5 to 5', 'w2 from 5 to 7', 'w3 from 3 to 5', 'w3 from 5 to 5', 'w3 from 5 to 7'],
        ['w2 from 7 to 7', 'w2 from 7 to 8', 'w3 from 7 to 7', 'w3 from 7 to 8'],
      ])
    }))

  it('a tree that is published already gets fresh cosignatures', () =>
    inDirectory(async (directory) => {
      const log = await grow(directory, 5)
      await set(directory, policyOf(1, [2, 3]))
      let now = NOW
      const clock = (): number => now
      const witnesses = new Map([...crowd(2, 3)].map(([n, each]) => [n, { ...each, clock }]))
      const options = publishing(directory, log, { ask: askAmong(witnesses), clock })
      const first = await publish(options)
      now += 86_400_000
      witnesses.delete(3)
      const second = await publish({ ...options, ask: askAmong(witnesses) })
      expect(second.quorum.time).toBe((first.quorum.time ?? 0) + 86_400)
      // The other one's stays, with its time.
      const times = second.quorum.why?.members.map(({ time }) => time)
      expect(times).toEqual([now / 1000, (now - 86_400_000) / 1000])
      expect(await published(directory)).toBe(5)
      // With all of them gone, nothing is lost.
      const third = await publish(publishing(directory, log, { clock }))
      expect(third).toMatchObject({ status: 'published', quorum: second.quorum })
    }))

  it('degraded is published without its quorum, visibly, and only when asked for', () =>
    inDirectory(async (directory) => {
      const log = await grow(directory, 5)
      await set(directory, policyOf(1, [2]))
      const done = await publish(publishing(directory, log, { degraded: true }))
      expect(done).toMatchObject({
        status: 'published',
        degraded: true,
        quorum: { satisfied: false, time: null },
      })
      expect([await published(directory), await waiting(directory)]).toEqual([5, null])
      const again = await publish(publishing(directory, await grow(directory, 6)))
      expect(again).toMatchObject({ status: 'waiting', degraded: false })
      expect([await published(directory), await waiting(directory)]).toEqual([5, 6])
      // Asked for, and not needed.
      const ask = askAmong(crowd(2))
      const sound = await publish(
        publishing(directory, await grow(directory, 6), { ask, degraded: true }),
      )
      expect(sound).toMatchObject({ status: 'published', degraded: false })
    }))

  it('a stricter one is asked for at the next time, and what is published stays meanwhile', () =>
    inDirectory(async (directory) => {
      const log = await grow(directory, 5)
      await set(directory, policyOf(1, [2]))
      await publish(publishing(directory, log, { ask: askAmong(crowd(2)) }))
      await set(directory, policyOf(2, [3, 4]))
      const first = await publish(publishing(directory, log, { ask: askAmong(crowd(3)) }))
      expect(first.status).toBe('waiting')
      expect([await published(directory), await waiting(directory)]).toEqual([5, 5])
      const second = await publish(publishing(directory, log, { ask: askAmong(crowd(4)) }))
      expect(second.status).toBe('published')
      expect(await waiting(directory)).toBeNull()
      // Whoever still holds the old policy can open it, too.
      const old = [witnessKey('witness.example/w2', signer(2))]
      const opened = await openCheckpoint(
        second.bytes,
        { logs: [noteKey(ORIGIN, operator)], witnesses: old },
        verifier,
      )
      expect(right(opened).cosignatures).toHaveLength(1)
    }))
})

describe('nothing is signed', () => {
  it('of a log without entries', () =>
    inDirectory(async (directory) => {
      await grow(directory, 0)
      const refused = left(await publishCheckpoint(publishing(directory, tracked([])))())
      expect(refused._tag).toBe('NothingToPublish')
      expect(await readdir(join(directory, 'state'))).toEqual(['checkpoint.lock'])
    }))

  it('by who is not the operator, whoever else signs too', () =>
    inDirectory(async (directory) => {
      const log = await grow(directory, 3)
      for (const signers of [
        [],
        [signer(5)],
        [operator, signer(5)],
        [operator, operator],
        [signer(5), signer(6)],
        [{ key: operator.key, sign: (message: Uint8Array) => signer(5).sign(message) }],
      ]) {
        const refused = left(await publishCheckpoint(publishing(directory, log, { signers }))())
        expect(refused).toMatchObject({ _tag: 'WrongSigners', expected: operator.key })
      }
      expect([await published(directory), await waiting(directory)]).toEqual([null, null])
    }))

  it('in the directory of another ledger, or of none', () =>
    inDirectory(async (directory) => {
      const log = await grow(directory, 3)
      const other = tracked([
        (await log.hashes.readHashes([{ level: 0, index: 1 }]))[0] ?? new Uint8Array(),
      ])
      expect(left(await publishCheckpoint(publishing(directory, other))())).toMatchObject({
        _tag: 'StoreError',
        code: 'damaged',
      })
      const nowhere = join(directory, 'none')
      expect(left(await publishCheckpoint(publishing(nowhere, log))())).toMatchObject({
        _tag: 'StoreError',
        code: 'unavailable',
      })
    }))

  it('by two at once', () =>
    inDirectory(async (directory) => {
      const log = await grow(directory, 3)
      const ends = await Promise.all(
        [1, 2, 3].map(() => publishCheckpoint(publishing(directory, log))()),
      )
      const tags = ends.map((end) => ('left' in end ? end.left : end.right))
      expect(tags.filter((end) => 'status' in end && end.status === 'published')).not.toHaveLength(
        0,
      )
      for (const end of tags) if ('_tag' in end) expect(end).toMatchObject({ code: 'locked' })
    }))
})
