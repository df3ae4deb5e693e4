/** Fuzzing what a log is made of: entries, signed events, whole logs, bundles, tiles, paths, and the state that a verifier saves. */
import { believing } from '@accord-ledger/audit'
import {
  appendLeaf,
  asTileError,
  concatBytes,
  EMPTY_TREE,
  rootOf,
  decodeEntry,
  decodeEntryBundle,
  decodeSignedEvent,
  emptyState,
  encodeEntry,
  encodeEntryBundle,
  encodeSignedEvent,
  entryLink,
  formatStateFile,
  formatTilePath,
  leafHash,
  encodeHex,
  memoryHashReader,
  parseStateFile,
  parseTilePath,
  sha256,
  tileHashReader,
  tryBlock,
  verifyLog,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { describe } from 'vitest'
import { utf8 } from '../support/corpus.ts'
import { validLogs } from './support/samples.ts'
import { accepted, fuzz, refused } from './support/target.ts'

/** The lines of a file, each without its line feed. */
function linesOf(bytes: Uint8Array): readonly Uint8Array[] {
  return Buffer.from(bytes)
    .toString('latin1')
    .split('\n')
    .map((line) => Uint8Array.from(Buffer.from(line, 'latin1')))
}

async function* blockOf(lines: readonly Uint8Array[]): AsyncGenerator<readonly Uint8Array[]> {
  yield lines
}

const logs = validLogs(6)
const entries = logs.flat()
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')

const states = await Promise.all(
  logs.map(async (lines) => {
    const { state } = await verifyLog(blockOf(lines), { verifier: believing })
    return formatStateFile(state)
  }),
)

describe('fuzzing entries', () => {
  fuzz({
    name: 'entry',
    samples: entries,
    runs: 400,
    parse: (bytes) => {
      const decoded = decodeEntry(bytes, 0)
      return E.isLeft(decoded) ? refused : accepted(encodeEntry(decoded.right.entry))
    },
  })
  fuzz({
    name: 'signed event',
    samples: entries.map((entry) => {
      const { event, signatures } = JSON.parse(text(entry))
      return encodeSignedEvent({ event, signatures })
    }),
    runs: 400,
    parse: (bytes) => {
      const decoded = decodeSignedEvent(bytes)
      if (E.isLeft(decoded)) return refused
      // One line feed may stand at the end of a file.
      const end = bytes.at(-1) === 0x0a ? '\n' : ''
      return accepted(`${text(encodeSignedEvent(decoded.right))}${end}`)
    },
  })
  fuzz({
    name: 'link of an entry',
    samples: entries,
    parse: (bytes) => {
      const link = entryLink(bytes)
      return link !== null && /^[0-9a-f]{64}$/.test(link) ? accepted(null) : refused
    },
  })
  fuzz({
    name: 'entry after the ones before it',
    samples: entries,
    parse: async (bytes) => {
      const tried = await tryBlock(emptyState(), [bytes], believing)
      return tried.failure === null ? accepted(null) : refused
    },
  })
})

describe('fuzzing whole logs', () => {
  fuzz({
    name: 'log, line by line',
    samples: logs.map((lines) => utf8(lines.map(text).join('\n'))),
    runs: 80,
    parse: async (bytes) => {
      const { verdict } = await verifyLog(blockOf(linesOf(bytes)), { verifier: believing })
      return verdict === 'sound' ? accepted(null) : refused
    },
  })
})

describe('fuzzing tiles', () => {
  const widths = [1, 2, 7]
  fuzz({
    name: 'entry bundle',
    samples: widths.map((width) => encodeEntryBundle(entries.slice(0, width))),
    parse: (bytes) => {
      for (const width of [...widths, 256]) {
        const bundle = decodeEntryBundle(bytes, width)
        if (E.isRight(bundle)) return accepted(encodeEntryBundle(bundle.right))
      }
      return refused
    },
  })
  fuzz({
    name: 'path of a tile',
    samples: [
      'tile/0/000',
      'tile/1/x001/067.p/12',
      'tile/entries/000.p/5',
      'tile/63/x001/x234/067',
    ].map(utf8),
    runs: 400,
    parse: (bytes) => {
      const path = text(bytes)
      const tile = parseTilePath(path)
      if (tile === null) return refused
      return formatTilePath(tile) === path ? accepted(bytes) : accepted(formatTilePath(tile))
    },
  })
  const leaves = entries.slice(0, 7).map((entry) => leafHash(entry))
  const root = rootOf(leaves.reduce(appendLeaf, EMPTY_TREE))
  fuzz({
    name: 'hash tile',
    samples: [Uint8Array.from(Buffer.concat(leaves))],
    parse: async (bytes) => {
      const [left = new Uint8Array(0)] = await memoryHashReader(leaves).readHashes([
        { level: 1, index: 1 },
      ])
      const reader = tileHashReader({ size: 7, root }, { readTile: () => Promise.resolve(bytes) })
      try {
        const [read] = await reader.readHashes([{ level: 1, index: 1 }])
        return read !== undefined && Buffer.from(read).equals(left) ? accepted(null) : refused
      } catch (thrown) {
        if (asTileError(thrown) !== null) return refused
        throw thrown
      }
    },
  })
})

const LINE_FEED = 0x0a
const SUM_LINE_BYTES = 'sha256 \n'.length + 64

describe('fuzzing saved state', () => {
  fuzz({
    name: 'state file',
    samples: states,
    parse: (bytes) => {
      const parsed = parseStateFile(bytes)
      return E.isLeft(parsed) ? refused : accepted(formatStateFile(parsed.right))
    },
  })
  fuzz({
    name: 'state file with a sum that fits',
    samples: states.map((state) => state.subarray(state.indexOf(LINE_FEED) + 1, -SUM_LINE_BYTES)),
    runs: 400,
    parse: (bytes) => {
      const above = concatBytes(utf8('accord-ledger state v1\n'), bytes)
      const parsed = parseStateFile(
        concatBytes(above, utf8(`sha256 ${encodeHex(sha256(above))}\n`)),
      )
      if (E.isLeft(parsed)) return refused
      const again = formatStateFile(parsed.right)
      return accepted(again.subarray(again.indexOf(LINE_FEED) + 1, -SUM_LINE_BYTES))
    },
  })
})
