/** Lets one witness count as two, by a name of its own for each. */
import { formatVerifierKey, witnessKey } from '@accord-ledger/core'
import type { PolicyAttack } from './attack.ts'
import { onPolicy, relined } from './forged-policy.ts'
import { standInWitnesses } from './published-target.ts'

export const policyAliasWitness: PolicyAttack = onPolicy(
  {
    name: 'policy-alias-witness',
    claim: "puts one witness's key in the place of another's, under the same or another name",
    detectedBy: ['duplicate-key'],
  },
  (lines) =>
    standInWitnesses().flatMap(({ signer, name }, kept) =>
      [name, 'another.witness.example'].map((alias) => {
        const other = `witness W${1 - kept}`
        const line = `${other} ${formatVerifierKey(witnessKey(alias, signer))}`
        return {
          what: `W${kept} is W${1 - kept} too, as ${alias}`,
          lines: relined(lines, other, line),
        }
      }),
    ),
)
