/** What was signed before stands: a copy of a ledger that is old, cut or changed signs nothing, and says what it found. */
import { cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeHex, noteKey, openNote, rootAt } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import {
  checkpointOf,
  leaves,
  left,
  operator,
  ORIGIN,
  right,
  signer,
  tracked,
  utf8,
} from '../test-support/checkpoints.ts'
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
import type { TrackedLog } from './log-track.ts'
import { publishCheckpoint } from './publisher.ts'

/** A ledger of two entries that is at 5, signed and waiting; then what is left of it is an older copy of the entries. */
async function restored(directory: string): Promise<TrackedLog> {
  const log = await grow(directory, 2)
  await cp(directory, `${directory}.copy`, { recursive: true })
  right(await setPolicy(directory, policyOf(1, [2]), { origin: ORIGIN, keys: [operator.key] })())
  right(await publishCheckpoint(publishing(directory, await grow(directory, 5)))())
  await rm(join(directory, 'public'), { recursive: true })
  await rename(join(`${directory}.copy`, 'public'), join(directory, 'public'))
  await rm(`${directory}.copy`, { recursive: true })
  return log
}

describe('an old copy of a ledger', () => {
  it('signs no smaller tree than waits in it, and shows the one that was signed', () =>
    inDirectory(async (directory) => {
      const log = await restored(directory)
      const signed = await readFile(join(directory, 'state', 'checkpoint'))
      const ask = askAmong(crowd(2))
      const refused = left(
        await publishCheckpoint(publishing(directory, log, { ask, degraded: true }))(),
      )
      expect(refused).toMatchObject({
        _tag: 'LogShrank',
        place: 'state/checkpoint',
        signed: 5,
        size: 2,
        message: expect.stringContaining('old'),
      })
      if (refused._tag !== 'LogShrank') throw new Error(refused._tag)
      const opened = await openNote(refused.evidence, [noteKey(ORIGIN, operator)], verifier)
      expect(right(opened).text.split('\n')[1]).toBe('5')
      expect(await readFile(join(directory, 'state', 'checkpoint'))).toEqual(signed)
      expect(right(await readPublished(directory)())).toBeNull()
      expect(right(await knownSizeOf(directory)())).toBe(5)
    }))

  it('is told by a witness too, where nothing is left of what was signed', () =>
    inDirectory(async (directory) => {
      const witnesses = crowd(2)
      const ask = askAmong(witnesses)
      const subject = { origin: ORIGIN, keys: [operator.key] }
      const log = await grow(directory, 2)
      right(await setPolicy(directory, policyOf(1, [2]), subject)())
      await cp(directory, `${directory}.copy`, { recursive: true })
      right(await publishCheckpoint(publishing(directory, await grow(directory, 5), { ask }))())
      const done = right(await publishCheckpoint(publishing(`${directory}.copy`, log, { ask }))())
      await rm(`${directory}.copy`, { recursive: true })
      expect(done.status).toBe('waiting')
      expect(done.witnesses).toMatchObject([{ kind: 'ahead', size: 5 }])
    }))
})

describe('a changed history', () => {
  for (const place of ['public/checkpoint', 'state/checkpoint'] as const)
    it(`is not signed over ${place}, and both roots are named`, () =>
      inDirectory(async (directory) => {
        const log = await grow(directory, 5)
        const other = leaves(3)
        await writeFile(join(directory, place), await checkpointOf(other))
        const refused = left(await publishCheckpoint(publishing(directory, log))())
        expect(refused).toMatchObject({
          _tag: 'LogForked',
          place,
          size: 3,
          expected: encodeHex(await rootAt(tracked(other).hashes, 3)),
          found: encodeHex(await rootAt(log.hashes, 3)),
        })
        expect(await readFile(join(directory, place))).toEqual(
          Buffer.from(await checkpointOf(other)),
        )
      }))
})

