/** Puts the signature that a key gave another event under this one. */
import type { LogAttack } from './attack.ts'
import { changeEntry } from './log-change.ts'
import { oneOf } from './places.ts'

export const transplantSignature: LogAttack = {
  name: 'transplant-signature',
  on: 'log',
  claim: 'puts the signature that a key gave one event under another',
  detectedBy: ['signature'],
  needs: 'a key that signed two events',
  arbitrary: ({ entries }) => {
    const signed = new Map<string, { readonly index: number; readonly sig: string }>()
    const pairs = entries.flatMap((entry) =>
      entry.signatures.flatMap(({ key, sig }, nth) => {
        const before = signed.get(key)
        signed.set(key, { index: entry.index, sig })
        return before === undefined ? [] : [{ entry, nth, before }]
      }),
    )
    return (
      oneOf(pairs)?.map(({ entry, nth, before }) => {
        const signatures = entry.signatures.map(({ key, sig }, i) => ({
          key,
          sig: i === nth ? before.sig : sig,
        }))
        return changeEntry(
          { ...entry, signatures },
          `entry ${entry.index} has the signature of entry ${before.index}`,
        )
      }) ?? null
    )
  },
}
