/** Names a second quorum, and hopes that a reader takes the weaker one. */
import type { PolicyAttack } from './attack.ts'
import { onPolicy, relined } from './forged-policy.ts'

export const policySecondQuorum: PolicyAttack = onPolicy(
  {
    name: 'policy-second-quorum',
    claim: 'names a second quorum, which asks for less',
    detectedBy: ['quorum'],
  },
  (lines) =>
    ['quorum none', 'quorum W0', 'quorum W1', 'quorum all'].flatMap((second) => [
      { what: `${second} stands at the end`, lines: [...lines, second] },
      {
        what: `${second} stands before the quorum`,
        lines: relined(lines, 'quorum', second, 'quorum all'),
      },
    ]),
)
