/** What lies in a ledger's directories, and what does not belong there. Nothing is opened. */
import { join } from 'node:path'
import type { FileStat, FileSystem } from '../file/file-system.ts'
import type { Layout } from '../file/layout.ts'
import { parseSegmentName } from '../file/layout.ts'
import type { FindingList } from './finding.ts'

/** Directories of a ledger, below it, and the names that belong there. `public/tile` is looked at with the tiles. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  '': ['public', 'ledger.json', 'LOCK', 'state', 'torn'],
  public: ['entries', 'checkpoint', 'tile'],
  state: ['policy', 'checkpoint', 'checkpoint.lock', 'durable'],
}

/** What a kill can leave behind of a file that was being written. */
const DRAFT = /^\..+\.draft$|^ledger\.json\.draft$|^\..+\.tmp$/

/** Names that stand in a directory of the ledger, beside those that belong there. */
export interface Strangers {
  /** Plain files in `state/`: saved state may be among them. */
  readonly inState: readonly string[]
}

/** Lists the directories of the ledger, and tells what is foreign, a draft, a torn tail kept, or of another kind. */
export async function checkNames(
  fs: FileSystem,
  layout: Layout,
  { add }: FindingList,
): Promise<Strangers> {
  const inState: string[] = []
  for (const [directory, expected] of Object.entries(EXPECTED)) {
    for (const name of await namesIn(directory)) {
      const file = directory === '' ? name : `${directory}/${name}`
      if (expected.includes(name)) continue
      const stat = await fs.lstat(join(layout.root, file)).catch(() => null)
      if (stat === null) continue
      if (DRAFT.test(name)) draft(file)
      else if (directory === 'state' && stat.kind === 'file') inState.push(name)
      else foreign(file, stat)
    }
  }
  for (const name of await namesIn('public/entries')) {
    if (parseSegmentName(name) !== null) continue
    const file = `public/entries/${name}`
    const stat = await fs.lstat(join(layout.root, file)).catch(() => null)
    if (stat !== null) foreign(file, stat)
  }
  for (const name of await namesIn('torn')) {
    const stat = await fs.lstat(join(layout.torn, name)).catch(() => null)
    if (stat === null) continue
    const message = `${stat.size} bytes of an interrupted append, cut off and kept when the ledger was opened again`
    add({ condition: 'note', kind: 'torn-kept', file: `torn/${name}`, message })
  }
  return { inState }

  async function namesIn(directory: string): Promise<readonly string[]> {
    const path = join(layout.root, directory)
    const stat = await fs.lstat(path).catch(() => null)
    if (stat === null) return []
    if (stat.kind !== 'directory') {
      const message = `a ${stat.kind} stands where a directory belongs`
      add({ condition: 'damaged', kind: 'not-a-directory', file: directory, message })
      return []
    }
    try {
      return (await fs.list(path)).toSorted()
    } catch {
      const message = 'this user may not look into it: what is in there was not checked'
      add({ condition: 'note', kind: 'not-readable', file: directory, message })
      return []
    }
  }

  function draft(file: string): void {
    const message =
      'a draft: a write that was interrupted, or is under way; it counts for nothing, and the next write replaces it'
    add({ condition: 'note', kind: 'draft', file, message })
  }

  function foreign(file: string, { kind }: FileStat): void {
    const message = `this ${kind} is none of the ledger's, and was not read`
    add({ condition: 'note', kind: 'foreign-file', file, message })
  }
}
