import { chmod, readFile, rename, symlink, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inDirectory, testOptions } from '../test-support/file-subject.ts'
import { failsWith } from '../test-support/ledger-under-test.ts'
import { makeLog, openToRead, openToWrite } from '../test-support/small-logs.ts'

const TEXTS = ['zero', 'one', 'two', 'three', 'four', 'five']

describe('a symbolic link in the place of a part of the store', () => {
  const parts = [
    ['public', 'unsupported'],
    ['public/entries', 'unsupported'],
    ['public/entries/000000000000.jsonl', 'unsupported'],
    ['public/entries/000000000004.jsonl', 'unsupported'],
    ['ledger.json', 'unsupported'],
    ['LOCK', 'unsupported'],
    ['state', 'unsupported'],
    ['torn', 'unsupported'],
  ] as const
  for (const [part, code] of parts)
    it(`is refused: ${part}`, () =>
      inDirectory(async (directory) => {
        const store = join(directory, 'ledger')
        await makeLog(store, TEXTS)
        await rename(join(store, part), join(directory, 'elsewhere'))
        await symlink(join(directory, 'elsewhere'), join(store, part))
        await failsWith(code, () => openToWrite(store, { create: false }))
        if (part.includes('entries') || part === 'public')
          await failsWith(code, () => openToRead(store))
      }))

  it('is followed above the store, where it is the user’s own', () =>
    inDirectory(async (directory) => {
      await makeLog(join(directory, 'real'), ['a'])
      await symlink(join(directory, 'real'), join(directory, 'link'))
      const store = await openToWrite(join(directory, 'link'))
      expect((await store.head()).size).toBe(1)
      await store[Symbol.asyncDispose]()
    }))
})

describe('an unreadable ledger.json', () => {
  it('of another format is unsupported, and what this store did not write is damaged', () =>
    inDirectory(async (directory) => {
      await makeLog(directory, ['a'])
      const path = join(directory, 'ledger.json')
      const first = await readFile(path, 'latin1')
      await writeFile(path, first.replace('"1"', '"2"'))
      await failsWith('unsupported', () => openToWrite(directory))
      for (const text of ['', '{}', first.trim(), `${first}\n`, first.toUpperCase()]) {
        await writeFile(path, text)
        await failsWith('damaged', () => openToWrite(directory))
      }
      await unlink(path)
      await chmod(directory, 0o750)
      const store = await openToWrite(directory, testOptions)
      expect(await readFile(path, 'latin1')).toBe(first)
      await store[Symbol.asyncDispose]()
    }))
})
