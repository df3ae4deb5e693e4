/** Pins in a folder: durable, private, and never going back, whoever else moves them. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { nodeFileSystem } from '../file/node-file-system.ts'
import { left, right, utf8 } from '../test-support/checkpoints.ts'
import { DISK, inDirectory } from '../test-support/file-subject.ts'
import { folderPins } from './folder-pins.ts'
import type { PinStore } from './pins.ts'

const ORIGIN = 'accords.example/1'

describe('pins in a folder', () => {
  it('are kept by their origins, for their owner alone, one file each', () =>
    inDirectory(async (directory) => {
      const folder = join(directory, 'a', 'b')
      const pins = folderPins(folder)
      expect(right(await pins.load(ORIGIN)())).toBeNull()
      expect(right(await pins.replace(ORIGIN, null, utf8('1'))())).toBe(true)
      expect(right(await pins.replace(ORIGIN, utf8('1'), utf8('2'))())).toBe(true)
      expect(right(await pins.replace('../../other', null, utf8('x'))())).toBe(true)
      const again = folderPins(folder)
      expect(right(await again.load(ORIGIN)())).toEqual(utf8('2'))
      expect(right(await again.load('../../other')())).toEqual(utf8('x'))
      const names = await readdir(folder)
      expect(names).toHaveLength(2)
      for (const name of names) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600)
      expect((await stat(folder)).mode & 0o777).toBe(0o700)
    }))

  it('are replaced only by who knows what is pinned', () =>
    inDirectory(async (directory) => {
      const pins = folderPins(directory)
      right(await pins.replace(ORIGIN, null, utf8('1'))())
      expect(right(await pins.replace(ORIGIN, null, utf8('2'))())).toBe(false)
      expect(right(await pins.replace(ORIGIN, utf8('0'), utf8('2'))())).toBe(false)
      expect(right(await pins.load(ORIGIN)())).toEqual(utf8('1'))
    }))

  it('stay what they were where writing fails, at any call', () =>
    inDirectory(async (directory) => {
      const pins = folderPins(directory)
      right(await pins.replace(ORIGIN, null, utf8('1'))())
      for (const how of ['create', 'link'] as const) {
        const failing = folderPins(directory, {
          fileSystem: {
            ...nodeFileSystem,
            open: (path, opening, mode) =>
              how === opening ? Promise.reject(full()) : nodeFileSystem.open(path, opening, mode),
            link: (from, to) =>
              how === 'link' ? Promise.reject(full()) : nodeFileSystem.link(from, to),
          },
        })
        expect(left(await failing.replace(ORIGIN, utf8('1'), utf8('2'))()).code).toBe('full')
        expect(right(await pins.load(ORIGIN)())).toEqual(utf8('1'))
      }
      expect(await readdir(directory)).toHaveLength(1)
    }))

  it('come too late where the number was free because a higher one is there', () =>
    inDirectory(async (directory) => {
      const pins = folderPins(directory)
      right(await pins.replace(ORIGIN, null, utf8('1'))())
      const slow = overtaken(directory, 'link', async () => {
        right(await pins.replace(ORIGIN, utf8('1'), utf8('2'))())
        right(await pins.replace(ORIGIN, utf8('2'), utf8('3'))())
      })
      expect(right(await slow.replace(ORIGIN, utf8('1'), utf8('0'))())).toBe(false)
      expect(right(await pins.load(ORIGIN)())).toEqual(utf8('3'))
      expect(await readdir(directory)).toHaveLength(1)
    }))

  it('are found where another process removed the one that was about to be read', () =>
    inDirectory(async (directory) => {
      const pins = folderPins(directory)
      right(await pins.replace(ORIGIN, null, utf8('1'))())
      const slow = overtaken(directory, 'open', async () => {
        right(await pins.replace(ORIGIN, utf8('1'), utf8('2'))())
      })
      expect(right(await slow.load(ORIGIN)())).toEqual(utf8('2'))
    }))

  it('are read from no link and no giant', () =>
    inDirectory(async (directory) => {
      const pins = folderPins(directory)
      right(await pins.replace(ORIGIN, null, utf8('1'))())
      const [name = ''] = await readdir(directory)
      await symlink('/etc/hostname', join(directory, name.replace(/1$/, '2')))
      expect(left(await pins.load(ORIGIN)()).code).toBe('unsupported')
      await writeFile(join(directory, name.replace(/1$/, '3')), Buffer.alloc(2_000_000))
      expect(left(await pins.load(ORIGIN)()).code).toBe('damaged')
    }))

  it('never go back for anybody while several processes move them', { timeout: 60_000 }, () =>
    inDirectory(async (directory) => {
      const moved = await Promise.all([
        pinner(directory, 1),
        pinner(directory, 2),
        pinner(directory, 3),
      ])
      for (const { found } of moved) expect(found).toEqual(found.toSorted((a, b) => a - b))
      const put = moved.flatMap((each) => each.put)
      expect(new Set(put).size).toBe(put.length)
      expect(right(await folderPins(directory).load(ORIGIN)())).toEqual(utf8('60'))
      expect(await readdir(directory)).toHaveLength(1)
    }, DISK),
  )
})

const full = (): Error => Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', errno: -28 })

/** Pins of which the first call of one kind comes behind what `others` do. */
function overtaken(
  directory: string,
  call: 'link' | 'open',
  others: () => Promise<void>,
): PinStore {
  let calls = 0
  const first = async (): Promise<void> => {
    if (++calls === 1) await others()
  }
  return folderPins(directory, {
    fileSystem: {
      ...nodeFileSystem,
      link: async (from, to) => {
        if (call === 'link') await first()
        return nodeFileSystem.link(from, to)
      },
      open: async (path, how, mode) => {
        if (call === 'open') await first()
        return nodeFileSystem.open(path, how, mode)
      },
    },
  })
}

async function pinner(
  directory: string,
  from: number,
): Promise<{ readonly found: readonly number[]; readonly put: readonly number[] }> {
  const script = fileURLToPath(new URL('../test-support/pinner.mjs', import.meta.url))
  const child = spawn(process.execPath, [script, directory, ORIGIN, `${from}`, '60', '3'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', (part: Buffer) => (text += part.toString()))
  const [exit] = await once(child, 'close')
  if (exit !== 0) throw new Error(`the process ended with ${String(exit)}`)
  const { found, put }: { found: number[]; put: number[] } = JSON.parse(text)
  return { found, put }
}
