/** Logs whose last entry breaks one of rules 6 to 13: its place in the log, and what binds its event to it. */
import {
  accord,
  authority,
  endorse,
  joined,
  REGISTRAR,
  signatory,
  started,
  strike,
} from './says.mjs'
import { newLog, textOf, ZEROS } from './writer.mjs'

/** What `of` says about the log so far. */
const on = (log, of) => of(log)
const at = (log, index) => ({ index, hash: log.hashAt(index) })

const place = [
  ['index', null, 'index', () => started().add(endorse('tern'), ['tern'], { index: 5 })],
  ['index', 'zero-again', 'index', () => started().add(endorse('tern'), ['tern'], { index: 0 })],
  ['index', 'entry-twice', 'index', () => on(joined(), (log) => log.raw(log.entries[4].bytes))],
  [
    'index',
    'founding-at-one',
    'index',
    () => newLog().add(authority(), ['operator', ...REGISTRAR], { index: 1 }),
  ],
  [
    'index',
    'unknown-event',
    'index',
    () => started().add(endorse('tern', { type: 'covenant' }), ['tern'], { index: 5 }),
  ],
  [
    'prev',
    null,
    'prev',
    () => on(started(), (log) => log.add(endorse('tern'), ['tern'], { prev: log.hashAt(2) })),
  ],
  ['prev', 'zeros', 'prev', () => started().add(endorse('tern'), ['tern'], { prev: ZEROS })],
  [
    'prev',
    'founding-not-zeros',
    'prev',
    () => newLog().add(authority(), ['operator', ...REGISTRAR], { prev: textOf('before') }),
  ],
  [
    'index',
    'and-everything-else',
    'index',
    () =>
      started().add(
        signatory('tern', null, {
          log: 'other',
          effective: '9999-12-31',
          until: '1999-01-01T00:00:00Z',
        }),
        [],
        { index: 3, prev: textOf('nothing'), time: '1600-01-01T00:00:00Z' },
      ),
  ],
  [
    'prev',
    'and-time',
    'prev',
    () => started().add(endorse('tern'), ['tern'], { prev: ZEROS, time: '2026-01-01T11:59:59Z' }),
  ],
  ['prev', 'entry-before-edited', 'prev', editedBefore],
  [
    'prev',
    'unknown-event',
    'prev',
    () => started().add(endorse('tern', { type: 'covenant' }), ['tern'], { prev: ZEROS }),
  ],
  [
    'time',
    null,
    'time',
    () => started().add(endorse('tern'), ['tern'], { time: '2026-01-01T11:59:59Z' }),
  ],
  [
    'time',
    'unknown-event',
    'time',
    () =>
      started().add(endorse('tern', { type: 'covenant' }), ['tern'], {
        time: '2026-01-01T11:59:59Z',
      }),
  ],
]

/** The operator logs another time for an entry that others have built on, and leaves the next one as it was. */
function editedBefore() {
  const log = joined()
  const next = log.entries.pop()
  return log.respell((text) => text.replace('T12:00:00Z', 'T11:30:00Z')).raw(next.bytes)
}

const bound = [
  [
    'founding',
    null,
    'event',
    () =>
      newLog().add(accord('open-waters', { seen: { index: 0, hash: ZEROS }, until: null }), [
        ...REGISTRAR,
      ]),
  ],
  [
    'founding',
    'with-a-previous',
    'event',
    () =>
      newLog().add(
        authority('operator', ['registrar'], {
          previous: textOf('before'),
          seen: { index: 0, hash: ZEROS },
          until: null,
        }),
        ['operator', ...REGISTRAR],
      ),
  ],
  ['founding', 'second', 'event.previous', () => refounded(['operator', ...REGISTRAR])],
  ['founding', 'second-by-strangers', 'event.previous', () => refounded(['gull', 'rail'])],
  [
    'log',
    null,
    'event.log',
    () => started().add(endorse('tern', { log: 'accords.example/2' }), ['tern']),
  ],
  [
    'log',
    'of-a-prefix',
    'event.log',
    () => started().add(endorse('tern', { log: 'accords.example' }), ['tern']),
  ],
  [
    'seen-range',
    null,
    'event.seen.index',
    () => started().add(endorse('tern', { seen: { index: 4, hash: ZEROS } }), ['tern']),
  ],
  [
    'seen-range',
    'far-ahead',
    'event.seen.index',
    () =>
      started().add(endorse('tern', { seen: { index: 2 ** 53 - 1, hash: textOf('x') } }), ['tern']),
  ],
  [
    'seen-hash',
    null,
    'event.seen.hash',
    () => started().add(endorse('tern', { seen: { index: 3, hash: ZEROS } }), ['tern']),
  ],
  [
    'seen-hash',
    'of-another-entry',
    'event.seen.hash',
    () =>
      on(started(), (log) =>
        log.add(endorse('tern', { seen: { index: 2, hash: log.hashAt(3) } }), ['tern']),
      ),
  ],
  [
    'seen-hash',
    'founding-of-another-log',
    'event.seen.hash',
    () => started().add(endorse('tern', { seen: { index: 0, hash: textOf('other') } }), ['tern']),
  ],
  ['seen-hash', 'fork', 'event.seen.hash', forked],
  [
    'until',
    null,
    'event.until',
    () => started().add(endorse('tern', { until: '2026-01-01T12:59:59Z' }), ['tern']),
  ],
  [
    'until',
    'of-a-registrar',
    'event.until',
    () => started().add(strike('tern', { until: '2025-12-31T23:59:59Z' }), REGISTRAR),
  ],
  [
    'until',
    'of-the-operator',
    'event.until',
    () =>
      started().add(authority('operator', ['registrar'], { until: '2026-01-01T12:59:59Z' }), [
        'operator',
      ]),
  ],
]

const refounded = (by) =>
  started().add(
    authority(by[0], [by[1]], { previous: null, seen: undefined, until: undefined }),
    by,
  )

/** The party saw one history, and its event is logged in another. */
function forked() {
  const seen = started().add(signatory('gull', null), REGISTRAR)
  return started()
    .add(signatory('rail', null), REGISTRAR)
    .add(endorse('tern', { seen: at(seen, 4) }), ['tern'])
}

export const invalidChain = [...place, ...bound].map(([rule, variant, path, log]) => ({
  rule,
  variant,
  path,
  log,
}))
