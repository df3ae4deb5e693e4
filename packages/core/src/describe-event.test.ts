import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeEntry, describeEvent } from './describe.ts'
import { decodeEntry } from './events/entry.ts'
import { decodeEvent } from './events/event-codec.ts'
import { hasRefusedCodePoint } from './values/plain-text.ts'
import { anEvent } from './test-support/arbitraries.ts'
import { right } from './test-support/either.ts'
import { A, B, bytesOf, C, entryOf, EVENTS, FOUNDING } from './test-support/samples.ts'
import type { Plain } from './test-support/samples.ts'

describe('a sentence for an event', () => {
  it.each<[string, Plain, string]>([
    [
      'a founding',
      FOUNDING,
      `founds the log accords.example/1, run by operator key ${A}, with registrar keys ${B}, ${C}`,
    ],
    [
      'a change of authority',
      EVENTS.authority,
      `sets the operator key to ${A}, with registrar keys ${B}, ${C}`,
    ],
    [
      'a publication',
      EVENTS.accord,
      `publishes the accord paris-call, "Appel de Paris" at https://pariscall.example/, text ${B}, open for endorsement, from 2018-11-12`,
    ],
    [
      'a closing',
      { ...EVENTS.accord, uri: null, open: false, previous: A },
      `restates the accord paris-call, "Appel de Paris", text ${B}, closed to new endorsements, from 2018-11-12`,
    ],
    [
      'an admission',
      EVENTS.signatory,
      `admits acme, "Acme 株式会社" (company, FR), with key ${C}, from 2026-11-22`,
    ],
    [
      'a suspension',
      { ...EVENTS.signatory, key: null, country: null, previous: A },
      'restates acme, "Acme 株式会社" (company), without a key, from 2026-11-22',
    ],
    ['a rotation', EVENTS.rotate, `acme changes its key to ${C}`],
    ['an endorsement', EVENTS.endorse, `acme endorses paris-call, text ${B}, from 2026-11-22`],
    [
      'a withdrawal',
      EVENTS.withdraw,
      'acme withdraws from paris-call, from 2026-11-22, because "merged"',
    ],
    [
      'a withdrawal without a reason',
      { ...EVENTS.withdraw, reason: null },
      'acme withdraws from paris-call, from 2026-11-22',
    ],
    [
      'an attested endorsement',
      EVENTS.attest,
      `attests that acme endorsed paris-call, text ${B}, from 2026-11-22, on evidence ${C}`,
    ],
    [
      'an attested withdrawal',
      { ...EVENTS.attest, act: 'withdraw', text: null, evidence: null, reason: 'moved' },
      'attests that acme withdrew from paris-call, from 2026-11-22, because "moved"',
    ],
    [
      'a strike',
      EVENTS.strike,
      'strikes acme off paris-call, from 2026-11-22, because "a duplicate"',
    ],
  ])('%s', (_, event, sentence) => {
    expect(describeEvent(right(decodeEvent(event)))).toBe(sentence)
  })

  it('and for its entry, with index and time', () => {
    const { entry } = right(decodeEntry(bytesOf(entryOf(EVENTS.rotate)), 42))
    expect(describeEntry(entry)).toBe(`42  2026-11-22T09:00:00Z  acme changes its key to ${C}`)
  })

  it('names every fact that its signers put their names to', () => {
    fc.assert(
      fc.property(anEvent, (plain) => {
        const sentence = describeEvent(right(decodeEvent(plain)))
        const facts = [
          'operator',
          'accord',
          'signatory',
          'text',
          'uri',
          'category',
          'country',
          'key',
          'effective',
          'evidence',
        ]
        for (const fact of facts) {
          if (typeof plain[fact] === 'string') expect(sentence).toContain(plain[fact])
        }
        for (const words of ['name', 'title', 'reason']) {
          if (typeof plain[words] === 'string')
            expect(sentence).toContain(JSON.stringify(plain[words]))
        }
      }),
      { numRuns: 200 },
    )
  })

  it.each(['title', 'name', 'reason'])('shows the whole %s, however long', (field) => {
    const long = `${'a'.repeat(500)} and all its assets`
    const event: Plain | undefined = {
      title: EVENTS.accord,
      name: EVENTS.signatory,
      reason: EVENTS.strike,
    }[field]
    expect(describeEvent(right(decodeEvent({ ...event, [field]: long.slice(-512) })))).toContain(
      'and all its assets"',
    )
  })

  it('is one line that steers nothing', () => {
    fc.assert(
      fc.property(anEvent, (plain) => {
        expect(hasRefusedCodePoint(describeEvent(right(decodeEvent(plain))))).toBe(false)
      }),
      { numRuns: 200 },
    )
  })
})
