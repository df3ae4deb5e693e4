import { asStoreError, storeFailure } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { errno } from '../test-support/faulty-file-system.ts'
import { failureOf } from './errno.ts'

const codesOf = (thrown: unknown): readonly (string | undefined)[] =>
  (['read', 'prepare', 'write'] as const).map(
    (stage) => asStoreError(failureOf(thrown, stage, 'testing'))?.code,
  )

describe('what the operating system says, while reading, before writing, while writing', () => {
  for (const [code, number, read, prepare, write] of [
    ['ENOSPC', -28, 'full', 'full', 'full'],
    ['EDQUOT', -122, 'full', 'full', 'full'],
    ['UNKNOWN', -122, 'full', 'full', 'full'],
    ['UNKNOWN', -69, 'full', 'full', 'full'],
    ['EFBIG', -27, 'full', 'full', 'full'],
    ['EROFS', -30, 'unavailable', 'read-only', 'read-only'],
    ['EACCES', -13, 'unavailable', 'read-only', 'read-only'],
    ['EPERM', -1, 'unavailable', 'read-only', 'read-only'],
    ['EMFILE', -24, 'unavailable', 'unavailable', 'ambiguous'],
    ['ENFILE', -23, 'unavailable', 'unavailable', 'ambiguous'],
    ['EIO', -5, 'unavailable', 'unavailable', 'ambiguous'],
    ['ENOENT', -2, 'unavailable', 'unavailable', 'ambiguous'],
    ['ELOOP', -40, 'unsupported', 'unsupported', 'unsupported'],
    ['ENOTDIR', -20, 'unsupported', 'unsupported', 'unsupported'],
    ['ENOLCK', -37, 'unsupported', 'unsupported', 'unsupported'],
    ['EWHATEVER', -999, 'unavailable', 'unavailable', 'ambiguous'],
  ] as const)
    it(`${code} (${number}) is ${read}, ${prepare}, ${write}`, () => {
      expect(codesOf(errno(code, number))).toEqual([read, prepare, write])
    })

  it('without an errno is unavailable, or ambiguous after a write', () => {
    expect(codesOf(new Error('?'))).toEqual(['unavailable', 'unavailable', 'ambiguous'])
    expect(codesOf('not even an error')).toEqual(['unavailable', 'unavailable', 'ambiguous'])
  })

  it('says what failed, keeps the index and the cause, and passes a store failure on', () => {
    const cause = errno('ENOSPC', -28)
    expect(asStoreError(failureOf(cause, 'write', 'appending', 7))).toEqual({
      _tag: 'StoreError',
      code: 'full',
      message: 'appending failed: no space is left on the device (ENOSPC)',
      at: 7,
      cause,
    })
    const failure = storeFailure('damaged', 'x', { at: 3 })
    expect(failureOf(failure, 'write', 'appending')).toBe(failure)
  })
})
