import { describe, expect, it } from 'vitest'
import { decodeEntry } from '../events/entry.ts'
import type { EventType, LedgerEvent } from '../events/event.ts'
import { right } from '../test-support/either.ts'
import { bytesOf, entryOf, EVENTS } from '../test-support/samples.ts'
import { subjectOf } from './check.ts'

const eventOf = (type: EventType): LedgerEvent =>
  right(decodeEntry(bytesOf(entryOf(EVENTS[type])), 42)).entry.event

describe('what an event speaks of', () => {
  it.each<[EventType, accord: string | null, signatory: string | null]>([
    ['authority', null, null],
    ['accord', 'paris-call', null],
    ['signatory', null, 'acme'],
    ['rotate', null, 'acme'],
    ['endorse', 'paris-call', 'acme'],
    ['withdraw', 'paris-call', 'acme'],
    ['attest', 'paris-call', 'acme'],
    ['strike', 'paris-call', 'acme'],
  ])('of type %s is the accord %s and the signatory %s', (type, accord, signatory) => {
    expect(subjectOf(eventOf(type))).toStrictEqual({ accord, signatory })
  })
})
