import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { describe as sentence } from '../describe.ts'
import { encodeHex } from '../values/hex.ts'
import { parsePolicy } from './policy-file.ts'
import { parseReceipt } from './receipt.ts'
import { left, right } from '../test-support/either.ts'
import { inputOf, readVectors, rowOf, utf8 } from '../test-support/format-vectors.ts'
import { nobleVerifier } from '../crypto/verifier.ts'
import type { Verifier } from '../crypto/verifier.ts'
import { RECEIPT_CHECKS, verifyReceipt } from './verify-receipt.ts'

const more = t.partial({ policy: t.string, now: t.number, maxAge: t.literal('Infinity') })
const vectors = readVectors(
  'receipts',
  t.type({
    policy: t.string,
    now: t.number,
    maxAge: t.number,
    good: t.array(
      t.intersection([
        rowOf({ index: t.number, size: t.number, time: t.union([t.string, t.null]) }),
        more,
      ]),
    ),
    refused: t.array(t.intersection([rowOf({ check: t.string, tag: t.string }), more])),
  }),
)
const policyOf = (text = vectors.policy) => right(parsePolicy(utf8(text)))
const optionsOf = ({ now, maxAge }: t.TypeOf<typeof more>) => ({
  now: now ?? vectors.now,
  maxAge: maxAge === undefined ? vectors.maxAge : Infinity,
  verifier: nobleVerifier,
})
const verify = (bytes: Uint8Array, row: t.TypeOf<typeof more> = {}) =>
  verifyReceipt(bytes, policyOf(row.policy), optionsOf(row))
const whole = inputOf(vectors.good[0] ?? {})

const at = (now: number, maxAge: number) =>
  verifyReceipt(whole, policyOf(), { now, maxAge, verifier: nobleVerifier })
const says = (verdict: (i: number, of: number) => boolean) => ({
  name: 'odd',
  verify: async (batch: readonly unknown[]) => batch.map((_, i) => verdict(i, batch.length)),
})

/** The noble backend for notes; of events it says `answer`. */
const oddOnEvents = (answer: unknown): Verifier => ({
  name: 'odd',
  verify: async (batch) => {
    const header = new TextEncoder().encode('DSSEv1 ')
    if (!batch.some(({ message }) => header.every((byte, i) => byte === message[i]))) {
      return nobleVerifier.verify(batch)
    }
    const answers: readonly boolean[] = JSON.parse(JSON.stringify(batch.map(() => answer)))
    return answers
  },
})

