import { describe, expect, it } from 'vitest'
import { authorEvent } from '../events/author.ts'
import { compose } from '../events/compose.ts'
import type { SignedEvent } from '../events/entry.ts'
import type { Author } from './ledger.ts'
import { signEvent } from '../crypto/sign.ts'
import type { LedgerView } from '../replay/state.ts'
import { left, right } from '../test-support/either.ts'
import { expectSound, written } from '../test-support/ledger-checks.ts'
import {
  acme,
  admitting,
  attesting,
  ENDORSEMENT,
  endorsing,
  opened,
  registrar,
  signer,
  STORY,
  withdrawing,
} from '../test-support/story.ts'
import { testStore } from '../test-support/test-store.ts'

const failing: Author<string> = async () => ({ _tag: 'Left', left: 'lost my key' })

async function story(admit?: (signed: SignedEvent, view: LedgerView) => string | null) {
  const store = testStore()
  const ledger = await opened(store, admit === undefined ? {} : { admit })
  right(await ledger.appendEach(STORY)())
  return { store, ledger }
}

/** Another signature. */
const flipped = <S extends string>(sig: S): S => {
  const first = sig.startsWith('0') ? '1' : '0'
  return `${first}${sig.slice(1)}` as S
}

describe('what is refused', () => {
  it.each(['Jose\u0301', '\u212b', '\u1100\u1161'])(
    'a name, title or reason that is not in normal form C: %j',
    async (text) => {
      const { store, ledger } = await story()
      const { accord, signatory, effective } = ENDORSEMENT
      const struck = { type: 'strike', accord, signatory, effective, reason: text } as const
      const authors: readonly (readonly [string, Author<unknown>])[] = [
        ['name', admitting('other', null, text)],
        ['reason', authorEvent(struck, [registrar])],
        [
          'title',
          authorEvent(
            {
              type: 'accord',
              accord: 'other',
              title: text,
              text: 'c'.repeat(64),
              uri: null,
              open: true,
              effective: '2026-11-22',
            },
            [registrar],
          ),
        ],
      ]
      for (const [field, author] of authors) {
        const good = await written(admitting('more'), ledger)
        expect(left(await ledger.append([good, await written(author, ledger)])())).toEqual({
          _tag: 'Refused',
          position: 1,
          why: 'not-nfc',
          message: `${field} is not in Unicode normal form C`,
        })
      }
      await expectSound(store, ledger)
    },
  )

  it('and the same text in normal form C is not', async () => {
    const { ledger } = await story()
    right(await ledger.appendEach([admitting('other', null, 'Jose\u0301'.normalize('NFC'))])())
  })

  it('what admission refuses, which is asked with the view at each event', async () => {
    const sizes: number[] = []
    const { store, ledger } = await story(({ event }, view) => {
      sizes.push(view.size)
      return event.type === 'withdraw' ? 'not on a Sunday' : null
    })
    const refused = left(await ledger.appendEach([admitting('b'), withdrawing])())
    expect(refused).toEqual({
      _tag: 'Refused',
      position: 1,
      why: 'admission',
      message: 'not on a Sunday',
    })
    expect(sizes).toEqual([0, 1, 2, 3, 4, 5])
    await expectSound(store, ledger)
  })

  it('a forged signature, and all that came with it', async () => {
    const { store, ledger } = await story()
    const withdrawal = await written(withdrawing, ledger)
    const forged = {
      ...withdrawal,
      signatures: withdrawal.signatures.map(({ key, sig }) => ({ key, sig: flipped(sig) })),
    }
    const failure = left(await ledger.append([forged])())
    expect(failure).toMatchObject({
      _tag: 'Violation',
      rule: 'signature',
      index: 4,
      signatory: 'acme',
    })
    await expectSound(store, ledger)
    const strangers = [admitting('other', null, 'Jose\u0301'), attesting('nobody')]
    for (const bad of await Promise.all(strangers.map((author) => written(author, ledger)))) {
      expect(left(await ledger.append([forged, bad])())).toEqual(failure)
    }
    right(await ledger.append([withdrawal])())
    await expectSound(store, ledger)
  })

  it('an event by whom it does not take', async () => {
    const { store, ledger } = await story()
    const event = right(
      compose(ledger.view(), { type: 'rotate', signatory: 'acme', key: signer(9).key }, null),
    )
    const signed = await signEvent(event, [acme])
    expect(left(await ledger.append([signed])())).toMatchObject({ rule: 'signers', index: 4 })
    await expectSound(store, ledger)
  })

  it('an old endorsement after a withdrawal', async () => {
    const store = testStore()
    const ledger = await opened(store)
    right(await ledger.appendEach(STORY.slice(0, 3))())
    const endorsement = await written(endorsing, ledger)
    right(await ledger.append([endorsement])())
    right(await ledger.appendEach([withdrawing])())
    expect(left(await ledger.append([endorsement])())).toMatchObject({ rule: 'previous', index: 5 })
    await expectSound(store, ledger)
  })

  it('every event of a call, where one breaks a rule', async () => {
    const { store, ledger } = await story()
    const authors = [admitting('b'), attesting('b'), attesting('c'), admitting('d')]
    expect(left(await ledger.appendEach(authors)())).toMatchObject({
      rule: 'signatory-known',
      index: 6,
      signatory: 'c',
    })
    expect(store.batches).toEqual([4])
    await expectSound(store, ledger)
    right(await ledger.appendEach([admitting('b'), attesting('b')])())
    await expectSound(store, ledger)
  })

  it('what an author cannot write, with its own word for it', async () => {
    const { store, ledger } = await story()
    expect(left(await ledger.appendEach<unknown>([admitting('b'), failing, withdrawing])())).toBe(
      'lost my key',
    )
    await expectSound(store, ledger)
  })
})
