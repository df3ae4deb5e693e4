/** Asks for a witness or a group that is not defined above. */
import type { PolicyAttack } from './attack.ts'
import { onPolicy, relined } from './forged-policy.ts'

export const policyUnknownName: PolicyAttack = onPolicy(
  {
    name: 'policy-unknown-name',
    claim: 'asks for a witness or a group that stands nowhere, or only further down',
    detectedBy: ['undefined'],
  },
  (lines) => [
    { what: 'the quorum is nobody', lines: relined(lines, 'quorum', 'quorum nobody') },
    { what: 'the quorum is ALL', lines: relined(lines, 'quorum', 'quorum ALL') },
    { what: 'W2 is in the group', lines: relined(lines, 'group', 'group all any W0 W1 W2') },
    { what: 'the group is in itself', lines: relined(lines, 'group', 'group all any W0 all') },
    { what: 'the quorum stands first', lines: ['quorum all', ...relined(lines, 'quorum')] },
    { what: 'W1 is left out', lines: relined(lines, 'witness W1') },
  ],
)
