import { appendFile, chmod, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  entryLink,
  formatStateFile,
  parseSignedCheckpoint,
  signCheckpoint,
  verifyLog,
} from '@accord-ledger/core'
import type { Origin } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { openFileStore } from '../file/open.ts'
import { readRawEntries } from '../file/raw-entries.ts'
import { operator, ORIGIN, right, signer } from '../test-support/checkpoints.ts'
import { inDirectory } from '../test-support/file-subject.ts'
import { verifier } from '../test-support/publishing.ts'
import { contents, segmentAt } from '../test-support/small-logs.ts'
import { checkpointAt, growSound, SEGMENT_ENTRIES } from '../test-support/sound-ledgers.ts'
import {
  changeLines,
  changeTile,
  check,
  FIRST,
  kinds,
  LAST,
  SECOND,
  withLedger,
} from '../test-support/spoilt-ledgers.ts'
import type { FsckOptions } from './fsck.ts'
import { rebuildDerived } from './rebuild.ts'
import { systemLocks } from './writer-lock.ts'

/** The first part of an append. */
const tail = (directory: string): Promise<void> =>
  appendFile(segmentAt(directory, LAST), '{"event":')

const given = async (bytes: Promise<Uint8Array>): Promise<Partial<FsckOptions>> => ({
  checkpoint: right(parseSignedCheckpoint(await bytes)),
})

describe('a sound ledger', () => {
  it('is sound, all of it was read, and nothing was written', () =>
    withLedger(async (directory) => {
      const before = await contents(directory)
      const report = await check(directory)
      expect(report).toMatchObject({
        verdict: 'sound',
        rebuildable: true,
        origin: 'accords.example/1',
        size: 9,
        published: { size: 6 },
        read: { segments: 3, entries: 9 },
      })
      expect(kinds(report)).toEqual([])
      expect(await contents(directory)).toEqual(before)
    }))
})

describe('saved state in state/', () => {
  const PATH = 'state/verified'

  /** Verifies the ledger, and saves what came of it. */
  async function save(directory: string): Promise<void> {
    const { blocks } = await readRawEntries(directory)
    const { state } = await verifyLog(blocks, { verifier })
    await writeFile(join(directory, PATH), formatStateFile(state), { mode: 0o600 })
  }
  it('is compared with the entries, at its own size', () =>
    withLedger(async (directory) => {
      await save(directory)
      expect(kinds(await check(directory))).toEqual([])
      await growSound(directory, 11)
      expect(kinds(await check(directory))).toEqual([])
      await changeLines(directory, LAST, (lines) => lines.slice(0, 0))
      const report = await check(directory)
      expect(report.findings[0]).toMatchObject({ kind: 'rolled-back', index: 8 })
      expect(report.findings.map(({ file }) => file)).toContain(PATH)
    }))

  it('is found out where it is of other entries', () =>
    withLedger((directory) =>
      inDirectory(async (other) => {
        await growSound(other, 9, 2)
        await save(other)
        await writeFile(join(directory, PATH), await readFile(join(other, PATH)), { mode: 0o600 })
        // The same events: but for the segments it is the same log.
        expect(kinds(await check(directory))).toEqual([])
        await changeLines(directory, SECOND, (lines) =>
          lines.with(3, (lines[3] ?? '').replace('00Z', '01Z')),
        )
        const { findings } = await check(directory)
        expect(findings).toContainEqual(
          expect.objectContaining({ condition: 'damaged', kind: 'rewritten', file: PATH }),
        )
      }),
    ))
})

describe('beside a writer', () => {
  it('a tail under way is not yet published, and not torn', () =>
    withLedger(async (directory) => {
      {
        await using store = await openFileStore(directory, {
          link: entryLink,
          mode: 'write',
          segmentEntries: SEGMENT_ENTRIES,
        })
        expect(store.openReport.damage).toBeNull()
        await tail(directory)
        const report = await check(directory, { locks: systemLocks })
        expect([report.verdict, kinds(report)]).toEqual(['sound', ['not-yet-published']])
      }
      expect((await check(directory)).verdict).toBe('torn')
    }))

  it('a tail that moves is not torn either, where locks cannot be seen', () =>
    withLedger(async (directory) => {
      await tail(directory)
      const writing = setInterval(() => void appendFile(segmentAt(directory, LAST), 'x'), 2)
      const report = await check(directory, { pause: 25 })
      clearInterval(writing)
      expect([report.verdict, kinds(report)]).toEqual(['sound', ['not-yet-published']])
    }))
})

