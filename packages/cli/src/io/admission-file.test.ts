import { emptyState } from '@accord-ledger/core'
import type { LedgerView, SignedEvent } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { parseAdmission } from './admission-file.ts'

const KEY = 'a'.repeat(64)
const REGISTRAR = 'b'.repeat(64)
const view: LedgerView = { ...emptyState() }

const parsed = (text: string): ReturnType<typeof parseAdmission> =>
  parseAdmission(new TextEncoder().encode(text))

/** A signed event as a file of the right shape would have it: admission looks at nothing else. */
function signed(fields: object, ...keys: readonly string[]): SignedEvent {
  const events: SignedEvent[] = []
  Reflect.set(events, 0, { event: fields, signatures: keys.map((key) => ({ key, sig: '' })) })
  const [event] = events
  if (event === undefined) throw new Error('one was set')
  return event
}

function verdict(text: string, of: SignedEvent, at: LedgerView = view): string | null {
  const admission = parsed(text)
  if (E.isLeft(admission)) throw new Error(JSON.stringify(admission.left))
  return admission.right(of, at)
}

const endorsement = signed({ type: 'endorse', accord: 'call', signatory: 'acme' }, KEY)
const admitted = signed(
  { type: 'signatory', signatory: 'acme', name: 'Acmé', category: 'company' },
  KEY,
  REGISTRAR,
)

describe('an admission file', () => {
  it.each([
    ['{}', null],
    ['{"events":["endorse"]}', null],
    ['{"events":["withdraw"]}', 'events of type endorse are not taken here'],
    ['{"events":[]}', 'events of type endorse are not taken here'],
    ['{"accords":{"allow":["call"]}}', null],
    ['{"accords":{"deny":["call"]}}', '"call" is not among the accords taken here'],
    ['{"accords":{"allow":["other"]}}', '"call" is not among the accords taken here'],
    ['{"signatories":{"deny":["acme"]}}', '"acme" is not among the signatories taken here'],
    ['{"categories":{"allow":["state"]}}', null],
    [`{"keys":{"deny":["${KEY}"]}}`, `"${KEY}" is not among the keys taken here`],
    [`{"keys":{"allow":["${KEY}"]}}`, null],
    ['{"registrarsOnly":true}', 'only what a registrar signs is taken here'],
    ['{"registrarsOnly":false}', null],
    [
      '{"accords":{"allow":["call"]},\n "events":["withdraw"]}',
      'events of type endorse are not taken here',
    ],
  ])('%s says of an endorsement %j', (text, said) => {
    expect(verdict(text, endorsement)).toBe(said)
  })

  it.each([
    ['{"maxNameBytes":5}', null],
    ['{"maxNameBytes":4}', 'a name takes at most 4 bytes here'],
    ['{"categories":{"allow":["state"]}}', '"company" is not among the categories taken here'],
    [`{"keys":{"allow":["${KEY}"]}}`, `"${REGISTRAR}" is not among the keys taken here`],
  ])('%s says of an admission %j', (text, said) => {
    expect(verdict(text, admitted)).toBe(said)
  })

  it('knows registrars by the log', () => {
    const authority = { last: '', operator: '', registrars: [REGISTRAR] }
    const at = { ...view }
    Reflect.set(at, 'authority', authority)
    expect(verdict('{"registrarsOnly":true}', admitted, at)).toBe(null)
    expect(verdict('{"registrarsOnly":true}', endorsement, at)).not.toBe(null)
  })

  it.each([
    ['', ''],
    ['[]', ''],
    ['{"x":1}', 'x'],
    ['{"__proto__":1}', '__proto__'],
    ['{"events":["endorse"],"events":["withdraw"]}', ''],
    ['{"\\u0065vents":["endorse"]}', ''],
    ['{"events":"endorse"}', 'events'],
    ['{"events":["endorse","endorse"]}', 'events.1'],
    ['{"events":["snapshot"]}', 'events.0'],
    ['{"accords":["call"]}', 'accords'],
    ['{"accords":{}}', 'accords'],
    ['{"accords":{"allow":[],"deny":[]}}', 'accords'],
    ['{"accords":{"allow":["Call"]}}', 'accords.allow.0'],
    ['{"keys":{"deny":["A"]}}', 'keys.deny.0'],
    ['{"maxNameBytes":0}', 'maxNameBytes'],
    ['{"maxNameBytes":"5"}', 'maxNameBytes'],
    ['{"registrarsOnly":1}', 'registrarsOnly'],
    ['{"events":null}', 'events'],
  ])('%s is refused, and where is said', (text, path) => {
    expect(parsed(text)).toMatchObject({
      _tag: 'Left',
      left: { _tag: 'Malformed', what: 'admission file', path },
    })
  })
})
