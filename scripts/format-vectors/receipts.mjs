/** Receipts, the policy that they are checked under, and what is found. */
import { brokenReceipts } from './broken-receipts.mjs'
import { refusedReceipts } from './refused-receipts.mjs'
import {
  cosignLine,
  ENTRIES,
  noteLine,
  of,
  operator,
  ORIGIN,
  party,
  POLICY,
  receipt,
  signedBy,
  textAt,
  TIME,
  W1,
  W1_NAME,
  W2,
  W2_NAME,
} from './formats.mjs'

const good = receipt(3, 5)
const NOW = (TIME + 60) * 1000
const DAY = 86_400_000
const [logLine] = POLICY.split('\n')
const stranger = party('stranger')
const text = textAt(5)
const own = noteLine(ORIGIN, operator, text)
const w1 = cosignLine(W1_NAME, W1, text, TIME)
const w2 = cosignLine(W2_NAME, W2, text, TIME + 7)
const under = (...lines) => receipt(3, 5, signedBy(text, ...lines))

const policy = (...lines) => [...lines, ''].join('\n')

export const receipts = {
  policy: POLICY,
  now: NOW,
  maxAge: DAY,
  good: [
    { name: 'worked-example', index: 3, size: 5, time: '2026-11-22T09:05:00Z', ...of(good) },
    ...ENTRIES.map((_, index) => ({
      name: `entry-${index}`,
      index,
      size: 5,
      time: '2026-11-22T09:05:00Z',
      ...of(receipt(index, 5)),
    })),
    { name: 'entry-0-of-1', index: 0, size: 1, time: '2026-11-22T09:05:00Z', ...of(receipt(0, 1)) },
    {
      name: 'as-old-as-allowed',
      index: 3,
      size: 5,
      time: '2026-11-22T09:05:00Z',
      now: (TIME + 86_400) * 1000,
      ...of(good),
    },
    {
      name: 'witness-clocks-five-minutes-ahead',
      index: 3,
      size: 5,
      time: '2026-11-22T09:05:00Z',
      now: (TIME + 7 - 300) * 1000,
      ...of(good),
    },
    {
      name: 'one-of-two-witnesses',
      index: 3,
      size: 5,
      time: '2026-11-22T09:05:07Z',
      policy: POLICY.replace('all', 'any'),
      ...of(good),
    },
    {
      name: 'one-of-two-witnesses-alone',
      index: 3,
      size: 5,
      time: '2026-11-22T09:05:00Z',
      policy: POLICY.replace('all', '1'),
      ...of(under(own, w1)),
    },
    {
      name: 'no-quorum-and-any-age',
      index: 3,
      size: 5,
      time: null,
      maxAge: 'Infinity',
      policy: policy(logLine, 'quorum none'),
      ...of(under(own)),
    },
    {
      name: 'lines-by-strangers',
      index: 3,
      size: 5,
      time: '2026-11-22T09:05:00Z',
      ...of(
        under(
          noteLine('a.example', stranger, text),
          own,
          w1,
          cosignLine('b.example', stranger, text, 0),
          w2,
        ),
      ),
    },
  ],
  bad: brokenReceipts,
  /** Receipts that parse and are refused: by the first check that fails, and the tag of the reason. */
  refused: refusedReceipts,
}