describe('a checkpoint that is known from elsewhere', () => {
  it('is of these entries, at any size', () =>
    withLedger(async (directory) => {
      for (const size of [1, 4, 9])
        expect((await check(directory, await given(checkpointAt(directory, size)))).verdict).toBe(
          'sound',
        )
    }))

  it('shows that a copy is old', () =>
    withLedger(async (directory) => {
      const known = await given(checkpointAt(directory, 9))
      await unlink(segmentAt(directory, LAST))
      const report = await check(directory, known)
      expect(report.verdict).toBe('unsound')
      expect(kinds(report)).toEqual(['missing-entries', 'rolled-back', 'rolled-back'])
      expect(report.rebuildable).toBe(false)
    }))

  it('shows another history, and names who did not sign it', () =>
    withLedger(async (directory) => {
      const other = { size: 5, root: new Uint8Array(32) }
      for (const by of [operator, signer(7)]) {
        const report = await check(directory, await given(signCheckpoint(ORIGIN, other, [by])))
        expect([report.verdict, kinds(report)]).toEqual(['unsound', ['forked']])
        expect(report.findings[0]?.message.includes('no operator')).toBe(by !== operator)
      }
    }))

  it('says nothing where it is of another log, or signed by nobody', () =>
    withLedger(async (directory) => {
      const { checkpoint } = right(parseSignedCheckpoint(await checkpointAt(directory, 5)))
      for (const [origin, by] of [
        ['accords.example/2', operator],
        [ORIGIN, signer(7)],
      ] as const) {
        const report = await check(
          directory,
          await given(signCheckpoint(origin as Origin, checkpoint, [by])),
        )
        expect([report.verdict, kinds(report)]).toEqual(['unknown', ['given-checkpoint']])
      }
    }))
})

describe('making derived files again', () => {
  it('restores tiles, and nothing else', () =>
    withLedger(async (directory) => {
      const before = await contents(directory)
      await changeTile(directory, 'tile/0/000.p/6')
      await unlink(join(directory, 'public', 'tile', 'entries', '000.p', '6'))
      expect((await check(directory)).rebuildable).toBe(true)
      expect(right(await rebuildDerived(directory)())).toMatchObject({ count: 2 })
      expect(await contents(directory)).toEqual({ ...before, 'state/checkpoint.lock': '' })
      expect(kinds(await check(directory))).toEqual([])
    }))

  it('is not for a ledger of which something else is wrong', () =>
    withLedger(async (directory) => {
      await appendFile(segmentAt(directory, LAST), 'x')
      expect((await check(directory)).rebuildable).toBe(false)
      await unlink(join(directory, 'public', 'tile', 'entries', '000.p', '6'))
      expect((await check(directory)).rebuildable).toBe(false)
    }))

  it('seals segments as the store does, and nothing else', () =>
    withLedger(async (directory) => {
      await chmod(segmentAt(directory, FIRST), 0o640)
      const before = await contents(directory)
      expect(right(await rebuildDerived(directory)())).toEqual({
        count: 1,
        files: [`public/entries/${FIRST}`],
      })
      expect(await contents(directory)).toEqual(before)
      expect(kinds(await check(directory))).toEqual([])
    }))
})

describe('a directory', () => {
  it('without a ledger, or with an empty one, tells nothing', () =>
    inDirectory(async (directory) => {
      const nothing = await check(join(directory, 'none'))
      expect([nothing.verdict, kinds(nothing)]).toEqual(['unknown', ['unavailable']])
      await growSound(directory, 0)
      const empty = await check(directory)
      expect([empty.verdict, kinds(empty)]).toEqual(['unknown', ['empty']])
    }))

  it('full of other files makes no long list', () =>
    withLedger(async (directory) => {
      for (let n = 0; n < 120; n++) await writeFile(join(directory, `x${n}`), '')
      const { findings } = await check(directory)
      expect(findings.length).toBeLessThan(105)
      expect(findings.map(({ message }) => message)).toContain('20 more of this kind were found')
    }))
})
