/** What witnesses answer is checked before it counts. */
import { cosign, verifierKey, witnessKey } from '@accord-ledger/core'
import type { NoteSignature, PolicyWitness } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { leaves, NOW, requestOf, signer, tracked } from '../test-support/checkpoints.ts'
import { verifier } from '../test-support/publishing.ts'
import type { WitnessAnswer } from '../witness/ask-witness.ts'
import { askWitnesses } from './ask-witnesses.ts'
import type { Answers, Asking } from './ask-witnesses.ts'

const SECONDS = NOW / 1000
const NAME = 'witness.example/w2'
const key = witnessKey(NAME, signer(2))
const log = tracked(leaves(5))
const { signed } = await requestOf(leaves(5), 0)
const one: PolicyWitness = { kind: 'witness', name: 'W2', key, url: 'https://w2.example' }

const asking = (ask: Asking['ask'], more: Partial<Asking> = {}): Promise<Answers> =>
  askWitnesses({
    signed,
    hashes: log.hashes,
    witnesses: [one],
    lastSize: () => 0,
    ask,
    verifier,
    clock: () => NOW,
    ...more,
  })
const line = (text: string, by = 2, name = NAME, time = SECONDS): Promise<NoteSignature> =>
  cosign(text, name, signer(by), time)
const good = await line(signed.note.text)

const bad: readonly (readonly [string, readonly NoteSignature[], string])[] = [
  ['no line', [], 'no line by'],
  ['a line by another key', [await line(signed.note.text, 3)], 'no line by'],
  ['a line of another name', [await line(signed.note.text, 2, 'other')], 'no line by'],
  [
    'a line by another key under its id',
    [{ ...(await line(signed.note.text, 3)), id: key.id }],
    'does not stand',
  ],
  ['a line under another text', [await line(`${signed.note.text}more\n`)], 'does not stand'],
  ['a signature cut short', [{ ...good, signature: good.signature.slice(1) }], 'does not stand'],
  [
    'a bad line before a good one',
    [{ ...good, signature: new Uint8Array(72) }, good],
    'does not stand',
  ],
  [
    'a time of 301 seconds from now',
    [await line(signed.note.text, 2, NAME, SECONDS + 301)],
    'time to come',
  ],
]

describe('an answer', () => {
  it('counts with the line of the witness’s own key, wherever it stands among others', async () => {
    const others = await Promise.all([3, 4].map((n) => line(signed.note.text, n, 'other')))
    for (const signatures of [[good], [...others, good], [good, ...others]]) {
      const { outcomes, lines } = await asking(async () => ({ kind: 'cosigned', signatures }))
      expect(outcomes).toEqual([{ name: 'W2', key, kind: 'cosigned', time: SECONDS }])
      expect(lines).toEqual([{ key, time: SECONDS, line: good }])
    }
  })

  for (const [what, signatures, message] of bad)
    it(`with ${what} does not count`, async () => {
      const { outcomes, lines } = await asking(async () => ({ kind: 'cosigned', signatures }))
      expect(outcomes).toMatchObject([
        { kind: 'failed', message: expect.stringContaining(message) },
      ])
      expect(lines).toEqual([])
    })

  it('with a time of 300 seconds from now still counts', async () => {
    const ahead = await line(signed.note.text, 2, NAME, SECONDS + 300)
    const { lines } = await asking(async () => ({ kind: 'cosigned', signatures: [ahead] }))
    expect(lines).toHaveLength(1)
  })
})

const never = (): Promise<WitnessAnswer> => Promise.reject(new Error('asked'))

describe('a witness', () => {
  it('is asked with the proof from where it says it is, once', async () => {
    const asked: (readonly [number, number])[] = []
    const sizes = [3, 4, 2]
    const { outcomes } = await asking(
      async (_, { old, proof }) => {
        asked.push([old, proof.length])
        return { kind: 'conflict', size: sizes.shift() ?? 0 }
      },
      { lastSize: () => 4 },
    )
    expect(asked).toEqual([
      [4, 1],
      [3, 4],
    ])
    expect(outcomes).toMatchObject([{ kind: 'failed' }])
  })

  it('that names the size again that it was asked from is not asked again', async () => {
    let asked = 0
    await asking(async () => {
      asked += 1
      return { kind: 'conflict', size: 0 }
    })
    expect(asked).toBe(1)
  })

  it('that has cosigned more than there is says that this copy is old', async () => {
    const { outcomes } = await asking(async () => ({ kind: 'conflict', size: 6 }))
    expect(outcomes).toMatchObject([
      { kind: 'ahead', size: 6, message: expect.stringContaining('old') },
    ])
  })

  it('is not asked without a URL, or with a key that cannot be checked', async () => {
    const mlDsa = verifierKey(NAME, 'ml-dsa-44', new Uint8Array(1312))
    const witnesses = [
      { ...one, url: null },
      { ...one, key: mlDsa },
    ]
    const { outcomes, lines } = await asking(never, { witnesses })
    expect(outcomes.map(({ kind }) => kind)).toEqual(['not-asked', 'not-asked'])
    expect(lines).toEqual([])
  })

  it('is not waited for by the others', async () => {
    const begun: string[] = []
    const witnesses = ['a', 'b', 'c'].map((url) => ({ ...one, url }))
    const gate: { open: () => void } = { open: () => {} }
    const waiting = new Promise<void>((resolve) => {
      gate.open = resolve
    })
    const asked = asking(
      async (url) => {
        begun.push(url)
        if (begun.length === 3) gate.open()
        await waiting
        return { kind: 'failed', message: 'no' }
      },
      { witnesses },
    )
    expect((await asked).outcomes).toHaveLength(3)
    expect(begun).toEqual(['a', 'b', 'c'])
  })
})
