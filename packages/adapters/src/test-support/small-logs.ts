/** Small logs on disk, for tests that change their bytes. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Stored } from '@accord-ledger/core'
import { asStoreError } from '@accord-ledger/core'
import { openFileStore } from '../file/open.ts'
import type { FileStore } from '../file/file-store.ts'
import type { FileStoreOptions } from '../file/open.ts'
import { testOptions } from './file-subject.ts'
import { appendTexts } from './ledger-under-test.ts'

/** Opens for writing, making what is missing. */
export function openToWrite(
  directory: string,
  more: Partial<FileStoreOptions> = {},
): Promise<FileStore> {
  return openFileStore(directory, { ...testOptions, mode: 'write', create: true, ...more })
}

/** Opens for reading. */
export function openToRead(
  directory: string,
  more: Partial<FileStoreOptions> = {},
): Promise<FileStore> {
  return openFileStore(directory, { ...testOptions, mode: 'read', ...more })
}

/** A closed ledger of one entry a text; its log. */
export async function makeLog(
  directory: string,
  texts: readonly string[],
  more: Partial<FileStoreOptions> = {},
): Promise<void> {
  const store = await openToWrite(directory, more)
  for (const text of texts) await appendTexts(store, text)
  await store[Symbol.asyncDispose]()
}

/** The path of a segment. */
export function segmentAt(directory: string, name: string = '000000000000.jsonl'): string {
  return join(directory, 'public', 'entries', name)
}

/** What every file under the store holds, by its path: to show that nothing was touched. */
export async function contents(directory: string): Promise<Readonly<Record<string, string>>> {
  const files = await readdir(directory, { recursive: true, withFileTypes: true })
  const paths = files
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
  const pairs = paths
    .toSorted()
    .map(async (path): Promise<[string, string]> => [
      path.slice(directory.length + 1),
      (await readFile(path)).toString('latin1'),
    ])
  return Object.fromEntries(await Promise.all(pairs))
}

/** Reads until the end or an error. */
export async function readUntilError(
  store: FileStore,
): Promise<{ readonly entries: readonly Stored[]; readonly error: unknown }> {
  const entries: Stored[] = []
  try {
    for await (const stored of store.read(0)) entries.push(stored)
    return { entries, error: null }
  } catch (thrown) {
    return { entries, error: asStoreError(thrown) ?? thrown }
  }
}
