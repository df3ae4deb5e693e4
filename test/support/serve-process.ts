/** `accord-ledger serve` as a process of its own, at a port of its own. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { COMMAND } from './cli.ts'
import type { Workplace } from './cli.ts'

export interface ServeProcess {
  readonly url: string
  /** Stops it by SIGTERM, if it runs, and gives how it ended. */
  readonly stop: () => Promise<{ readonly exit: number | null; readonly err: string }>
}

/** Serves a ledger in the newFolder; resolves when it listens. Throws, with what it said, where it does not come to that. */
export async function startServer(
  place: Workplace,
  ...args: readonly string[]
): Promise<ServeProcess> {
  const child = spawn(
    process.execPath,
    [COMMAND, 'serve', ...args, '--port', '0', '--log', 'none', '--json'],
    { cwd: place.folder, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const told = { err: '' }
  child.stderr.on('data', (piece) => (told.err += String(piece)))
  const [line] = await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => {
      throw new Error(`the server ended: ${told.err}`)
    }),
  ])
  const { url }: { readonly url: string } = JSON.parse(String(line))
  return { url, stop: () => stopped(child, told) }
}

async function stopped(
  child: ChildProcess,
  told: { readonly err: string },
): Promise<{ readonly exit: number | null; readonly err: string }> {
  if (child.exitCode === null) {
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  return { exit: child.exitCode, err: told.err }
}
