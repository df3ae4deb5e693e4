/** Makes the operator a witness of its own log. */
import { formatVerifierKey, verifierKey } from '@accord-ledger/core'
import type { PolicyAttack } from './attack.ts'
import { onPolicy, relined } from './forged-policy.ts'
import { present } from './places.ts'

export const policyOwnWitness: PolicyAttack = onPolicy(
  {
    name: 'policy-own-witness',
    claim: "names the operator's key as that of a witness",
    detectedBy: ['duplicate-key', 'key-use'],
  },
  (lines, { policy }) => {
    const { key } = present(policy.logs[0])
    const cosigning = verifierKey('first.witness.example', 'cosignature-v1', key.key)
    return ['W0', 'W1'].flatMap((name) =>
      [key, cosigning].map((each) => ({
        what: `${name} has the key of the log, of type ${each.type}`,
        lines: relined(lines, `witness ${name}`, `witness ${name} ${formatVerifierKey(each)}`),
      })),
    )
  },
)
