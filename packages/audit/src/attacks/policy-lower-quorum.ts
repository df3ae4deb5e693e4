/** Asks for fewer witnesses than the reader would: one, or none, cosigned. */
import type { PolicyAttack } from './attack.ts'
import { onPolicy, relined } from './forged-policy.ts'
import { standInWitnesses } from './published-target.ts'

export const policyLowerQuorum: PolicyAttack = onPolicy(
  {
    name: 'policy-lower-quorum',
    claim:
      'asks for one of two witnesses, or for none, under a checkpoint that no more of them cosigned',
    // A quorum of nobody has no time, and a reader who asks for one sees that.
    detectedBy: ['known-policy', 'freshness'],
  },
  (lines) => [
    ...standInWitnesses().flatMap((witness, i) =>
      [
        relined(lines, 'group', 'group all any W0 W1'),
        relined(lines, 'group', 'group all 1 W0 W1'),
        relined(lines, 'quorum', `quorum W${i}`),
      ].map((bent) => ({
        what: `W${i} is enough, and alone has cosigned`,
        lines: bent,
        signing: { witnesses: [witness] },
      })),
    ),
    {
      what: 'nobody has to cosign, and nobody has',
      lines: relined(lines, 'quorum', 'quorum none'),
      signing: { witnesses: [] },
    },
  ],
)
