/** Policies that break a rule of the format. */
import {
  broken,
  operator,
  ORIGIN,
  party,
  times,
  vkey,
  W1,
  W1_NAME,
  W2,
  W2_NAME,
  withLine,
} from './formats.mjs'

const log = vkey(ORIGIN, 1, operator.raw)
const w1 = vkey(W1_NAME, 4, W1.raw)
const w2 = vkey(W2_NAME, 4, W2.raw)
const witness = (i) => vkey(`witness.example/${i}`, 4, party(`witness ${i}`).raw)
const file = (...lines) => lines.map((each) => `${each}\n`).join('')
const small = file(
  `log ${log}`,
  `witness W1 ${w1}`,
  `witness W2 ${w2}`,
  'group two all W1 W2',
  'quorum two',
)
/** The operator as its own witness. */
const OWN = `witness W1 ${vkey(W1_NAME, 4, operator.raw)}`
// Lines: 1 log, 2 and 3 witnesses, 4 group, 5 quorum.
const latin = (text) => Buffer.from(text, 'latin1')
const bad = broken

export const brokenPolicies = [
  bad('too-long', 0, 'comment', [
    ['#', 262_144],
    ['\nquorum none\n', 1],
  ]),
  ...[
    ['carriage-return', '\r'],
    ['nul', '\0'],
    ['form-feed', '\f'],
    ['delete', '\x7f'],
    ['escape', '\x1b'],
  ].map(([name, octet]) => bad('octet', 2, name, withLine(small, 2, `witness W1 ${w1}${octet}`))),
  bad('octet', 1, 'in-a-comment', '# \x1b[2J\nquorum none\n'),
  bad('final-newline', 5, 'none', small.slice(0, -1)),
  bad('final-newline', 1, 'comment', 'quorum none'),
  bad('keyword', 1, 'unknown', withLine(small, 1, `mirror ${log}`)),
  bad('keyword', 1, 'upper-case', withLine(small, 1, `Log ${log}`)),
  bad('keyword', 1, 'no-break-space', withLine(small, 1, `log\u00a0${log}`)),
  bad('keyword', 1, 'semicolon-comment', withLine(small, 1, '; comment')),
  bad('items', 1, 'log-without-a-key', withLine(small, 1, 'log')),
  bad('items', 1, 'log-with-three', withLine(small, 1, `log ${log} https://a.example b`)),
  bad('items', 1, 'comment-at-the-end-of-a-line', withLine(small, 1, `log ${log} # comment`)),
  bad('items', 2, 'witness-without-a-key', withLine(small, 2, 'witness W1')),
  bad('items', 2, 'witness-with-four', withLine(small, 2, `witness W1 ${w1} https://a.example b`)),
  bad('items', 4, 'group-without-members', withLine(small, 4, 'group two all')),
  bad('items', 4, 'group-without-a-threshold', withLine(small, 4, 'group two')),
  bad('items', 5, 'quorum-without-a-name', withLine(small, 5, 'quorum')),
  bad('items', 5, 'quorum-with-two', withLine(small, 5, 'quorum W1 W2')),
  bad(
    'key-parts',
    2,
    'witness-without-a-name',
    withLine(small, 2, `witness ${w1} https://a.example`),
  ),
  bad(
    'key-id',
    1,
    'log',
    withLine(small, 1, `log ${log.replace(/\+[0-9a-f]{8}\+/, '+00000000+')}`),
  ),
  bad('base64', 2, 'witness', withLine(small, 2, `witness W1 ${w1.slice(0, -1)}`)),
  bad('utf-8', 2, 'key-name', latin(withLine(small, 2, `witness W1 ${w1.replace('w1', '\xe9')}`))),
  bad(
    'key-use',
    1,
    'log-key-of-a-witness',
    withLine(small, 1, `log ${vkey(ORIGIN, 4, operator.raw)}`),
  ),
  bad(
    'key-use',
    2,
    'witness-key-of-a-log',
    withLine(small, 2, `witness W1 ${vkey(W1_NAME, 1, W1.raw)}`),
  ),
  bad('duplicate-key', 2, 'log-twice', withLine(small, 1, `log ${log}`, `log ${log}`)),
  bad(
    'duplicate-key',
    2,
    'log-key-under-two-names',
    withLine(small, 1, `log ${log}`, `log ${vkey('accords.example/2', 1, operator.raw)}`),
  ),
  bad('duplicate-key', 3, 'witness-twice', withLine(small, 3, `witness W2 ${w1}`)),
  bad(
    'duplicate-key',
    3,
    'witness-key-under-two-names',
    withLine(small, 3, `witness W2 ${vkey(W2_NAME, 4, W1.raw)}`),
  ),
  bad('duplicate-key', 2, 'log-key-of-a-witness-below', file(`log ${log}`, OWN, 'quorum W1')),
  bad('duplicate-key', 2, 'witness-key-of-a-log-below', file(OWN, `log ${log}`, 'quorum W1')),
  bad('name', 2, 'none-as-a-witness', withLine(small, 2, `witness none ${w1}`)),
  bad('name', 4, 'none-as-a-group', withLine(small, 4, 'group none all W1 W2')),
  bad('name', 3, 'two-witnesses-of-one-name', withLine(small, 3, `witness W1 ${w2}`)),
  bad('name', 4, 'group-named-as-a-witness', withLine(small, 4, 'group W1 any W2')),
  bad(
    'name',
    5,
    'two-groups-of-one-name',
    withLine(small, 4, 'group two any W1', 'group two any W2'),
  ),
  bad('undefined', 4, 'member', withLine(small, 4, 'group two all W1 W3')),
  bad('undefined', 4, 'member-of-itself', withLine(small, 4, 'group two any two')),
  bad(
    'undefined',
    4,
    'member-defined-below',
    withLine(small, 4, 'group two all W1 g', 'group g all W2'),
  ),
  bad('undefined', 4, 'member-in-other-case', withLine(small, 4, 'group two all w1 W2')),
  bad('undefined', 5, 'quorum', withLine(small, 5, 'quorum three')),
  bad('undefined', 2, 'quorum-defined-below', withLine(small, 2, 'quorum W1', `witness W1 ${w1}`)),
  bad('undefined', 5, 'quorum-none-in-other-case', withLine(small, 5, 'quorum None')),
  bad('member', 4, 'none', withLine(small, 4, 'group two any W1 none')),
  bad('member', 4, 'twice-in-a-group', withLine(small, 4, 'group two 2 W1 W1')),
  bad('member', 5, 'in-two-groups', withLine(small, 4, 'group g any W1 W2', 'group two all g W1')),
  bad(
    'member',
    6,
    'group-in-two-groups',
    withLine(small, 4, 'group g any W1 W2', 'group h all g', 'group two all g'),
  ),
  ...[
    ['zero', '0'],
    ['more-than-members', '3'],
    ['leading-zero', '01'],
    ['plus', '+1'],
    ['minus', '-1'],
    ['fraction', '1.0'],
    ['hex', '0x1'],
    ['word', 'most'],
    ['upper-case', 'ALL'],
  ].map(([name, count]) =>
    bad('threshold', 4, name, withLine(small, 4, `group two ${count} W1 W2`)),
  ),
  bad('quorum', 0, 'missing', withLine(small, 5)),
  bad('quorum', 0, 'empty-file', '\n'),
  bad('quorum', 6, 'twice', withLine(small, 5, 'quorum two', 'quorum two')),
  bad('quorum', 6, 'none-and-another', withLine(small, 5, 'quorum none', 'quorum two')),
  bad(
    'limit',
    65,
    'logs',
    file(
      ...times(65, (i) => `log ${vkey(`log.example/${i}`, 1, party(`log ${i}`).raw)}`),
      'quorum none',
    ),
  ),
  bad(
    'limit',
    65,
    'witnesses',
    file(...times(65, (i) => `witness W${i} ${witness(i)}`), 'quorum none'),
  ),
  bad(
    'limit',
    66,
    'groups',
    file(
      `witness W ${w1}`,
      'group g0 any W',
      ...times(64, (i) => `group g${i + 1} any g${i}`),
      'quorum none',
    ),
  ),
]
