/** Submits an accord that an impostor signed, in the name of a registrar that did not. */
import type { LogAttack } from './attack.ts'
import { submit } from './log-change.ts'
import { present } from './places.ts'
import * as fc from 'fast-check'

export const borrowAuthority: LogAttack = {
  name: 'borrow-authority',
  on: 'submissions',
  claim: "submits an event under a registrar's key with a signature that is not its own",
  detectedBy: ['signature'],
  needs: 'an entry',
  arbitrary: (target) => {
    const { entries, impostor } = target
    const authority = entries.findLast(({ event }) => event.type === 'authority')?.event
    if (authority?.type !== 'authority') return null
    return fc.nat(authority.registrars.length - 1).map((i) => {
      const { hash, index, time } = present(entries.at(-1))
      const event = {
        type: 'accord',
        log: authority.log,
        accord: 'forged-call-submitted',
        title: 'A forged call',
        text: 'f0'.repeat(32),
        uri: null,
        open: true,
        effective: time.slice(0, 10),
        previous: null,
        seen: { index, hash },
        until: null,
      }
      const { sig } = impostor.registrar.sign(event)
      const signatures = [{ key: present(authority.registrars[i]), sig }]
      return submit(target, { event, signatures }, `registrar ${i} did not sign the accord`)
    })
  },
}
