/** The stores of this package as subjects of the conformance suite of @accord-ledger/audit. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { failingStore, testLink } from '@accord-ledger/audit'
import type { After, Damage, FailingStore, StoreBackend, StoreSubject } from '@accord-ledger/audit'
import type { FileSystem } from '../file/file-system.ts'
import { nodeFileSystem } from '../file/node-file-system.ts'
import { openFileStore } from '../file/open.ts'
import { memoryStore } from '../memory/memory-store.ts'
import { errno, faultyFileSystem } from './faulty-file-system.ts'
import type { FaultyFileSystem } from './faulty-file-system.ts'
import { DISK, testOptions } from './file-subject.ts'
import { processOn } from './process-file-system.ts'
import { simulatedDisk } from './simulated-disk.ts'

/** The timer of Node. */
export const after: After = (milliseconds, then) => {
  const timer = setTimeout(then, milliseconds)
  return () => clearTimeout(timer)
}

/** How often laws are tried: `usual` times, or many times as often where ACCORD_LEDGER_LONG is set. */
export function runsOf(usual: number): number {
  return process.env['ACCORD_LEDGER_LONG'] === undefined ? usual : usual * 20
}

/** The seed of this run: one that stands, or what ACCORD_LEDGER_SEED asks for (test/support/seed.ts). */
export const SEED: number =
  process.env['ACCORD_LEDGER_SEED'] === 'random'
    ? Math.trunc(Math.random() * 2 ** 31)
    : Number(process.env['ACCORD_LEDGER_SEED'] ?? '20261122')

/** A store in memory, which ends with its handle, on the far side of something that fails. */
export const memorySubject: StoreSubject = {
  persistent: false,
  after,
  make: async () => {
    let latest: FailingStore | null = null
    return {
      open: async () => {
        latest = failingStore(memoryStore({ link: testLink }))
        return latest.store
      },
      failNextWrite: (_, when) => latest?.failNextWrite(when),
      duringNextWrite: (_, act) => latest?.duringNextWrite(act),
      remove: async () => {},
    }
  },
}

/** Stores in directories of a real disk, in segments of four entries. */
export const diskSubject: StoreSubject = {
  persistent: true,
  after,
  make: async () => {
    const directory = await mkdtemp(join(DISK, 'accord-ledger-'))
    let running = processOn(nodeFileSystem)
    let system = faultyFileSystem(running.fileSystem)
    const files = filesIn(directory, () => system)
    return {
      ...files.backend,
      crash: async () => {
        await running.kill()
        running = processOn(nodeFileSystem)
        system = faultyFileSystem(running.fileSystem)
      },
      damage: (name, damage) => damageFiles(files.directoryOf(name), damage),
      forget: () => forgetIn(directory),
      remove: () => rm(directory, { recursive: true, force: true }),
    }
  },
}

/** Stores on a disk that can lose its power. */
export const simulatedSubject: StoreSubject = {
  persistent: true,
  after,
  make: async () => {
    const disk = simulatedDisk()
    let system = faultyFileSystem(disk.boot())
    const restart = (): void => {
      system = faultyFileSystem(disk.boot())
    }
    return {
      ...filesIn('', () => system).backend,
      crash: async () => restart(),
      powerCut: async (dice) => {
        disk.cutPower(dice)
        restart()
      },
      remove: async () => {},
    }
  },
}

/** What file stores have in common, wherever their files are. */
function filesIn(
  root: string,
  system: () => FaultyFileSystem,
): {
  readonly backend: Omit<StoreBackend, 'remove'>
  readonly directoryOf: (name: string) => string
} {
  const names: string[] = []
  const directoryOf = (name: string): string => {
    if (!names.includes(name)) names.push(name)
    return `${root}/ledger-${names.indexOf(name)}`
  }
  let bytes = 0
  const counting = (): FileSystem => countReads(system(), (count) => (bytes += count))
  return {
    directoryOf,
    backend: {
      open: (name, mode) =>
        openFileStore(directoryOf(name), {
          ...testOptions,
          fileSystem: counting(),
          mode,
          ...(mode === 'write' ? { create: true } : {}),
        }),
      held: () => system().left.length,
      // The link alone takes 64 bytes, and the line feed one.
      pulled: () => Math.ceil(bytes / 65),
      failNextWrite: (_, when) => {
        const failing = system()
        failing.fault = ({ operation, name, real, bytes: written }) => {
          if (!name.endsWith('.jsonl')) return null
          const is = when === 'after' ? operation.endsWith('sync') : operation === 'write'
          if (!is) return null
          failing.fault = null
          if (when === 'before') return Promise.reject(errno('EIO', -5))
          const part = when === 'after' ? real() : real(written.subarray(0, written.length / 2))
          return part.then(() => Promise.reject(errno('EIO', -5)))
        }
      },
      duringNextWrite: (_, act) => {
        const watched = system()
        watched.fault = ({ operation, name }) => {
          if (!operation.endsWith('sync') || !name.endsWith('.jsonl')) return null
          watched.fault = null
          act()
          return null
        }
      },
    },
  }
}

function countReads(system: FileSystem, count: (bytes: number) => void): FileSystem {
  return {
    ...system,
    open: async (path, how, mode) => {
      const file = await system.open(path, how, mode)
      return {
        ...file,
        read: async (into, position) => {
          const bytes = await file.read(into, position)
          count(bytes)
          return bytes
        },
      }
    },
  }
}

/** Changes the lines of the segments, in place. */
async function damageFiles(directory: string, { how, index }: Damage): Promise<void> {
  const entries = join(directory, 'public', 'entries')
  let first = 0
  for (const name of (await readdir(entries)).toSorted()) {
    const path = join(entries, name)
    const lines = (await readFile(path, 'latin1')).split('\n').slice(0, -1)
    const at = index - first
    first += lines.length
    await chmod(path, 0o640)
    if (how === 'cut' && at <= 0) await rm(path)
    else if (at >= 0 && at < lines.length) {
      const changed = changeLines(lines, how, at)
      await writeFile(path, changed.map((line) => `${line}\n`).join(''), 'latin1')
    }
  }
}

function changeLines(lines: readonly string[], how: Damage['how'], at: number): readonly string[] {
  const line = lines[at] ?? ''
  switch (how) {
    case 'missing':
      return lines.toSpliced(at, 1)
    case 'cut':
      return lines.slice(0, at)
    case 'unlinked':
      return lines.with(at, `${line.startsWith('0') ? '1' : '0'}${line.slice(1)}`)
    case 'changed':
      return lines.with(at, `${line.slice(0, 64)}${line[64] === 'x' ? 'y' : 'x'}${line.slice(65)}`)
  }
}

/** A process that opens a store and has nothing more to do. It runs the built package: build first. */
async function forgetIn(directory: string): Promise<void> {
  const script = `
    import { openFileStore } from '@accord-ledger/adapters/file'
    const store = await openFileStore(process.argv[1], { link: () => null, mode: 'write', create: true })
    store.follow(0, { signal: new AbortController().signal })
    await store.head()`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, directory], {
    stdio: ['ignore', 'ignore', 'inherit'],
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  })
  const [exit] = await once(child, 'exit')
  if (exit !== 0) throw new Error(`the process ended with ${String(exit)}`)
}
