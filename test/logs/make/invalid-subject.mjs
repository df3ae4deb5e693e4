/** Logs whose last entry breaks one of rules 14 to 17: what its event speaks of, its little chain, its day. */
import {
  accord,
  attest,
  authority,
  endorse,
  founded,
  joined,
  left,
  REGISTRAR,
  rotate,
  signatory,
  started,
  strike,
  struck,
  withdraw,
} from './says.mjs'
import { ZEROS } from './writer.mjs'

/** What `of` says about the log so far. */
const on = (log, of) => of(log)

const known = [
  ...[
    ['endorse', (more) => endorse('tern', more)],
    ['withdraw', (more) => withdraw('tern', more)],
    ['attest', (more) => attest('endorse', 'tern', more)],
    ['strike', (more) => strike('tern', more)],
  ].flatMap(([name, says]) => {
    const by = name === 'endorse' || name === 'withdraw' ? ['tern'] : REGISTRAR
    return [
      ['accord-known', name, 'event.accord', () => started().add(says({ accord: 'tern' }), by)],
      [
        'signatory-known',
        name,
        'event.signatory',
        () => started().add(says({ signatory: 'open-waters' }), by),
      ],
    ]
  }),
  [
    'accord-known',
    'and-signatory-unknown',
    'event.accord',
    () => founded().add(endorse('tern', { previous: ZEROS }), []),
  ],
  [
    'signatory-known',
    'rotate',
    'event.signatory',
    () => started().add(rotate('gull', 'gull', { previous: ZEROS }), ['gull']),
  ],
]

const stale = (log, says, by, previous) => log.add({ ...says, previous }, by)

const chains = [
  ['accord-null', () => stale(started(), accord(), REGISTRAR, null)],
  [
    'accord-stale',
    () =>
      on(started().add(accord(), REGISTRAR), (log) =>
        stale(log, accord(), REGISTRAR, log.hashAt(1)),
      ),
  ],
  ['accord-first', () => on(founded(), (log) => stale(log, accord(), REGISTRAR, log.hashAt(0)))],
  [
    'authority-stale',
    () =>
      on(started().add(authority(), ['operator']), (log) =>
        stale(log, authority(), ['operator'], log.hashAt(0)),
      ),
  ],
  ['signatory-null', () => stale(started(), signatory('plover', null), REGISTRAR, null)],
  [
    'signatory-stale',
    () =>
      on(started().add(rotate('tern', 'tern-2'), ['tern', 'tern-2']), (log) =>
        stale(log, signatory('tern', 'tern-2'), REGISTRAR, log.hashAt(2)),
      ),
  ],
  [
    'rotate-stale',
    () =>
      on(started().add(rotate('tern', 'tern-2'), ['tern', 'tern-2']), (log) =>
        stale(log, rotate('tern', 'tern-3'), ['tern-2', 'tern-3'], log.hashAt(2)),
      ),
  ],
  ['endorse-null', () => stale(left(), endorse('tern'), ['tern'], null)],
  ['endorse-replayed', () => on(left(), (log) => replayed(log, 4))],
  ['withdraw-replayed', () => on(left(), (log) => replayed(log.add(endorse('tern'), ['tern']), 5))],
  [
    'withdraw-stale',
    () => on(struck(), (log) => stale(log, withdraw('tern'), ['tern'], log.hashAt(4))),
  ],
  [
    'attest-null',
    () =>
      stale(
        started().add(attest('endorse', 'plover'), REGISTRAR),
        attest('withdraw', 'plover'),
        REGISTRAR,
        null,
      ),
  ],
  ['strike-stale', () => on(left(), (log) => stale(log, strike('tern'), REGISTRAR, log.hashAt(4)))],
  [
    'endorse-of-another-accord',
    () => {
      const log = joined().add(accord('second'), REGISTRAR)
      return stale(log, endorse('tern', { accord: 'second' }), ['tern'], log.hashAt(4))
    },
  ],
  [
    'endorse-of-another-party',
    () => on(joined(), (log) => stale(log, attest('endorse', 'plover'), REGISTRAR, log.hashAt(4))),
  ],
  [
    'and-late-and-unsigned',
    () => stale(left(), endorse('tern', { effective: '9999-12-31', text: ZEROS }), [], null),
  ],
  [
    'head-in-its-place',
    () =>
      on(left(), (log) =>
        stale(log.add(accord(), REGISTRAR), endorse('tern'), ['tern'], log.head()),
      ),
  ],
]

/** The very bytes of the event at `index`, logged once more. */
function replayed(log, index) {
  const { event, signatures } = log.entries[index].entry
  return log.add(event, [], { signatures })
}

/** Ten years and a day of notice. */
const LATE = '2036-01-03'

const late = [
  [null, () => started().add(endorse('tern', { effective: LATE }), ['tern'])],
  ['accord', () => founded().add(accord('open-waters', { effective: LATE }), REGISTRAR)],
  [
    'signatory',
    () => founded().add(signatory('tern', 'tern', { effective: LATE }), [...REGISTRAR, 'tern']),
  ],
  ['withdraw', () => joined().add(withdraw('tern', { effective: LATE }), ['tern'])],
  [
    'attest',
    () => started().add(attest('endorse', 'plover', { effective: '9999-12-31' }), REGISTRAR),
  ],
  ['strike', () => joined().add(strike('tern', { effective: LATE }), REGISTRAR)],
]

const row = ([rule, variant, path, log]) => ({ rule, variant, path, log })

export const invalidSubject = [
  ...known.map(row),
  ...chains.map(([variant, log]) => row(['previous', variant, 'event.previous', log])),
  ...late.map(([variant, log]) => row(['effective', variant, 'event.effective', log])),
]
