/** Logs whose last entry breaks one of rules 18 to 21: keys and signers. */
import {
  accord,
  attest,
  authority,
  close,
  endorse,
  founded,
  foundedByTwo,
  joined,
  REGISTRAR,
  rotate,
  signatory,
  started,
  strike,
  struck,
  suspend,
  TEXT_2,
  withdraw,
} from './says.mjs'
import { newLog } from './writer.mjs'

/** Encodings that no key may have. */
const WEAK = {
  identity: `01${'00'.repeat(31)}`,
  'order-2': `ec${'ff'.repeat(30)}7f`,
  'order-4': '00'.repeat(32),
  'order-8': '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'minus-zero': `01${'00'.repeat(30)}80`,
  'y-not-reduced': `f0${'ff'.repeat(30)}7f`,
  'all-ones': 'ff'.repeat(32),
}

const encoding = [
  ...Object.entries(WEAK).map(([name, key]) => [
    name,
    () => started().add(signatory('gull', null, { key }), REGISTRAR),
  ]),
  ['rotate', () => started().add(rotate('tern', 'tern', { key: WEAK.identity }), ['tern'])],
  [
    'founding-operator',
    () =>
      newLog().add(authority('operator', ['registrar'], { operator: WEAK.identity }), REGISTRAR),
  ],
  [
    'founding-registrar',
    () => newLog().add(authority('operator', [], { registrars: [WEAK['order-4']] }), ['operator']),
  ],
  [
    'authority-operator',
    () =>
      founded().add(authority('operator', ['registrar'], { operator: WEAK.identity }), [
        'operator',
      ]),
  ],
]

const fresh = [
  ['of-another-party', () => admit(started(), 'gull', 'tern')],
  ['of-the-operator', () => admit(started(), 'gull', 'operator')],
  ['of-a-registrar', () => admit(started(), 'gull', 'registrar')],
  ['of-a-former-registrar', () => admit(withoutRegistrar(), 'gull', 'registrar-2')],
  [
    'of-a-former-operator',
    () =>
      admit(started().add(authority('operator-2'), ['operator', 'operator-2']), 'gull', 'operator'),
  ],
  [
    'own-old-key',
    () => admit(started().add(rotate('tern', 'tern-2'), ['tern', 'tern-2']), 'tern', 'tern'),
  ],
  ['after-suspension', () => admit(suspend(started()), 'tern', 'tern')],
  ['and-unsigned', () => founded().add(authority('registrar'), [])],
  ['rotate-to-itself', () => started().add(rotate('tern', 'tern'), ['tern'])],
  [
    'rotate-back',
    () =>
      started()
        .add(rotate('tern', 'tern-2'), ['tern', 'tern-2'])
        .add(rotate('tern', 'tern'), ['tern-2', 'tern']),
  ],
  ['rotate-to-the-operator', () => started().add(rotate('tern', 'operator'), ['tern', 'operator'])],
  [
    'registrar-of-a-party',
    () => started().add(authority('operator', ['tern']), ['operator', 'tern']),
  ],
  ['operator-of-a-party', () => started().add(authority('tern'), ['operator', 'tern'])],
  [
    'operator-of-a-registrar',
    () => started().add(authority('registrar'), ['operator', 'registrar']),
  ],
  [
    'registrar-again',
    () =>
      withoutRegistrar().add(authority('operator', ['registrar', 'registrar-2']), [
        'operator',
        'registrar-2',
      ]),
  ],
  [
    'operator-again',
    () =>
      founded()
        .add(authority('operator-2'), ['operator', 'operator-2'])
        .add(authority('operator'), ['operator', 'operator-2']),
  ],
  [
    'former-operator-as-registrar',
    () => founded().add(authority('operator-2', ['operator']), ['operator', 'operator-2']),
  ],
]

const admit = (log, id, key) => log.add(signatory(id, key), [...new Set([...REGISTRAR, key])])

/** Two registrars, of which the second is let go. */
const withoutRegistrar = () =>
  started(foundedByTwo()).add(authority('operator', ['registrar']), ['operator'])

const current = [
  ['endorse', () => started().add(endorse('plover'), ['plover'])],
  ['endorse-suspended', () => suspend(started()).add(endorse('tern'), ['tern'])],
  [
    'withdraw',
    () => started().add(attest('endorse', 'plover'), REGISTRAR).add(withdraw('plover'), ['plover']),
  ],
  ['withdraw-suspended', () => suspend(joined()).add(withdraw('tern'), ['tern'])],
  ['rotate', () => started().add(rotate('plover', 'plover'), ['plover'])],
  ['rotate-suspended', () => suspend(started()).add(rotate('tern', 'tern-2'), ['tern', 'tern-2'])],
]

