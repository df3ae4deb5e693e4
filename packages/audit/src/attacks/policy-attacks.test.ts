import { nobleVerifier, parsePolicy, verifyLog, verifyReceipt } from '@accord-ledger/core'
import type { VerifiedEntry } from '@accord-ledger/core'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeHistory } from '../arbitraries/history.ts'
import { PLAIN_CAST } from '../arbitraries/cast.ts'
import { keyring } from '../arbitraries/keyring.ts'
import { remembering } from '../arbitraries/verifiers.ts'
import { readPolicy } from '../audit/readers.ts'
import type { ForgedPolicy, PolicyAttack } from './attack.ts'
import { policyAttacks } from './catalogue.ts'
import { MAX_AGE, policyBytes, publishedLog } from './published-target.ts'
import type { PublishedTarget } from './published-target.ts'

const verifier = remembering(nobleVerifier)
let target: PublishedTarget
beforeAll(async () => {
  const { log } = makeHistory(PLAIN_CAST, [], keyring())
  async function* blocks(): AsyncIterable<readonly Uint8Array[]> {
    yield log
  }
  const entries: VerifiedEntry[] = []
  await verifyLog(blocks(), { verifier, onEntry: (entry) => entries.push(entry) })
  target = await publishedLog(entries)
})

function casesOf(attack: PolicyAttack): readonly ForgedPolicy[] {
  const arbitrary = attack.arbitrary(target)
  return arbitrary === null ? [] : fc.sample(arbitrary, { seed: 1, numRuns: 100 })
}

describe('an attack on a policy', () => {
  it('is made of a policy that is read, and of a receipt that is accepted under it', async () => {
    const good = policyBytes(target.policyLines)
    const receipt = async (): Promise<Uint8Array> => target.receipt(0, target.signed.note)
    expect(await readPolicy(target, { what: 'nothing', policy: good, receipt }, verifier)).toBe(
      null,
    )
  })

  it.each(policyAttacks.map((attack) => [attack.name, attack] as const))(
    '%s is detected in each of its ways, and each detector that it names detects one',
    async (_, attack) => {
      const found = new Set<string>()
      for (const forged of casesOf(attack))
        found.add((await readPolicy(target, forged, verifier)) ?? 'nothing')
      expect([...found].toSorted()).toEqual([...attack.detectedBy].toSorted())
    },
  )

  it('that only the hash of the policy tells would be missed by who does not know it, and is refused by the right policy', async () => {
    let tried = 0
    for (const attack of policyAttacks.filter((each) => each.detectedBy.includes('known-policy')))
      for (const forged of casesOf(attack).slice(0, 20)) {
        const bytes = await forged.receipt()
        const how = { now: target.now, maxAge: Infinity, verifier }
        const bent = parsePolicy(forged.policy)
        if (E.isLeft(bent)) throw new Error(forged.what)
        expect(E.isRight(await verifyReceipt(bytes, bent.right, how))).toBe(true)
        const refused = await verifyReceipt(bytes, target.policy, { ...how, maxAge: MAX_AGE })
        expect(E.isLeft(refused) && refused.left.check).toMatch(/^(quorum|log-signature)$/)
        tried += 1
      }
    expect(tried).toBe(40)
  })
})
