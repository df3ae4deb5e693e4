import { isSignatoryId } from '@accord-ledger/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { idOf, idTable } from './ids.ts'

it.each([
  ['state:FR', 'state-fr'],
  ['org:nemos-sokolov-s-r-o', 'org-nemos-sokolov-s-r-o'],
  ['org:Acme & Sons, Inc.', 'org-acme-sons-inc'],
  ['  --A--  ', 'a'],
  ['état:FR', 'tat-fr'],
  ['ÉTAT', 'tat'],
  ['paris-call', 'paris-call'],
  ['::', ''],
])('%j becomes %j', (raw, id) => {
  expect(idOf(raw)).toBe(id)
})

it('what comes out is an id, or empty, or too long, and comes out again as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (raw) => {
      const id = idOf(raw)
      expect(id === '' || id.length > 96 || isSignatoryId(id)).toBe(true)
      expect(idOf(id)).toBe(id)
    }),
  )
})

it('a table names the one that came to the same id before', () => {
  const ids = idTable()
  expect(ids.idFor('org:a b')).toEqual({ id: 'org-a-b', taken: null })
  expect(ids.idFor('org:a b')).toEqual({ id: 'org-a-b', taken: null })
  expect(ids.idFor('org:a_b')).toEqual({ id: 'org-a-b', taken: 'org:a b' })
})
