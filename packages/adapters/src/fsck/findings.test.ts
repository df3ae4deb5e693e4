import {
  appendFile,
  chmod,
  readFile,
  rename,
  rm,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contents, segmentAt } from '../test-support/small-logs.ts'
import { checkpointAt } from '../test-support/sound-ledgers.ts'
import {
  changeLines,
  changeTile,
  check,
  FIRST,
  kinds,
  LAST,
  linesOf,
  rewrite,
  SECOND,
  withLedger,
} from '../test-support/spoilt-ledgers.ts'
import type { FsckReport } from './fsck.ts'

interface Case {
  readonly what: string
  readonly spoil: (directory: string) => Promise<unknown>
  readonly verdict: FsckReport['verdict']
  /** The first finding, the worst. */
  readonly first: Partial<FsckReport['findings'][number]>
  readonly others?: readonly string[]
}

const CASES: readonly Case[] = [
  {
    what: 'a byte of an entry changed, behind which another one stands',
    spoil: (at) =>
      changeLines(at, SECOND, (lines) => lines.with(1, (lines[1] ?? '').replace('Pact', 'Pict'))),
    verdict: 'unsound',
    first: { condition: 'damaged', kind: 'violation', file: `public/entries/${SECOND}`, index: 5 },
    others: ['broken-link', 'checkpoint-root', 'tile-differs', 'tile-differs'],
  },
  {
    what: 'an entry dropped',
    spoil: (at) => changeLines(at, FIRST, (lines) => lines.toSpliced(2, 1)),
    verdict: 'unsound',
    first: { condition: 'damaged', kind: 'violation', file: `public/entries/${FIRST}`, index: 2 },
    others: [
      'misplaced-segment',
      'misplaced-segment',
      'checkpoint-root',
      'rolled-back',
      'tile-differs',
      'tile-differs',
    ],
  },
  {
    what: 'two changes far from each other',
    spoil: async (at) => {
      await changeLines(at, FIRST, (lines) => lines.with(1, (lines[1] ?? '').replace('P', 'Q')))
      await changeLines(at, SECOND, (lines) => lines.with(2, 'x'))
    },
    verdict: 'unsound',
    first: { kind: 'violation', index: 1 },
    others: [
      'broken-link',
      'broken-link',
      'broken-link',
      'checkpoint-root',
      'tile-differs',
      'tile-differs',
    ],
  },
  {
    what: 'a segment lost in the middle',
    spoil: (at) => unlink(segmentAt(at, SECOND)),
    verdict: 'unsound',
    first: { condition: 'damaged', kind: 'violation', file: `public/entries/${LAST}`, index: 4 },
    others: ['misplaced-segment', 'checkpoint-ahead', 'missing-segment', 'rolled-back'],
  },
  {
    what: 'the last segment lost, beyond what is published',
    spoil: (at) => unlink(segmentAt(at, LAST)),
    verdict: 'unsound',
    first: { condition: 'missing', kind: 'rolled-back', file: 'state/durable', index: 8 },
  },
  {
    what: 'the same, and what this machine remembers: nobody else knows of it',
    spoil: async (at) => {
      await unlink(segmentAt(at, LAST))
      await unlink(join(at, 'state', 'durable'))
    },
    verdict: 'sound',
    first: { condition: 'note' },
  },
  {
    what: 'a head remembered that is another',
    spoil: async (at) => {
      const line = await readFile(join(at, 'state', 'durable'), 'latin1')
      await writeFile(join(at, 'state', 'durable'), line.replace(/[0-9a-f]{64}/, 'a'.repeat(64)))
    },
    verdict: 'unsound',
    first: { condition: 'damaged', kind: 'rewritten', file: 'state/durable' },
  },
  {
    what: 'what this machine remembers, cut',
    spoil: (at) => writeFile(join(at, 'state', 'durable'), '{'),
    verdict: 'sound',
    first: { condition: 'stale', kind: 'durable-mark', file: 'state/durable' },
  },
  {
    what: 'a checkpoint that is gone, while its tiles are there',
    spoil: (at) => unlink(join(at, 'public', 'checkpoint')),
    verdict: 'unsound',
    first: { condition: 'missing', kind: 'no-checkpoint', file: 'public/checkpoint' },
  },
  {
    what: 'a tile with another byte',
    spoil: (at) => changeTile(at, 'tile/0/000.p/6'),
    verdict: 'unsound',
    first: { kind: 'tile-differs', file: 'public/tile/0/000.p/6', derived: true },
  },
  {
    what: 'a tile that is gone',
    spoil: (at) => unlink(join(at, 'public', 'tile', 'entries', '000.p', '6')),
    verdict: 'unsound',
    first: { kind: 'tile-missing', file: 'public/tile/entries/000.p/6', derived: true },
  },
  {
    what: 'what is no tile among the tiles',
    spoil: (at) => writeFile(join(at, 'public', 'tile', '0', 'more'), 'x'),
    verdict: 'sound',
    first: { condition: 'stale', kind: 'tile-foreign', file: 'public/tile/0/more' },
  },
  {
    what: 'the last two segments lost, which are published',
    spoil: async (at) => {
      await unlink(segmentAt(at, LAST))
      await unlink(segmentAt(at, SECOND))
    },
    verdict: 'unsound',
    first: { condition: 'damaged', kind: 'checkpoint-ahead', file: 'public/checkpoint' },
    others: ['missing-entries', 'rolled-back'],
  },
  {
    what: 'the first part of an entry at the end',
    spoil: (at) => appendFile(segmentAt(at, LAST), '{"event":'),
    verdict: 'torn',
    first: { condition: 'torn', kind: 'torn-tail', file: `public/entries/${LAST}`, index: 9 },
  },
  {
    what: 'a full segment without its last line feed',
    spoil: async (at) => {
      const bytes = await readFile(segmentAt(at, FIRST))
      await rewrite(at, FIRST, bytes.subarray(0, -1))
    },
    verdict: 'unsound',
    first: { condition: 'damaged', kind: 'violation', index: 3, file: `public/entries/${FIRST}` },
    others: [
      'misplaced-segment',
      'misplaced-segment',
      'broken-link',
      'checkpoint-root',
      'cut-segment',
      'rolled-back',
      'tile-differs',
      'tile-differs',
    ],
  },
  {
    what: 'a full segment that may be written to',
    spoil: (at) => chmod(segmentAt(at, FIRST), 0o640),
    verdict: 'sound',
    first: { condition: 'stale', kind: 'unsealed', file: `public/entries/${FIRST}`, derived: true },
  },
  {
    what: 'a symbolic link in the place of a segment',
    spoil: async (at) => {
      await rename(segmentAt(at, FIRST), join(at, 'elsewhere'))
      await symlink(join(at, 'elsewhere'), segmentAt(at, FIRST))
    },
    verdict: 'unsound',
    first: { condition: 'damaged', kind: 'not-a-file', file: `public/entries/${FIRST}`, index: 0 },
    others: ['unsupported', 'foreign-file'],
  },
  {
    what: 'a checkpoint that is none',
    spoil: (at) => writeFile(join(at, 'public', 'checkpoint'), 'none\n'),
    verdict: 'unsound',
    first: { condition: 'damaged', kind: 'checkpoint-unreadable', file: 'public/checkpoint' },
  },
  {
    what: 'a checkpoint whose signature was changed',
    spoil: async (at) => {
      const text = await readFile(join(at, 'public', 'checkpoint'), 'latin1')
      const spoilt = text.replace(/(.)(....==?\n)$|(.)(....\n)$/, (found) =>
        found.startsWith('A') ? `B${found.slice(1)}` : `A${found.slice(1)}`,
      )
      await writeFile(join(at, 'public', 'checkpoint'), spoilt, 'latin1')
    },
    verdict: 'unsound',
    first: { condition: 'damaged', kind: 'checkpoint-signature', file: 'public/checkpoint' },
  },
  {
    what: 'a signed checkpoint that waits, of more than there is',
    spoil: async (at) => {
      await writeFile(join(at, 'state', 'checkpoint'), await checkpointAt(at, 9), { mode: 0o600 })
      await unlink(segmentAt(at, LAST))
    },
    verdict: 'unsound',
    first: { kind: 'checkpoint-ahead', file: 'state/checkpoint' },
    others: ['missing-entries', 'rolled-back'],
  },
  {
    what: 'a policy that is none',
    spoil: (at) => writeFile(join(at, 'state', 'policy'), 'quorum\n', { mode: 0o600 }),
    verdict: 'unsound',
    first: { condition: 'damaged', kind: 'policy', file: 'state/policy' },
  },
  {
    what: 'a ledger.json of another ledger',
    spoil: (at) =>
      writeFile(join(at, 'ledger.json'), `{"first":"${'a'.repeat(64)}","format":"1"}\n`),
    verdict: 'unsound',
    first: { kind: 'damaged', file: `public/entries/${FIRST}`, index: 0, offset: 0 },
  },
  {
    what: 'no ledger.json, LOCK, state or torn, as in a copy of public/ alone',
    spoil: async (at) => {
      for (const name of ['ledger.json', 'LOCK', 'state', 'torn'])
        await rm(join(at, name), { recursive: true })
    },
    verdict: 'sound',
    first: { condition: 'note' },
    others: ['no-ledger-file'],
  },
  {
    what: 'saved state that is cut',
    spoil: (at) =>
      writeFile(join(at, 'state', 'verified'), 'accord-ledger state 1\n', { mode: 0o600 }),
    verdict: 'sound',
    first: { condition: 'stale', kind: 'saved-state', file: 'state/verified' },
  },
  {
    what: 'names of others, drafts and torn tails that were kept',
    spoil: async (at) => {
      for (const name of ['NOTES', 'public/index.html', 'public/entries/.DS_Store', 'state/mine'])
        await writeFile(join(at, name), 'x')
      for (const name of ['public/.checkpoint.draft', 'state/ledger.json.draft', 'torn/x.1'])
        await writeFile(join(at, name), 'x')
    },
    verdict: 'sound',
    first: { condition: 'note' },
    others: [
      'foreign-file',
      'foreign-file',
      'draft',
      'draft',
      'foreign-file',
      'torn-kept',
      'foreign-file',
    ],
  },
]

describe('what is found', () => {
  it.each(CASES)('$what: $verdict', ({ spoil, verdict, first, others = [] }) =>
    withLedger(async (directory) => {
      await spoil(directory)
      const before = await contents(directory)
      const report = await check(directory)
      expect({ verdict: report.verdict, first: report.findings[0] }).toMatchObject({
        verdict,
        first,
      })
      const found = kinds(report)
      const named = first.kind === undefined ? [] : [first.kind]
      expect(found.toSorted()).toEqual([...named, ...others].toSorted())
      expect(await contents(directory)).toEqual(before)
    }),
  )

  it('has the byte where the entry starts', () =>
    withLedger(async (directory) => {
      await changeLines(directory, SECOND, (lines) => lines.with(2, 'x'))
      const [four = '', five = ''] = await linesOf(directory, SECOND)
      const { findings } = await check(directory)
      expect(findings[0]).toMatchObject({ index: 6, offset: four.length + five.length + 2 })
      await rewrite(directory, SECOND, `${four}\n${five}\nx`)
      expect((await check(directory)).findings[0]).toMatchObject({
        index: 6,
        offset: four.length + five.length + 2,
      })
    }))
})
