import { memoryStore } from '@accord-ledger/adapters/memory'
import {
  authorEvent,
  authorFounding,
  compose,
  decodeSignedEvent,
  describe as sentenceOf,
  encodeEntry,
  entryLink,
  escaped,
  isAccordId,
  isCategory,
  isCountry,
  isHash,
  isOrigin,
  isPublicKey,
  isSignatoryId,
  nobleVerifier,
  openLedger,
  signerFromSeed,
  verifyLog,
  type Intent,
  type LeafIndex,
} from '@accord-ledger/core'
import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { A, EVENTS, graft, pathsIn, readBadInput, signed, text } from './support/badinput.ts'

const documents = readBadInput('json-documents')
const strings = readBadInput('strings')
const IDS = ['event.accord', 'event.signatory', 'event.category']

describe('a hostile string', () => {
  /** What the grammar of spec §2.3 takes all the same: harmless there, since no path and no property is made of it. */
  const ID = ['st035']
  const ORIGIN = [
    'st002',
    'st003',
    'st005',
    'st014',
    'st018',
    'st035',
    'st042',
    'st051',
    'st052',
    'st053',
    'st054',
    'st055',
    'st056',
  ]

  it.each(strings)('$id ($name) is no id, key, hash or country, and no origin', (row) => {
    expect(row.expect).toBe('reject')
    const string = text(row.bytes)
    for (const guard of [isAccordId, isSignatoryId, isCategory]) {
      expect(guard(string)).toBe(ID.includes(row.id))
    }
    for (const guard of [isHash, isPublicKey, isCountry]) expect(guard(string)).toBe(false)
    expect(isOrigin(string)).toBe(ORIGIN.includes(row.id))
  })

  it.each(strings)('$id ($name) in a signed event is refused where an id is due', (row) => {
    const value = Buffer.concat([Buffer.from('"'), row.bytes, Buffer.from('"')])
    const spelt = Buffer.from(JSON.stringify(text(row.bytes)))
    for (const event of EVENTS) {
      for (const path of IDS.filter((each) => pathsIn(signed(event)).includes(each))) {
        for (const each of [value, spelt]) {
          expect(isRight(decodeSignedEvent(graft(signed(event), path, each)))).toBe(
            ID.includes(row.id),
          )
        }
      }
    }
  })
})

const signer = (n: number) => signerFromSeed(new Uint8Array(32).fill(n))
const [operator, registrar] = [signer(1), signer(2)]
const founding = { log: 'accords.example/1', operator: operator.key, registrars: [registrar.key] }
const admission = (signatory: string, name: string): Intent => ({
  type: 'signatory',
  signatory,
  name,
  category: 'company',
  country: null,
  key: null,
  effective: '2026-11-22',
})

const clock = () => Date.UTC(2026, 10, 22)

async function founded() {
  const store = memoryStore({ link: entryLink })
  const ledger = await openLedger({ store, verifier: nobleVerifier, clock })()
  if (isLeft(ledger)) throw new Error(sentenceOf(ledger.left))
  await ledger.right.appendEach([authorFounding(founding, [operator, registrar])])()
  return { store, ledger: ledger.right }
}

describe('a ledger', () => {
  let open: Awaited<ReturnType<typeof founded>>
  beforeAll(async () => {
    open = await founded()
  })

  it.each(strings)(
    '$id ($name) as a party: nothing is composed and nothing stored',
    async (row) => {
      if (row.id === 'st035') return // a word like any other
      const { store, ledger } = open
      for (const intent of [
        admission(text(row.bytes), 'N'),
        { type: 'rotate', signatory: text(row.bytes), key: A } as const,
      ]) {
        const composed = compose(ledger.view(), intent, null)
        if (isRight(composed)) throw new Error('composed')
        expectPlain(sentenceOf(composed.left))
        expect(await ledger.appendEach([authorEvent(intent, [registrar])])()).toEqual(composed)
      }
      expect((await store.head()).size).toBe(1)
    },
  )

  it('that holds a party named constructor finds that party and no other', async () => {
    const { ledger } = await founded()
    const ids = ['constructor', 'valueof']
    const answer = await ledger.appendEach(
      ids.map((id) => authorEvent(admission(id, id), [registrar])),
    )()
    expect(isRight(answer)).toBe(true)
    const found = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueof'].map(
      (id) => isSignatoryId(id) && ledger.view().signatories.get(id) !== undefined,
    )
    expect(found).toEqual([true, false, false, false, true])
  })

  it('refuses a name in another normal form, which stands in a log all the same, apart from the other', async () => {
    const names = ['js068', 'js069'].map((id) => {
      const row = documents.find((each) => each.id === id)
      const { name }: { readonly name: string } = JSON.parse(text(row?.bytes ?? new Uint8Array(0)))
      return name
    })
    const [composed = '', decomposed = ''] = names
    expect(composed).not.toBe(decomposed)
    expect(composed.normalize('NFD')).toBe(decomposed)
    const { store, ledger } = await founded()
    const author = authorEvent(admission('jose', decomposed), [registrar])
    expect(await ledger.appendEach([author])()).toMatchObject({
      left: { _tag: 'Refused', why: 'not-nfc' },
    })
    expect((await store.head()).size).toBe(1)

    const logs = await Promise.all(
      names.map(async (name) => {
        const view = ledger.view()
        const written = await authorEvent(admission('jose', name), [registrar])(view)
        if (isLeft(written) || view.time === null) throw new Error('composed')
        const index = view.size as LeafIndex
        return encodeEntry({ ...written.right, index, prev: view.head, time: view.time })
      }),
    )
    for (const bytes of logs) {
      const blocks = async function* () {
        for await (const stored of store.read(0)) yield [stored.bytes, bytes]
      }
      const found = await verifyLog(blocks(), { verifier: nobleVerifier })
      expect([found.verdict, found.size]).toEqual(['sound', 2])
    }
    expect(logs[0]).not.toEqual(logs[1])
  })
})

/** One short line that steers no terminal. */
function expectPlain(sentence: string): void {
  expect(escaped(sentence)).toBe(sentence)
  expect(sentence.length).toBeLessThan(400)
}
