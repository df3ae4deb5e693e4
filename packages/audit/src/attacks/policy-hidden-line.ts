/** Hides a line from whoever looks at the file, behind a character that moves the cursor or ends a line for some. */
import type { PolicyAttack } from './attack.ts'
import { onPolicy, relined } from './forged-policy.ts'

export const policyHiddenLine: PolicyAttack = onPolicy(
  {
    name: 'policy-hidden-line',
    claim: 'hides a line behind a control character',
    detectedBy: ['octet'],
  },
  (lines) =>
    ['\r', '\v', '\f', '\b', '\0', '\u001b[2K', '\u007f'].flatMap((hiding) => [
      {
        what: `a comment holds ${JSON.stringify(hiding)} and quorum none`,
        lines: [`# for all${hiding}quorum none`, ...lines],
      },
      {
        what: `its quorum ends with ${JSON.stringify(hiding)}`,
        lines: relined(lines, 'quorum', `quorum all${hiding}`),
      },
    ]),
)
