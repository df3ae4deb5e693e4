import { describe, expect, it } from 'vitest'
import { asStoreError, EMPTY_HEAD, NO_HASH, storeFailure } from './store.ts'

describe('a store’s failure', () => {
  it('is an error that carries what failed', () => {
    const cause = new Error('EIO')
    const failure = storeFailure('damaged', 'entry 7 is not what was appended', { at: 7, cause })
    expect(failure).toBeInstanceOf(Error)
    expect([failure.name, failure.message, failure.cause]).toEqual([
      'StoreFailure',
      'entry 7 is not what was appended',
      cause,
    ])
    expect(asStoreError(failure)).toEqual({
      _tag: 'StoreError',
      code: 'damaged',
      message: 'entry 7 is not what was appended',
      at: 7,
      cause,
    })
  })

  it('without a cause has none', () => {
    const failure = storeFailure('full', 'no space left')
    expect('cause' in failure).toBe(false)
    expect(asStoreError(failure)).toEqual({
      _tag: 'StoreError',
      code: 'full',
      message: 'no space left',
    })
  })

  it.each([new Error('a bug'), 'text', null, undefined, { storeError: { code: 'full' } }])(
    'is not %s',
    (thrown) => {
      expect(asStoreError(thrown)).toBeNull()
    },
  )
})

describe('the head of an empty log', () => {
  it('is 64 zeros at size 0', () => {
    expect(EMPTY_HEAD).toEqual({ size: 0, hash: '0'.repeat(64) })
    expect(NO_HASH).toBe(EMPTY_HEAD.hash)
  })
})
