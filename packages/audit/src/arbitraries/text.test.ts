import {
  compose,
  emptyState,
  isAccordId,
  isCategory,
  isCountry,
  isDay,
  isHash,
  isOrigin,
  isPublicKey,
  isSignatoryId,
  isTime,
} from '@accord-ledger/core'
import type { Origin } from '@accord-ledger/core'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { keyring } from './keyring.ts'
import { aName, aReason, aTitle } from './text.ts'
import { aCountry, aDay, aHash, aKey, anAccord, anId, anOrigin, aParty, aTime } from './words.ts'

/** A view with which an event can be composed; it stands nowhere. */
const VIEW = { ...emptyState(), log: 'accords.example/1' as Origin, size: 1 }
const UTF8 = new TextEncoder()

describe('generated text', () => {
  it.each([
    ['names', aName, 512],
    ['titles', aTitle, 1024],
    ['reasons', aReason, 1024],
  ] as const)('of %s is in normal form C, and now and then as long as may be', (_, text, most) => {
    const found = fc.sample(text, { seed: 1, numRuns: 300 })
    expect(found.filter((each) => each !== each.normalize('NFC'))).toEqual([])
    const lengths = found.map((each) => UTF8.encode(each).length)
    expect([Math.min(...lengths) >= 1, Math.max(...lengths)]).toEqual([true, most])
  })

  it('is what the codecs take, of every field', () => {
    const property = fc.property(aParty, anAccord, aReason, (party, accord, reason) => {
      const admitted = compose(
        VIEW,
        { type: 'signatory', ...party, key: null, effective: '2026-01-01' },
        null,
      )
      const published = compose(VIEW, { type: 'accord', ...accord }, null)
      const act = { accord: accord.accord, signatory: party.signatory, effective: accord.effective }
      const struck = compose(VIEW, { type: 'strike', ...act, reason }, null)
      expect([admitted, published, struck].filter(E.isLeft)).toEqual([])
    })
    fc.assert(property, { numRuns: 150 })
  })

  it('of ids, days and the like is of their kind', () => {
    const kinds = [
      [anId, isAccordId],
      [anId, isSignatoryId],
      [anId, isCategory],
      [anOrigin, isOrigin],
      [aCountry, isCountry],
      [aDay, isDay],
      [aTime, isTime],
      [aHash, isHash],
      [aKey(keyring(), 3).map(({ key }) => key), isPublicKey],
    ] as const
    for (const [arbitrary, is] of kinds)
      expect(
        fc.sample<string>(arbitrary, { seed: 1, numRuns: 60 }).filter((each) => !is(each)),
      ).toEqual([])
  })
})
