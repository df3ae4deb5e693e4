/** Lets one witness count in two ways within a group, or in groups within groups. */
import type { PolicyAttack } from './attack.ts'
import { onPolicy, relined } from './forged-policy.ts'

export const policyCountTwice: PolicyAttack = onPolicy(
  {
    name: 'policy-count-twice',
    claim: 'counts one witness twice',
    detectedBy: ['member'],
  },
  (lines) =>
    [
      ['group all all W0 W0'],
      ['group all 2 W0 W1 W1'],
      ['group one any W0', 'group all all W0 one'],
      ['group one any W0', 'group two any W0 W1', 'group all all one two'],
    ].map((groups) => ({
      what: `it says ${groups.join(', ')}`,
      lines: relined(lines, 'group', ...groups),
    })),
)
