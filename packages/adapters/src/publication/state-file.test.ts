import { chmod, mkdir, readdir, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { left, right } from '../test-support/checkpoints.ts'
import { errno, failNth, faultyFileSystem } from '../test-support/faulty-file-system.ts'
import { inDirectory } from '../test-support/file-subject.ts'
import type { PublicationOptions } from './ledger-files.ts'
import { MAX_STATE_FILE_BYTES, readStateFile, writeStateFile } from './state-file.ts'

const TEXT = 'accord-ledger state v1\n{"name":"株式会社"}\n'

const write = (path: string, text: string, options: PublicationOptions = {}) =>
  writeStateFile(path, Buffer.from(text), options)

/** The text of a state file that is read, or null. */
async function reading(path: string): Promise<string | null> {
  const bytes = right(await readStateFile(path)())
  return bytes === null ? null : Buffer.from(bytes).toString()
}

describe('saved state on disk', () => {
  it('is its owner’s alone whatever the umask, and read as it was written', () =>
    inDirectory(async (directory) => {
      const path = join(directory, 'verified.state')
      expect(await reading(path)).toBeNull()
      const umask = process.umask(0)
      try {
        for (const text of [TEXT, '', TEXT.repeat(100_000)]) {
          right(await write(path, text)())
          expect((await reading(path)) === text).toBe(true)
          expect((await stat(path)).mode & 0o7777).toBe(0o600)
        }
      } finally {
        process.umask(umask)
      }
      expect(await readdir(directory)).toEqual(['verified.state'])
    }))

  it('written by many at once is one of what they wrote', () =>
    inDirectory(async (directory) => {
      const path = join(directory, 'verified.state')
      const texts = Array.from({ length: 10 }, (_, i) => `${i}`.repeat(50_000))
      for (const written of await Promise.all(texts.map((text) => write(path, text)())))
        right(written)
      expect(texts).toContain(await reading(path))
      expect(await readdir(directory)).toEqual(['verified.state'])
    }))

  it('is refused where others may write it, and where it is a link, a folder or a giant', () =>
    inDirectory(async (directory) => {
      const path = join(directory, 'verified.state')
      await writeFile(path, TEXT)
      for (const mode of [0o620, 0o602, 0o666]) {
        await chmod(path, mode)
        expect(left(await readStateFile(path)())).toMatchObject({ code: 'unsupported' })
      }
      await chmod(path, 0o644)
      expect(await reading(path)).toBe(TEXT)
      await truncate(path, MAX_STATE_FILE_BYTES + 1)
      expect(left(await readStateFile(path)())).toMatchObject({ code: 'damaged' })
      await symlink(path, join(directory, 'link'))
      await mkdir(join(directory, 'folder'))
      for (const name of ['link', 'folder']) {
        expect(left(await readStateFile(join(directory, name))())).toMatchObject({
          code: 'unsupported',
        })
        expect(left(await write(join(directory, name), TEXT)())).toMatchObject({
          code: 'unsupported',
        })
      }
      expect(left(await write(join(directory, 'no', 'where'), TEXT)())).toMatchObject({
        code: 'unavailable',
      })
    }))

  it('is the old one or the new one, whatever call of writing it fails', () =>
    inDirectory(async (directory) => {
      const path = join(directory, 'verified.state')
      const system = faultyFileSystem()
      right(await write(path, 'new', { fileSystem: system })())
      for (const when of ['before', 'after'] as const)
        for (const nth of system.calls.keys()) {
          right(await write(path, 'old')())
          const failing = faultyFileSystem()
          failNth(failing, nth, when, errno('EIO', -5))
          const failed = left(await write(path, 'new', { fileSystem: failing })())
          expect(failed._tag).toBe('StoreError')
          const now = await reading(path)
          if (failed.code !== 'ambiguous') expect(now).toBe('old')
          expect(['old', 'new']).toContain(now)
        }
    }))
})
