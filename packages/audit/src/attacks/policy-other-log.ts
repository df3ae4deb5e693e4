/** Gives the policy of another log, by the same operator. */
import { formatVerifierKey, verifierKey } from '@accord-ledger/core'
import type { PolicyAttack } from './attack.ts'
import { onPolicy, relined } from './forged-policy.ts'
import { present } from './places.ts'

export const policyOtherLog: PolicyAttack = onPolicy(
  {
    name: 'policy-other-log',
    claim: 'names another log of the same operator in its place, or none at all',
    detectedBy: ['log'],
  },
  (lines, { policy, origin }) => {
    const { key } = present(policy.logs[0])
    const named = [`${origin}2`, `other.${origin}`].map((name) => ({
      what: `its log is ${name}`,
      lines: relined(
        lines,
        'log',
        `log ${formatVerifierKey(verifierKey(name, key.type, key.key))}`,
      ),
    }))
    return [...named, { what: 'it has no log', lines: relined(lines, 'log') }]
  },
)
