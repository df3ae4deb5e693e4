/** Says something that no reader knows, or a known thing in another spelling. */
import type { PolicyAttack } from './attack.ts'
import { onPolicy, relined } from './forged-policy.ts'

export const policyUnknownKeyword: PolicyAttack = onPolicy(
  {
    name: 'policy-unknown-keyword',
    claim: 'has a line that begins with no keyword',
    detectedBy: ['keyword'],
  },
  (lines) => [
    ...['trust everybody', 'Quorum none', 'quorum: none', 'quorums none', '-- quorum'].map(
      (line) => ({ what: `it says ${line}`, lines: [...lines, line] }),
    ),
    { what: 'its group is a GROUP', lines: relined(lines, 'group', 'GROUP all any W0 W1') },
  ],
)
