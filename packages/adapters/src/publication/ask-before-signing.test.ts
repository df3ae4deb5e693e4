import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { leaves, left, operator, ORIGIN, right, tracked } from '../test-support/checkpoints.ts'
import { inDirectory } from '../test-support/file-subject.ts'
import { askAmong, crowd, grow, growing, policyOf, publishing } from '../test-support/publishing.ts'
import type { AskWitness } from './ask-witnesses.ts'
import { readPublished, readWaiting } from './ledger-files.ts'
import { setPolicy } from './ledger-policy.ts'
import type { TrackedLog } from './log-track.ts'
import { openPublisher, publishCheckpoint } from './publisher.ts'

const set = (directory: string, policy: Uint8Array): Promise<unknown> =>
  setPolicy(directory, policy, { origin: ORIGIN, keys: [operator.key] })().then(right)
const signedSizes = async (directory: string): Promise<readonly (number | null)[]> => [
  right(await readPublished(directory)())?.checkpoint.size ?? null,
  right(await readWaiting(directory)())?.checkpoint.size ?? null,
]

/** A ledger that was published at 3 and restored, after its witness had cosigned `more` entries of it. */
async function restored(
  directory: string,
  more: number,
): Promise<{ readonly copy: string; readonly ask: AskWitness }> {
  const [ledger, copy] = [join(directory, 'ledger'), join(directory, 'copy')]
  const ask = askAmong(crowd(2))
  await grow(ledger, 3)
  await set(ledger, policyOf(1, [2, 3]))
  right(await publishCheckpoint(publishing(ledger, await grow(ledger, 3), { ask }))())
  await cp(ledger, copy, { recursive: true })
  right(await publishCheckpoint(publishing(ledger, await grow(ledger, more), { ask }))())
  return { copy, ask }
}

/** The first `size` of `log`, and one entry more that it does not have. */
async function parted(log: TrackedLog, size: number): Promise<TrackedLog> {
  const ids = Array.from({ length: size }, (_, index) => ({ level: 0, index }))
  return tracked([...(await log.hashes.readHashes(ids)), ...leaves(1)])
}

describe('a copy that was restored', () => {
  for (const use of ['sign', 'publish'] as const)
    it(`signs nothing when a witness knows a larger tree: ${use}`, () =>
      inDirectory(async (directory) => {
        const { copy, ask } = await restored(directory, 5)
        const log = await grow(copy, 4)
        await using publisher = right(await openPublisher(publishing(copy, log, { ask }))())
        for (let times = 0; times < 2; times++) {
          const refused = left<unknown, unknown>(await publisher[use]()())
          expect(refused).toMatchObject({
            _tag: 'WitnessAhead',
            name: 'W2',
            signed: 3,
            size: 5,
            message: expect.stringContaining('5 entries of this log'),
          })
        }
        expect(await signedSizes(copy)).toEqual([3, null])
      }))

  it('signs nothing more when it signed without its witness, and that one knows another history', () =>
    inDirectory(async (directory) => {
      const { copy, ask } = await restored(directory, 4)
      const log = await grow(copy, 3)
      const other = await parted(log, 3)
      await using alone = right(await openPublisher(publishing(copy, other))())
      right(await alone.sign()())
      await alone[Symbol.asyncDispose]()
      const more = await parted(other, 4)
      const refused = left(await publishCheckpoint(publishing(copy, more, { ask }))())
      expect(refused).toMatchObject({ _tag: 'WitnessForked', name: 'W2', signed: 4 })
      expect(await signedSizes(copy)).toEqual([3, 4])
    }))

  it('is found out also by what a witness says while it is open', () =>
    inDirectory(async (directory) => {
      const { copy, ask } = await restored(directory, 5)
      let up = false
      const later: AskWitness = (url, request) =>
        up ? ask(url, request) : askAmong(new Map())(url, request)
      const log = await growing(copy, 4)
      await using publisher = right(await openPublisher(publishing(copy, log, { ask: later }))())
      // Nobody could be asked: it is signed.
      right(await publisher.sign()())
      up = true
      const done = right(await publisher.publish()())
      expect(done.witnesses[0]).toMatchObject({ kind: 'ahead', size: 5 })
      await log.to(6)
      expect(left(await publisher.sign()())).toMatchObject({ _tag: 'WitnessAhead', signed: 4 })
    }))
})

describe('who requires a witness', () => {
  const requireWitness = true

  it('signs no larger tree until one has confirmed the last', () =>
    inDirectory(async (directory) => {
      const { copy, ask } = await restored(directory, 3)
      const log = await grow(copy, 4)
      let asked = 0
      let up = false
      const later: AskWitness = (url, request) => {
        asked += 1
        return up ? ask(url, request) : askAmong(new Map())(url, request)
      }
      const options = publishing(copy, log, { ask: later, requireWitness })
      await using publisher = right(await openPublisher(options)())
      expect(left(await publisher.sign()())).toMatchObject({
        _tag: 'Unconfirmed',
        signed: 3,
        message: expect.stringContaining('W2: '),
      })
      expect(left(await publisher.publish()())).toMatchObject({ _tag: 'Unconfirmed' })
      expect(await signedSizes(copy)).toEqual([3, null])
      up = true
      expect(right(await publisher.sign()()).checkpoint.size).toBe(4)
      asked = 0
      right(await publisher.sign()())
      expect(asked).toBe(0)
    }))

  it('asks once: witnesses that fall silent later keep nothing from being signed, one that objects does', () =>
    inDirectory(async (directory) => {
      const { copy, ask } = await restored(directory, 3)
      const log = await growing(copy, 4)
      let witness: AskWitness = askAmong(new Map())
      const options = publishing(copy, log, {
        ask: (url, request) => witness(url, request),
        requireWitness,
      })
      expect(left(await publishCheckpoint(options)())).toMatchObject({ _tag: 'Unconfirmed' })
      witness = ask
      await using publisher = right(await openPublisher(options)())
      right(await publisher.sign()())
      witness = askAmong(new Map())
      expect(right(await publisher.publish()()).status).toBe('waiting')
      await log.to(5)
      expect(right(await publisher.sign()()).checkpoint.size).toBe(5)
      witness = () => Promise.resolve({ kind: 'refused', status: 422, message: 'another history' })
      right(await publisher.publish()())
      await log.to(6)
      expect(left(await publisher.sign()())).toMatchObject({ _tag: 'WitnessForked' })
    }))

  it('signs what is signed already, and a log that was never signed', () =>
    inDirectory(async (directory) => {
      const log = await growing(directory, 2)
      await set(directory, policyOf(1, [2]))
      await using publisher = right(
        await openPublisher(publishing(directory, log, { requireWitness }))(),
      )
      for (let times = 0; times < 2; times++) right(await publisher.sign()())
      await log.to(3)
      expect(left(await publisher.sign()())).toMatchObject({ _tag: 'Unconfirmed', signed: 2 })
    }))

  it('signs no larger tree where the ledger has no witness', () =>
    inDirectory(async (directory) => {
      right(await publishCheckpoint(publishing(directory, await grow(directory, 2)))())
      const options = publishing(directory, await grow(directory, 3), { requireWitness })
      expect(left(await publishCheckpoint(options)())).toMatchObject({
        _tag: 'Unconfirmed',
        message: expect.stringContaining('the ledger has no policy'),
      })
      expect(await signedSizes(directory)).toEqual([2, null])
    }))
})
