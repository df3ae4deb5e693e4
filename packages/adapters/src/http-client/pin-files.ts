/** The files that pins are kept in: what folder-pins.ts says of them, done. Runs in Node. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { MAX_NOTE_BYTES } from '@accord-ledger/core'
import { attempt } from '../file/errno.ts'
import { withFile } from '../file/file-system.ts'
import type { FileSystem } from '../file/file-system.ts'
import { writeAll } from '../file/ledger-file.ts'
import { nodeFileSystem } from '../file/node-file-system.ts'
import { readSmallFile } from '../file/small-file.ts'
import type { Pins } from './folder-pins.ts'

/** The pins in `directory`, which is made where there is none. */
export async function openPins(directory: string, fs: FileSystem = nodeFileSystem): Promise<Pins> {
  await attempt(
    'prepare',
    'making the folder of pins',
    mkdir(directory, { recursive: true, mode: 0o700 }),
  )
  return {
    latest: (name) => latestOf(fs, directory, name),
    put: (name, number, bytes) => putPin(fs, directory, name, number, bytes),
  }
}

async function latestOf(
  fs: FileSystem,
  directory: string,
  name: string,
): ReturnType<Pins['latest']> {
  for (;;) {
    const number = Math.max(0, ...(await numbersOf(fs, directory, name)))
    if (number === 0) return { number, bytes: null }
    const file = fileOf(name, number)
    const bytes = await readSmallFile(fs, join(directory, file), `the pin ${file}`, MAX_NOTE_BYTES)
    // Another process put a higher one and removed this one after it was listed.
    if (bytes !== null) return { number, bytes }
  }
}

async function putPin(
  fs: FileSystem,
  directory: string,
  name: string,
  number: number,
  bytes: Uint8Array,
): Promise<boolean> {
  const path = join(directory, fileOf(name, number))
  const draft = join(directory, `.${name}.${crypto.randomUUID()}.draft`)
  const writing = withFile(fs.open(draft, 'create', 0o600), async (file) => {
    await writeAll(file, bytes)
    await file.sync()
  })
  try {
    await attempt('prepare', 'writing a pin', writing)
    const linking = withFile(fs.open(directory, 'read'), async (folder) => {
      const linked = await fs.link(draft, path)
      if (linked) await folder.sync()
      return linked
    })
    if (!(await attempt('write', 'putting a pin', linking))) return false
  } finally {
    await fs.remove(draft).catch(() => {})
  }
  // The number was free because a higher one is there already, and what stood under it was removed: this one came too late.
  const others = await numbersOf(fs, directory, name)
  const late = others.some((other) => other > number)
  for (const other of others)
    if (other < number || (late && other === number))
      await fs.remove(join(directory, fileOf(name, other))).catch(() => {})
  return !late
}

/** The numbers under which there are pins of this name, in no order. */
async function numbersOf(
  fs: FileSystem,
  directory: string,
  name: string,
): Promise<readonly number[]> {
  const names = await attempt('read', 'looking for pins', fs.list(directory))
  return names.flatMap((each) => {
    const number = Number(each.slice(name.length + 1))
    return each === fileOf(name, number) && number > 0 ? [number] : []
  })
}

function fileOf(name: string, number: number): string {
  return `${name}.${String(number).padStart(12, '0')}`
}
