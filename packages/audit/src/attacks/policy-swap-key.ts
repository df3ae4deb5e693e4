/** Puts its own key in the place of the log's, or of a witness's, and signs with it. */
import { formatVerifierKey, noteKey, signerFromSeed, witnessKey } from '@accord-ledger/core'
import type { PolicyAttack } from './attack.ts'
import { onPolicy, relined } from './forged-policy.ts'
import { knownSeed } from './impostor.ts'
import { standInWitnesses } from './published-target.ts'

export const policySwapKey: PolicyAttack = onPolicy(
  {
    name: 'policy-swap-key',
    claim: "puts its own key in the place of the log's or of a witness's, and signs with it",
    detectedBy: ['known-policy'],
  },
  (lines, { origin }) => {
    const own = signerFromSeed(knownSeed(0xc3))
    const witnesses = standInWitnesses()
    return [
      {
        what: 'the key of the log is another, which signed the checkpoint',
        lines: relined(lines, 'log', `log ${formatVerifierKey(noteKey(origin, own))}`),
        signing: { operator: own },
      },
      ...witnesses.map(({ name }, i) => ({
        what: `the key of W${i} is another, which cosigned the checkpoint`,
        lines: relined(
          lines,
          `witness W${i}`,
          `witness W${i} ${formatVerifierKey(witnessKey(name, own))}`,
        ),
        signing: {
          witnesses: witnesses.map((each, j) => (i === j ? { name, signer: own } : each)),
        },
      })),
    ]
  },
)
