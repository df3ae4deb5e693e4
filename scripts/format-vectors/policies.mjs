/** Policies, and what satisfies them. */
import { brokenPolicies } from './broken-policies.mjs'
import {
  of,
  operator,
  ORIGIN,
  party,
  POLICY,
  sha256,
  times,
  vkey,
  W1,
  W1_NAME,
  W2,
  W2_NAME,
} from './formats.mjs'

const log = vkey(ORIGIN, 1, operator.raw)
const w1 = vkey(W1_NAME, 4, W1.raw)
const w2 = vkey(W2_NAME, 4, W2.raw)
const witness = (i) => vkey(`witness.example/${i}`, 4, party(`witness ${i}`).raw)
const mlDsa = (name, word) => vkey(name, 6, Buffer.concat(times(41, (i) => sha256(`${word} ${i}`))))
const file = (...lines) => lines.map((each) => `${each}\n`).join('')
const [X, Y] = [
  [1, 2, 3],
  [4, 5, 6],
]
const twoLevels = file(
  `log ${log}`,
  '',
  ...X.map((i) => `witness X${i} ${witness(i)}`),
  'group X-witnesses 2 X1 X2 X3',
  '',
  ...Y.map((i) => `witness Y${i} ${witness(i)}`),
  'group Y-witnesses any Y4 Y5 Y6',
  '',
  'group X-and-Y all X-witnesses Y-witnesses',
  'quorum X-and-Y',
)
const good = (name, logs, quorum, input) => ({ name, logs, quorum, ...of(input) })
const small = file(
  `log ${log}`,
  `witness W1 ${w1}`,
  `witness W2 ${w2}`,
  'group two all W1 W2',
  'quorum two',
)
// Lines: 1 log, 2 and 3 witnesses, 4 group, 5 quorum.
const latin = (text) => Buffer.from(text, 'latin1')

export const policies = {
  good: [
    good('worked-example', 1, 'two(2 W1 W2)', POLICY),
    good('two-levels', 1, 'X-and-Y(2 X-witnesses(2 X1 X2 X3) Y-witnesses(1 Y4 Y5 Y6))', twoLevels),
    good('quorum-none-alone', 0, null, 'quorum none\n'),
    good('quorum-of-one-witness', 0, 'W1', file(`witness W1 ${w1}`, 'quorum W1')),
    good(
      'white-space-and-comments',
      1,
      'two(2 W1 W2)',
      `# a\n\t # b: group x y\n \t\n${small.replaceAll(' ', ' \t ').replaceAll('\n', '\t \n')}#`.concat(
        '\n',
      ),
    ),
    good(
      'any',
      0,
      'g(1 W1 W2)',
      file(`witness W1 ${w1}`, `witness W2 ${w2}`, 'group g any W1 W2', 'quorum g'),
    ),
    good(
      'group-of-one',
      0,
      'h(1 g(1 W1))',
      file(`witness W1 ${w1}`, 'group g all W1', 'group h 1 g', 'quorum h'),
    ),
    good(
      'groups-without-use',
      0,
      null,
      file(
        `witness W1 ${w1}`,
        'group g all W1',
        'group h all g',
        'quorum none',
        `log ${log}`,
      ).replace(/log.*\n$/, ''),
    ),
    good(
      'lines-after-the-quorum',
      1,
      'W1',
      file(`witness W1 ${w1}`, 'quorum W1', `witness W2 ${w2}`, 'group g all W1 W2', `log ${log}`),
    ),
    good(
      'keys-of-ml-dsa-44',
      2,
      'g(1 W1 P)',
      file(
        `log ${log}`,
        `log ${mlDsa(ORIGIN, 'log')}`,
        `witness W1 ${w1}`,
        `witness P ${mlDsa('pq.example', 'witness')}`,
        'group g any W1 P',
        'quorum g',
      ),
    ),
    good(
      'words-as-names',
      0,
      'log(2 any(1 all) 2)',
      file(
        `witness all ${w1}`,
        `witness 2 ${w2}`,
        'group any any all',
        'group log all any 2',
        'quorum log',
      ),
    ),
    good(
      'names-of-other-octets',
      0,
      'g(2 K \u212a)',
      file(`witness K ${w1}`, `witness \u212a ${w2}`, 'group g all K \u212a', 'quorum g'),
    ),
    good(
      'names-that-are-not-utf-8',
      0,
      'g(2 \\xe9 \\xe8)',
      latin(
        file(
          `witness \xe9 ${w1}`,
          `witness \xe8 ${w2}`,
          '# \xff',
          'group g all \xe9 \xe8',
          'quorum g',
        ),
      ),
    ),
    good(
      'urls',
      1,
      'W1',
      file(`log ${log} https://accords.example/`, `witness W1 ${w1} not#a:url`, 'quorum W1'),
    ),
    good(
      'sixty-four-of-each',
      64,
      'g63(1 g62(1 g61(1 g60(1 W60) W61) W62) W63)',
      file(
        ...times(64, (i) => `log ${vkey(`log.example/${i}`, 1, party(`log ${i}`).raw)}`),
        ...times(64, (i) => `witness W${i} ${witness(i)}`),
        ...times(61, (i) => `group g${i} any W${i}`),
        ...times(3, (i) => `group g${i + 61} any g${i + 60} W${i + 61}`),
        'quorum g63',
      ),
    ),
  ],
  /** Who of `two-levels` cosigned, and when: whether that is enough, and as of when. */
  verdicts: [
    [{ X1: 10, X2: 20, Y4: 30 }, 10],
    [{ X1: 10, X2: 20, X3: 30, Y4: 40 }, 20],
    [{ X1: 10, X2: 20, X3: 30, Y4: 5 }, 5],
    [{ X1: 10, X2: 20, X3: 30, Y4: 5, Y5: 25, Y6: 15 }, 20],
    [{ X1: 0, X2: 0, Y6: 0 }, 0],
    [{ X1: 10, Y4: 30, Y5: 30 }, null],
    [{ X1: 10, X2: 20, X3: 30 }, null],
    [{ Y4: 1, Y5: 1, Y6: 1 }, null],
    [{}, null],
  ].map(([cosigned, time]) => ({ cosigned, satisfied: time !== null, time })),
  bad: brokenPolicies,
}
