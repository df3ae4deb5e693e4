import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { formatKeyFile, parseKeyFile } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { readKeyFile, writeKeyFile } from './key-file.ts'
import type { KeyFileErrorCode } from './key-file.ts'
import { inDirectory } from './test-support/file-subject.ts'

const SEED = new Uint8Array(32).fill(7)
const TEXT = formatKeyFile(SEED)

const codeOf = <A>(result: E.Either<{ readonly code: KeyFileErrorCode }, A>): string =>
  E.isLeft(result) ? result.left.code : 'ok'

describe('a key file', () => {
  it('is written for its owner alone, whatever the umask, and read back', () =>
    inDirectory(async (directory) => {
      const path = join(directory, 'key')
      const umask = process.umask(0)
      try {
        expect(await writeKeyFile(path, TEXT)()).toEqual(E.right(undefined))
      } finally {
        process.umask(umask)
      }
      expect((await stat(path)).mode & 0o7777).toBe(0o600)
      const text = await readKeyFile(path)()
      expect(text).toEqual(E.right(TEXT))
      expect(E.isRight(text) && parseKeyFile(text.right)).toEqual(E.right(SEED))
    }))

  it('is never overwritten, by a link neither', () =>
    inDirectory(async (directory) => {
      const path = join(directory, 'key')
      await writeKeyFile(path, TEXT)()
      expect(codeOf(await writeKeyFile(path, 'other')())).toBe('exists')
      await symlink(join(directory, 'nowhere'), join(directory, 'link'))
      expect(codeOf(await writeKeyFile(join(directory, 'link'), TEXT)())).toBe('exists')
      expect(await readFile(path, 'utf8')).toBe(TEXT)
      expect(codeOf(await readKeyFile(join(directory, 'nowhere'))())).toBe('missing')
    }))

  it('in a directory that does not exist is missing, both ways', () =>
    inDirectory(async (directory) => {
      const path = join(directory, 'no', 'key')
      expect(codeOf(await writeKeyFile(path, TEXT)())).toBe('missing')
      expect(codeOf(await readKeyFile(path)())).toBe('missing')
    }))

  for (const mode of [0o640, 0o604, 0o660, 0o620, 0o610, 0o666, 0o777])
    it(`with the permissions ${mode.toString(8)} is refused`, () =>
      inDirectory(async (directory) => {
        const path = join(directory, 'key')
        await writeFile(path, TEXT)
        await chmod(path, mode)
        expect(codeOf(await readKeyFile(path)())).toBe('readable-by-others')
        await chmod(path, 0o400)
        expect(codeOf(await readKeyFile(path)())).toBe('ok')
      }))

  it('that is a link, a directory or far too large is refused', () =>
    inDirectory(async (directory) => {
      const path = join(directory, 'key')
      await writeKeyFile(path, TEXT)()
      await symlink(path, join(directory, 'link'))
      expect(codeOf(await readKeyFile(join(directory, 'link'))())).toBe('symlink')
      await mkdir(join(directory, 'directory'))
      expect(codeOf(await readKeyFile(join(directory, 'directory'))())).toBe('not-a-file')
      await writeFile(join(directory, 'large'), 'x'.repeat(4_097), { mode: 0o600 })
      expect(codeOf(await readKeyFile(join(directory, 'large'))())).toBe('malformed')
      await writeFile(join(directory, 'odd'), Uint8Array.of(0xff, 0xfe), { mode: 0o600 })
      expect(codeOf(await readKeyFile(join(directory, 'odd'))())).toBe('malformed')
    }))

  it('never shows what it holds in an error', () =>
    inDirectory(async (directory) => {
      const path = join(directory, 'key')
      await writeFile(path, TEXT, { mode: 0o644 })
      const errors = [
        await readKeyFile(path)(),
        await writeKeyFile(path, TEXT)(),
        await writeKeyFile(join(directory, 'no', 'key'), TEXT)(),
      ]
      const secret = TEXT.slice(-65, -1)
      expect(secret).toMatch(/^[0-9a-f]{64}$/)
      for (const error of errors) {
        expect(E.isLeft(error)).toBe(true)
        expect(JSON.stringify(error)).not.toContain(secret.slice(0, 8))
        expect(JSON.stringify(error)).toContain(path.slice(0, directory.length))
      }
    }))
})