describe('a checkpoint in the directory', () => {
  const bad: readonly (readonly [string, (log: TrackedLog) => Promise<Uint8Array>, object])[] = [
    ['cut short', async (log) => (await sound(log)).slice(0, -5), { code: 'damaged' }],
    ['empty', async () => new Uint8Array(0), { code: 'damaged' }],
    ['too long', async () => new Uint8Array(600_000).fill(10), { code: 'damaged' }],
    [
      'with a signature that does not stand',
      async (log) => {
        const text = Buffer.from(await sound(log)).toString()
        return utf8(
          text.replace(
            / ([A-Za-z0-9+/]{20})([A-Za-z0-9+/])/,
            (_, a, b) => ` ${a}${b === 'A' ? 'B' : 'A'}`,
          ),
        )
      },
      { _tag: 'BadCheckpoint', reason: { _tag: 'BadNoteSignature' } },
    ],
    [
      'signed by another key',
      (log) => hashesOf(log).then((hashes) => checkpointOf(hashes, 3, [signer(9)])),
      { _tag: 'BadCheckpoint', reason: { _tag: 'NoKnownSignature' } },
    ],
    [
      'of another log',
      async (log) =>
        utf8(
          Buffer.from(await sound(log))
            .toString()
            .replaceAll(ORIGIN, 'b.example'),
        ),
      { _tag: 'BadCheckpoint', reason: { _tag: 'UnknownOrigin' } },
    ],
  ]
  for (const place of ['public/checkpoint', 'state/checkpoint'] as const)
    for (const [what, bytesOf, expected] of bad)
      it(`${what} is neither believed nor replaced: ${place}`, () =>
        inDirectory(async (directory) => {
          const log = await grow(directory, 5)
          const bytes = await bytesOf(log)
          await writeFile(join(directory, place), bytes)
          expect(left(await publishCheckpoint(publishing(directory, log))())).toMatchObject(
            expected,
          )
          expect(Buffer.compare(await readFile(join(directory, place)), bytes)).toBe(0)
        }))

  it('that is a link, and a state/ that is one, are not followed', () =>
    inDirectory(async (directory) => {
      const log = await grow(directory, 5)
      await writeFile(join(directory, 'elsewhere'), await sound(log))
      await symlink(join(directory, 'elsewhere'), join(directory, 'public', 'checkpoint'))
      const options = publishing(directory, log)
      expect(left(await publishCheckpoint(options)())).toMatchObject({ code: 'unsupported' })
      await rm(join(directory, 'public', 'checkpoint'))
      await rm(join(directory, 'state'), { recursive: true })
      await mkdir(join(directory, 'other'))
      await symlink(join(directory, 'other'), join(directory, 'state'))
      for (const read of [readWaiting, readPublished])
        expect(left(await read(directory)())).toMatchObject({ code: 'unsupported' })
      expect(left(await knownSizeOf(directory)())).toMatchObject({ code: 'unsupported' })
      expect(left(await publishCheckpoint(options)())).toMatchObject({ code: 'unsupported' })
    }))
})

describe('a rotation of the operator’s key', () => {
  const old = operator
  const next = signer(7)

  it('leaves what was signed before to the old key, and what comes to the new one, or both', () =>
    inDirectory(async (directory) => {
      const hashes = await hashesOf(await grow(directory, 9))
      const upTo = (size: number): TrackedLog =>
        tracked(
          hashes.slice(0, size),
          size > 4
            ? [
                [0, old],
                [4, next],
              ]
            : [[0, old]],
        )
      const publish = (size: number, ...signers: readonly (typeof old)[]) =>
        publishCheckpoint(publishing(directory, upTo(size), { signers }))()
      expect(left(await publish(4, next))).toMatchObject({ expected: old.key })
      expect(left(await publish(4, old, next))).toMatchObject({ expected: old.key })
      right(await publish(4, old))
      expect(left(await publish(5, old))).toMatchObject({ expected: next.key })
      const both = right(await publish(5, old, next))
      const keys = [noteKey(ORIGIN, next), noteKey(ORIGIN, old)]
      const opened = right(await openNote(both.bytes, keys, verifier))
      expect(opened.known.map(({ key }) => key)).toEqual(keys)
      right(await publish(9, next))
      expect(right(await readPublished(directory)())?.note.signatures).toHaveLength(1)
      // A checkpoint by a key that was not in force then is none, though it is in the log.
      await writeFile(
        join(directory, 'public', 'checkpoint'),
        await checkpointOf(hashes, 4, [next]),
      )
      expect(left(await publish(9, next))).toMatchObject({
        _tag: 'BadCheckpoint',
        reason: { _tag: 'NoKnownSignature', expected: [`${ORIGIN}+${noteKey(ORIGIN, old).id}`] },
      })
    }))
})

async function hashesOf(log: TrackedLog): Promise<readonly Uint8Array[]> {
  return log.hashes.readHashes(
    Array.from({ length: log.size }, (_, index) => ({ level: 0, index })),
  )
}

/** The checkpoint of the first three entries. */
async function sound(log: TrackedLog): Promise<Uint8Array> {
  return checkpointOf(await hashesOf(log), 3)
}
