/** Logs whose last entry breaks one of rules 22 to 31: accords, and the state table of acts. */
import {
  accord,
  amend,
  attest,
  close,
  endorse,
  joined,
  left,
  REGISTRAR,
  signatory,
  started,
  strike,
  struck,
  suspend,
  TEXT,
  TEXT_2,
  withdraw,
} from './says.mjs'
import { textOf } from './writer.mjs'

const attested = (log = started()) => log.add(attest('endorse', 'plover'), REGISTRAR)

/** `plover` gets a key, at which its first-key day begins. */
const keyed = (log) => log.add(signatory('plover', 'plover'), [...REGISTRAR, 'plover'])

const byTern = (log, more) => log.add(endorse('tern', more), ['tern'])
const attestOf = (log, act, id, more) => log.add(attest(act, id, more), REGISTRAR)

const rules = {
  'accord-title': [
    ['event.title', null, () => started().add(accord('open-waters', { title: 'New' }), REGISTRAR)],
    [
      'event.title',
      'while-closing',
      () => started().add(accord('open-waters', { title: 'New', open: false }), REGISTRAR),
    ],
  ],
  'text-current': [
    ['event.text', null, () => byTern(started(), { text: textOf('never published') })],
    ['event.text', 'amended-since', () => byTern(amend(started()))],
    ['event.text', 'of-another-accord', () => byTern(elsewhere(), { text: textOf('elsewhere') })],
    ['event.text', 'not-yet-published', () => byTern(started(), { text: TEXT_2 })],
    ['event.text', 'attested', () => attestOf(amend(started()), 'endorse', 'plover')],
    ['event.text', 'and-closed', () => byTern(close(amend(started())), { text: textOf('none') })],
    ['event.text', 'affirmed', () => byTern(amend(joined()))],
  ],
  'accord-open': [
    ['event.accord', null, () => byTern(close(started()))],
    ['event.accord', 'after-withdrawal', () => byTern(close(left()))],
    [
      'event.accord',
      'after-strike',
      () => close(struck()).add(endorse('tern'), ['tern', ...REGISTRAR]),
    ],
    ['event.accord', 'attested', () => attestOf(close(started()), 'endorse', 'plover')],
    [
      'event.accord',
      'attested-after-withdrawal',
      () => attestOf(close(attestOf(attested(), 'withdraw', 'plover')), 'endorse', 'plover'),
    ],
    [
      'event.accord',
      'attested-after-strike',
      () => attestOf(close(attested().add(strike('plover'), REGISTRAR)), 'endorse', 'plover'),
    ],
  ],
  'endorse-again': [
    ['event.text', null, () => byTern(joined())],
    ['event.text', 'closed', () => byTern(close(joined()))],
    ['event.text', 'after-attested', () => byTern(byTern(attestOf(started(), 'endorse', 'tern')))],
    ['event.text', 'amended-and-back', () => byTern(backAgain(joined()))],
    ['event.text', 'attested', () => attestOf(attested(), 'endorse', 'plover')],
    [
      'event.text',
      'attested-without-text',
      () => attestOf(attested(), 'endorse', 'plover', { text: null }),
    ],
    [
      'event.text',
      'attested-without-text-twice',
      () => {
        const unknown = { text: null }
        const log = attestOf(started(), 'endorse', 'plover', unknown)
        return attestOf(log, 'endorse', 'plover', unknown)
      },
    ],
    ['event.text', 'attested-over-signed', () => attestOf(joined(), 'endorse', 'tern')],
  ],
  'withdraw-member': [
    ['event.signatory', null, () => started().add(withdraw('tern'), ['tern'])],
    ['event.signatory', 'twice', () => left().add(withdraw('tern'), ['tern'])],
    ['event.signatory', 'struck', () => struck().add(withdraw('tern'), ['tern'])],
    ['event.signatory', 'attested', () => attestOf(started(), 'withdraw', 'plover')],
    [
      'event.signatory',
      'attested-twice',
      () => attestOf(attestOf(attested(), 'withdraw', 'plover'), 'withdraw', 'plover'),
    ],
    [
      'event.signatory',
      'attested-struck',
      () => attestOf(attested().add(strike('plover'), REGISTRAR), 'withdraw', 'plover'),
    ],
  ],
  'attest-unsigned': [
    ['event.act', null, () => attestOf(left(), 'endorse', 'tern')],
    ['event.act', 'after-strike', () => attestOf(struck(), 'endorse', 'tern')],
    [
      'event.act',
      'another-text',
      () => attestOf(amend(joined()), 'endorse', 'tern', { text: TEXT_2 }),
    ],
    [
      'event.act',
      'after-signed-withdrawal-of-attested',
      () =>
        attestOf(
          attestOf(started(), 'endorse', 'tern').add(withdraw('tern'), ['tern']),
          'endorse',
          'tern',
        ),
    ],
    ['event.act', 'suspended', () => attestOf(suspend(left()), 'endorse', 'tern')],
  ],
  'attest-before-key': [
    [
      'event.effective',
      null,
      () => attestOf(started(), 'endorse', 'tern', { effective: '2026-01-01' }),
    ],
    [
      'event.effective',
      'later',
      () => attestOf(started(), 'endorse', 'tern', { effective: '2026-01-02' }),
    ],
    [
      'event.effective',
      'suspended',
      () => attestOf(suspend(started()), 'endorse', 'tern', { effective: '2026-01-01' }),
    ],
    [
      'event.effective',
      'key-after-attested',
      () =>
        attestOf(amend(keyed(attested())), 'endorse', 'plover', {
          text: TEXT_2,
          effective: '2026-01-01',
        }),
    ],
  ],
  'attest-withdraw-key': [
    ['event.act', null, () => attestOf(joined(), 'withdraw', 'tern')],
    [
      'event.act',
      'new-key-after-suspension',
      () =>
        attestOf(
          suspend(joined()).add(signatory('tern', 'tern-2'), [...REGISTRAR, 'tern-2']),
          'withdraw',
          'tern',
        ),
    ],
  ],
  'attest-withdraw-text': [
    ['event.text', null, () => attestOf(attested(), 'withdraw', 'plover', { text: TEXT })],
    [
      'event.text',
      'not-current',
      () => attestOf(amend(attested()), 'withdraw', 'plover', { text: TEXT }),
    ],
  ],
  'strike-again': [
    ['event.signatory', null, () => struck().add(strike('tern'), REGISTRAR)],
    ['event.signatory', 'never-acted', () => started().add(strike('tern'), REGISTRAR)],
    [
      'event.signatory',
      'and-forged',
      () => {
        const log = struck()
        const event = log.event(strike('tern'))
        const [{ key }] = log.signatures(event, REGISTRAR)
        return log.add(event, [], { signatures: [{ key, sig: '0'.repeat(128) }] })
      },
    ],
  ],
}

/** An accord with a second one beside it. */
const elsewhere = () => started().add(accord('second', { text: textOf('elsewhere') }), REGISTRAR)

/** Two amendments, the second of which brings the first wording back. */
const backAgain = (log) => amend(log).add(accord(), REGISTRAR)

export const invalidActs = Object.entries(rules).flatMap(([rule, rows]) =>
  rows.map(([path, variant, log]) => ({ rule, variant, path, log })),
)
