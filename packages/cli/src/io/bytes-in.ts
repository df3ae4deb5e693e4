/** How much there is to read in a ledger's folder, for a progress bar. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '../context.ts'

/** Bytes of all entries of the ledger in `dir`; null where they cannot be told, or nobody looks. */
export async function bytesIn(dir: string, { stderr }: Context): Promise<number | null> {
  if (!stderr.isTerminal) return null
  const folder = join(dir, 'public', 'entries')
  try {
    const sizes = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size)
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
  } catch {
    return null
  }
}
