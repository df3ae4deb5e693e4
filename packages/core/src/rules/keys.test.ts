import { describe, expect, it } from 'vitest'
import { decodeEntry } from '../events/entry.ts'
import type { LedgerEvent } from '../events/event.ts'
import { replay } from '../replay/replay.ts'
import { emptyState } from '../replay/state.ts'
import { right } from '../test-support/either.ts'
import type { Plain } from '../test-support/samples.ts'
import { A, B, bytesOf, C, entryOf, EVENTS, FOUNDING } from '../test-support/samples.ts'
import { acme, blocks, credulous, logOf, operator, STORY } from '../test-support/story.ts'
import { requiredSigners } from './keys.ts'

const eventOf = (event: Plain): LedgerEvent =>
  right(decodeEntry(bytesOf(entryOf(event)), 42)).entry.event

const log = await logOf(STORY)
const { state } = await replay(emptyState(), blocks(log), { verifier: credulous })

describe('the signers of an authority event', () => {
  it('that founds a log are the keys it introduces, whatever log it is held against', () => {
    const expected = { keys: [A, B, C], registrar: false }
    expect(requiredSigners(emptyState(), eventOf(FOUNDING))).toEqual(expected)
    expect(requiredSigners(state, eventOf(FOUNDING))).toEqual(expected)
  })

  it('that follows are the operator so far and the keys it introduces', () => {
    const event = eventOf(EVENTS.authority)
    const expected = { keys: [operator.key, A, B, C], registrar: false }
    expect(requiredSigners(state, event)).toEqual(expected)
    expect(requiredSigners(emptyState(), event)).toEqual({ ...expected, keys: [A, B, C] })
  })
})

describe('the signers of what a party does for itself', () => {
  it('are its key, and no key where it has none', () => {
    const { key } = acme
    const endorse = eventOf(EVENTS.endorse)
    expect(requiredSigners(state, endorse)).toEqual({ keys: [key], registrar: false })
    expect(requiredSigners(emptyState(), endorse)).toEqual({ keys: [], registrar: false })
    const rotate = eventOf(EVENTS.rotate)
    expect(requiredSigners(state, rotate)).toEqual({ keys: [key, C], registrar: false })
    expect(requiredSigners(emptyState(), rotate)).toEqual({ keys: [C], registrar: false })
  })
})