const bothRegistrars = ['registrar', 'registrar-2']

const signers = [
  [
    'and-another-text-and-closed',
    () => close(started()).add(endorse('tern', { text: TEXT_2 }), ['gull']),
  ],
  [
    'attest-and-another-text',
    () => started().add(attest('endorse', 'plover', { text: TEXT_2 }), []),
  ],
  ['and-not-a-member', () => started().add(withdraw('tern'), [])],
  ['missing', () => started().add(endorse('tern'), [])],
  ['stranger', () => started().add(endorse('tern'), ['gull'])],
  ['stranger-besides', () => started().add(endorse('tern'), ['tern', 'gull'])],
  ['another-party', () => admit(started(), 'gull', 'gull').add(endorse('tern'), ['gull'])],
  [
    'old-key',
    () =>
      started().add(rotate('tern', 'tern-2'), ['tern', 'tern-2']).add(endorse('tern'), ['tern']),
  ],
  ['registrar-besides', () => started().add(endorse('tern'), ['tern', 'registrar'])],
  ['operator-besides', () => started().add(endorse('tern'), ['tern', 'operator'])],
  ['withdraw-missing', () => joined().add(withdraw('tern'), [])],
  ['withdraw-by-registrar', () => joined().add(withdraw('tern'), REGISTRAR)],
  ['struck-without-registrar', () => struck().add(endorse('tern'), ['tern'])],
  ['struck-without-party', () => struck().add(endorse('tern'), REGISTRAR)],
  [
    'struck-two-registrars',
    () =>
      started(foundedByTwo())
        .add(endorse('tern'), ['tern'])
        .add(strike('tern'), REGISTRAR)
        .add(endorse('tern'), ['tern', ...bothRegistrars]),
  ],
  ['two-registrars', () => foundedByTwo().add(accord(), bothRegistrars)],
  ['accord-missing', () => founded().add(accord(), [])],
  ['accord-by-operator', () => founded().add(accord(), ['operator'])],
  ['accord-by-former-registrar', () => withoutRegistrar().add(accord(), ['registrar-2'])],
  ['attest-missing', () => started().add(attest('endorse', 'plover'), [])],
  ['attest-by-party', () => started().add(attest('endorse', 'tern'), ['tern'])],
  ['strike-missing', () => joined().add(strike('tern'), [])],
  ['strike-two-registrars', () => foundedTwoJoined().add(strike('tern'), bothRegistrars)],
  ['admission-without-holder', () => founded().add(signatory('tern', 'tern'), REGISTRAR)],
  ['admission-without-registrar', () => founded().add(signatory('tern', 'tern'), ['tern'])],
  ['renaming-by-party', () => started().add(signatory('tern', 'tern'), ['tern'])],
  ['renaming-by-both', () => started().add(signatory('tern', 'tern'), ['tern', ...REGISTRAR])],
  ['replacing-by-old-key', () => started().add(signatory('tern', 'tern-2'), ['tern', 'tern-2'])],
  ['rotate-without-old-key', () => started().add(rotate('tern', 'tern-2'), ['tern-2'])],
  ['rotate-without-new-key', () => started().add(rotate('tern', 'tern-2'), ['tern'])],
  [
    'rotate-with-registrar',
    () => started().add(rotate('tern', 'tern-2'), ['tern', 'tern-2', 'registrar']),
  ],
  ['founding-without-operator', () => newLog().add(authority(), REGISTRAR)],
  ['founding-without-registrar', () => newLog().add(authority(), ['operator'])],
  ['founding-stranger', () => newLog().add(authority(), ['operator', 'registrar', 'gull'])],
  ['authority-without-operator', () => founded().add(authority('operator-2'), ['operator-2'])],
  ['authority-without-new-operator', () => founded().add(authority('operator-2'), ['operator'])],
  [
    'authority-without-new-registrar',
    () => founded().add(authority('operator', ['registrar', 'registrar-2']), ['operator']),
  ],
  ['authority-with-registrar', () => founded().add(authority(), ['operator', 'registrar'])],
  ['authority-by-registrar', () => founded().add(authority(), REGISTRAR)],
]

const foundedTwoJoined = () => started(foundedByTwo()).add(endorse('tern'), ['tern'])

const rows = (rule, path, list) => list.map(([variant, log]) => ({ rule, variant, path, log }))

export const invalidKeys = [
  ...rows('key-encoding', 'event', encoding),
  ...rows('key-fresh', 'event', fresh),
  ...rows('key-current', 'event.signatory', current),
  ...rows('signers', 'signatures', signers),
]
