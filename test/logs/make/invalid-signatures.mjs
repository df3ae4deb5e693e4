/** Logs whose last entry breaks rule 32: a signature that does not stand. */
import { L, integer, littleEndian } from '../../../scripts/ed25519-arithmetic.mjs'
import { accord, authority, endorse, REGISTRAR, rotate, signatory, started } from './says.mjs'
import { torsionSigned } from './torsion.mjs'
import { byKey, canonical, keyOf, newLog, signBy, signingBytes } from './writer.mjs'

/** A canonical encoding of no point: rule 18 takes it, and nothing stands under it. */
const OFF_THE_CURVE = `02${'00'.repeat(31)}`

/** An endorsement by `tern` whose signature is `change` of the right one, the event and the log. */
const forged = (change) => () => {
  const log = started()
  const event = log.event(endorse('tern'))
  const [{ key, sig }] = log.signatures(event, ['tern'])
  return log.add(event, [], { signatures: [{ key, sig: change(sig, event, log) }] })
}

const flip = (sig, at) => `${sig.slice(0, at)}${sig[at] === '0' ? '1' : '0'}${sig.slice(at + 1)}`

const signature = [
  [null, forged((sig) => flip(sig, 5))],
  ['flipped-in-s', forged((sig) => flip(sig, 70))],
  ['zeros', forged(() => '0'.repeat(128))],
  ['by-another-key', forged((_, event) => signBy('gull', signingBytes(event)))],
  ['of-the-bare-event', forged((_, event) => signBy('tern', canonical(event)))],
  [
    'of-another-payload-type',
    forged((_, event) =>
      signBy(
        'tern',
        Buffer.from(signingBytes(event).toString().replaceAll('event.v1', 'event.v2')),
      ),
    ),
  ],
  [
    'of-another-accord',
    forged((_, event) => signBy('tern', signingBytes({ ...event, accord: 'second' }))),
  ],
  [
    'of-another-log',
    forged((_, event) => signBy('tern', signingBytes({ ...event, log: 'accords.example/2' }))),
  ],
  ['of-the-entry-before', forged((_sig, _event, log) => log.entries[2].entry.signatures[0].sig)],
  [
    's-plus-l',
    forged(
      (sig) =>
        sig.slice(0, 64) +
        littleEndian(integer(Buffer.from(sig.slice(64), 'hex')) + L).toString('hex'),
    ),
  ],
  ['cofactored-only', () => torsionSigned(false)],
  [
    'key-off-the-curve',
    () => {
      const log = started()
      const says = signatory('gull', null, { key: OFF_THE_CURVE })
      const own = { key: OFF_THE_CURVE, sig: signBy('gull', signingBytes(log.event(says))) }
      const by = log.signatures(log.event(says), REGISTRAR)
      return log.add(says, [], { signatures: [own, ...by].toSorted(byKey) })
    },
  ],
  [
    'second-of-two',
    () => {
      const log = started()
      const event = log.event(rotate('tern', 'tern-2'))
      const [first, second] = log.signatures(event, ['tern', 'tern-2'])
      const signatures = [first, { ...second, sig: flip(second.sig, 9) }].toSorted(byKey)
      return log.add(event, [], { signatures })
    },
  ],
  [
    'swapped',
    () => {
      const log = started()
      const event = log.event(rotate('tern', 'tern-2'))
      const [first, second] = log.signatures(event, ['tern', 'tern-2'])
      return log.add(event, [], {
        signatures: [
          { key: first.key, sig: second.sig },
          { key: second.key, sig: first.sig },
        ],
      })
    },
  ],
  [
    'founding',
    () => {
      const log = newLog()
      const event = log.event(authority())
      const signatures = log.signatures(event, ['operator', ...REGISTRAR])
      return log.add(event, [], {
        signatures: signatures.map(({ key, sig }) => ({
          key,
          sig: key === keyOf('operator') ? sig : flip(sig, 3),
        })),
      })
    },
  ],
]

export const invalidSignatures = [
  ...signature.map(([variant, log]) => ({ rule: 'signature', variant, path: 'signatures', log })),
  {
    rule: 'signature',
    variant: 'before-a-later-break',
    path: 'signatures',
    index: 4,
    log: () => forged((sig) => flip(sig, 5))().add(accord(), REGISTRAR, { index: 9 }),
  },
]