describe('a receipt', () => {
  // An object stands for a promise, which a verifier gives that forgot to wait.
  it.each([1, 'no', {}, null])(
    'takes %j of a verifier for no: nothing but true is a yes',
    async (answer) => {
      const options = { ...optionsOf({}), verifier: oddOnEvents(answer) }
      const refused = left(await verifyReceipt(whole, policyOf(), options))
      expect(refused.check).toBe('entry-signatures')
    },
  )

  it.each(vectors.good.map((row) => [row.name, row] as const))(
    'shows that it was logged: %s',
    async (_, row) => {
      const logged = right(await verify(inputOf(row), row))
      expect(logged).toMatchObject({
        claim: 'logged',
        origin: 'accords.example/1',
        size: row.size,
        time: row.time,
        policy: policyOf(row.policy).hash,
        verifier: 'noble',
      })
      expect(logged.entry.index).toBe(row.index)
      expect(logged.signers).toEqual(logged.entry.signatures.map(({ key }) => key))
      const { checkpoint } = right(parseReceipt(inputOf(row))).proof.signed
      expect(logged.root).toBe(encodeHex(checkpoint.root))
      expect(logged.checks).toEqual(RECEIPT_CHECKS)
    },
  )

  it.each(vectors.refused.map((row) => [row.name, row] as const))(
    'is refused: %s',
    async (_, row) => {
      const error = left(await verify(inputOf(row), row))
      expect([error.check, error.reason._tag]).toEqual([row.check, row.tag])
      expect([...error.passed, error.check]).toEqual(
        RECEIPT_CHECKS.slice(0, error.passed.length + 1),
      )
      expect(sentence(error)).toMatch(new RegExp(`^the receipt fails the check ${row.check}: .+`))
    },
  )

  it('has a vector for each check that can fail', () => {
    const failed = new Set(vectors.refused.map(({ check }) => check))
    expect([...failed, 'format'].toSorted()).toEqual([...RECEIPT_CHECKS].toSorted())
  })

  it('with any byte changed is refused, where all its lines are needed', () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, by) => {
          const changed = whole.map((byte, i) => (i === at ? byte ^ by : byte))
          expect(E.isLeft(await verify(changed))).toBe(true)
        },
      ),
      { numRuns: 400 },
    ))

  it('cut short or continued is refused', () =>
    fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.uint8Array({ minLength: 1, maxLength: 9 }),
        async (length, tail) => {
          expect(E.isLeft(await verify(whole.subarray(0, length)))).toBe(true)
          expect(E.isLeft(await verify(Uint8Array.of(...whole, ...tail)))).toBe(true)
        },
      ),
    ))

  it('is checked at a time and for an age, or not at all', async () => {
    for (const now of [Number.NaN, Infinity, 1e300, -1e300]) {
      await expect(at(now, 1000)).rejects.toThrow(RangeError)
    }
    for (const maxAge of [Number.NaN, -1]) {
      await expect(at(vectors.now, maxAge)).rejects.toThrow(RangeError)
    }
    expect(left(await at(vectors.now / 1000, 1000)).check).toBe('quorum')
    expect(left(await at(vectors.now, 0)).check).toBe('freshness')
    expect(left(await at(253_402_300_799_000, 1000)).check).toBe('freshness')
  })

  it('that no witness is asked about has no age: only one who asks for none takes it', async () => {
    const log = vectors.policy.split('\n').find((line) => line.startsWith('log '))
    const policy = policyOf(`${log}\nquorum none\n`)
    const by = (maxAge: number) =>
      verifyReceipt(whole, policy, { now: vectors.now, maxAge, verifier: nobleVerifier })
    for (const maxAge of [0, vectors.now, Number.MAX_VALUE]) {
      const refused = { check: 'freshness', reason: { _tag: 'Stale', time: null } }
      expect(left(await by(maxAge))).toMatchObject(refused)
    }
    expect(right(await by(Infinity))).toMatchObject({ time: null, quorum: null })
  })

  it('names the witnesses whose time lies ahead where the quorum is missing, and no other', async () => {
    const ahead = async (now: number) => {
      const { check, reason } = left(await at(now, Infinity))
      return [check, reason._tag === 'QuorumMissing' ? reason.ahead : reason]
    }
    // They cosigned at 1795338300 and 1795338307; a clock may be five minutes ahead.
    const [one, two] = ['witness.example/w1', 'witness.example/w2']
    expect(await ahead(1_795_338_000_000)).toEqual(['quorum', [two]])
    expect(await ahead(1_795_337_999_999)).toEqual(['quorum', [one, two]])
    expect(E.isRight(await at(1_795_338_007_000, Infinity))).toBe(true)
  })

  it('is refused where the verifier says no, and rejects where it fails', async () => {
    const options = { now: vectors.now, maxAge: Infinity }
    const by = (verifier: ReturnType<typeof says>) =>
      verifyReceipt(whole, policyOf(), { ...options, verifier })
    expect(left(await by(says(() => false))).check).toBe('log-signature')
    expect(left(await by(says((_, of) => of === 3)))).toMatchObject({
      check: 'entry-signatures',
      reason: {
        rule: 'signature',
        expected: 'signatures by these keys under this event',
        found: 'one that does not stand',
      },
    })
    const broken = { name: 'broken', verify: () => Promise.reject(new Error('no curve')) }
    await expect(
      verifyReceipt(whole, policyOf(), { ...options, verifier: broken }),
    ).rejects.toThrow('no curve')
    const short = {
      name: 'short',
      verify: async (batch: readonly unknown[]) => (batch.length === 3 ? [true, true, true] : []),
    }
    await expect(verifyReceipt(whole, policyOf(), { ...options, verifier: short })).rejects.toThrow(
      'short gave 0',
    )
  })

  it.each([
    ['', '""'],
    ['\n{}\n', '""'],
    ['x\n{}\n', '"x"'],
  ])('without an entry in its second line is refused: %j', (rest, found) => {
    const receipt = utf8(`accord-ledger receipt v1\n${rest}`)
    expect(left(parseReceipt(receipt))).toMatchObject({ rule: 'entry-line', line: 2, found })
  })

  it('of an unknown event type is told from one that is wrong', async () => {
    const row = vectors.refused.find(({ name }) => name === 'entry--unknown-event-type')
    expect(left(await verify(inputOf(row ?? {}))).reason).toEqual({
      _tag: 'Unrecognised',
      index: 3,
      what: 'event type',
      found: expect.stringContaining('dissolve'),
    })
  })
})
