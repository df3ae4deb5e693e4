/** Calls a witness or a group by the word that asks for nobody. */
import type { PolicyAttack } from './attack.ts'
import { onPolicy, relined } from './forged-policy.ts'

export const policyNamedNone: PolicyAttack = onPolicy(
  {
    name: 'policy-named-none',
    claim:
      'calls a group none, or gives two things one name, so that a quorum can be read in two ways',
    detectedBy: ['name', 'member'],
  },
  (lines) => [
    {
      what: 'its group is called none',
      lines: relined(relined(lines, 'group', 'group none all W0 W1'), 'quorum', 'quorum none'),
    },
    { what: 'none is in the group', lines: relined(lines, 'group', 'group all any none W0') },
    {
      what: 'its group is called W0, as a witness is',
      lines: relined(lines, 'group', 'group all all W0 W1', 'group W0 any all'),
    },
  ],
)
