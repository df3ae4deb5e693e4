/** Asks for none of a group, for more than there are, or for a number that could be read in two ways. */
import type { PolicyAttack } from './attack.ts'
import { onPolicy, relined } from './forged-policy.ts'

export const policyThreshold: PolicyAttack = onPolicy(
  {
    name: 'policy-threshold',
    claim: 'asks for a number of witnesses that is none: 0, 3 of 2, 0x1',
    detectedBy: ['threshold'],
  },
  (lines) =>
    ['0', '3', '-1', '+1', '01', '1.0', '1e0', '0x1', 'ALL', 'none', '9007199254740993'].map(
      (count) => ({
        what: `the group asks for ${count}`,
        lines: relined(lines, 'group', `group all ${count} W0 W1`),
      }),
    ),
)
