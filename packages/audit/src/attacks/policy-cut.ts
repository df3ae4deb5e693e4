/** Cuts off the end of a policy, where the quorum stands. */
import * as fc from 'fast-check'
import type { PolicyAttack } from './attack.ts'
import { policyBytes } from './published-target.ts'
import { tamper } from './tampering.ts'

export const policyCut: PolicyAttack = {
  name: 'policy-cut',
  on: 'policy',
  claim: 'cuts off the end of a policy',
  detectedBy: ['final-newline', 'quorum'],
  needs: 'an entry',
  arbitrary: (target) => {
    const bytes = policyBytes(target.policyLines)
    const ends = [...bytes.keys()].filter((at) => at === 0 || bytes[at - 1] === LINE_FEED)
    return fc.oneof(fc.nat(bytes.length - 1), fc.constantFrom(...ends)).map((length) => ({
      what: `only its first ${length} bytes are there`,
      policy: tamper(bytes, { _tag: 'Truncated', length }),
      receipt: async () => target.receipt(0, await target.sign()),
    }))
  },
}

const LINE_FEED = 0x0a
