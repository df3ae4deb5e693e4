/** Receipts that break a rule of the format. */
import { b64, broken, ENTRIES, LEAVES, receipt, withLine } from './formats.mjs'

const good = receipt(3, 5)
// Lines: 1 header, 2 entry, 3 tlog-proof, 4 index, 5 to 7 hashes, 8 empty, 9 to 11 checkpoint, 12 empty, 13 to 15 signatures.
const hashLines = good.split('\n').slice(4, 7)
const withHashes = (...lines) => good.replace(hashLines.join('\n'), lines.join('\n'))
const bad = broken

export const brokenReceipts = [
  bad('too-long', 0, 'extra', [
    ['accord-ledger receipt v1\n{}\nc2sp.org/tlog-proof@v1\nextra ', 1],
    ['AAAA', 175_000],
    ['\n', 1],
  ]),
  bad('utf-8', 0, 'latin-1', Buffer.from(receipt(2, 5), 'latin1')),
  bad('control-character', 1, 'carriage-returns', good.replaceAll('\n', '\r\n')),
  bad('final-newline', 15, 'none', good.slice(0, -1)),
  bad('header', 1, 'another-version', withLine(good, 1, 'accord-ledger receipt v2')),
  bad('header', 1, 'missing', withLine(good, 1)),
  bad('header', 1, 'empty-file', '\n'),
  bad('entry-line', 2, 'missing', withLine(good, 2)),
  bad('entry-line', 2, 'empty', withLine(good, 2, '')),
  bad('entry-line', 2, 'base64', withLine(good, 2, b64(LEAVES[3]))),
  bad('entry-line', 2, 'header-alone', 'accord-ledger receipt v1\n'),
  bad('header', 3, 'two-entries', withLine(good, 2, ENTRIES[3], ENTRIES[4])),
  bad('header', 3, 'tlog-proof-missing', withLine(good, 3)),
  bad('extra', 4, 'line', withLine(good, 4, 'extra AQID', 'index 3')),
  bad('decimal', 4, 'index', withLine(good, 4, 'index 03')),
  bad('proof-count', 0, 'sixty-four-hashes', withHashes(...Array(64).fill(hashLines[0]))),
  bad('origin', 9, 'empty', withLine(good, 8, '', '')),
]
