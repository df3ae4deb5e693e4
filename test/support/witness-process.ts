/** `accord-ledger witness serve` as a process of its own, at a port of its own. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { COMMAND } from './cli.ts'
import type { Workplace } from './cli.ts'

export interface WitnessProcess {
  readonly url: string
  readonly key: string
  /** Stops it by SIGTERM, if it runs, and gives how it ended. */
  readonly stop: () => Promise<{ readonly exit: number | null; readonly err: string }>
  /** Starts it again, at the same port. */
  readonly start: () => Promise<void>
}

/** Makes a witness called `name` in the newFolder, which knows the log of `vkey`, and starts it. */
export async function startWitness(
  place: Workplace,
  name: string,
  vkey: string,
): Promise<WitnessProcess> {
  place.ok('keygen', `${name}.key`)
  const config = (port: number): void =>
    writeFileSync(
      place.path(`${name}.json`),
      JSON.stringify({
        name: `witness.example/${name}`,
        keyFile: `${name}.key`,
        listen: { host: '127.0.0.1', port },
        state: `${name}.state`,
        logs: [{ origin: vkey.split('+')[0], keys: [vkey] }],
      }),
    )
  let running: ChildProcess | null = null
  let err = ''

  async function serve(...more: readonly string[]): Promise<Listening> {
    const child = spawn(
      process.execPath,
      [COMMAND, 'witness', 'serve', `${name}.json`, '--json', ...more],
      { cwd: place.folder, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    running = child
    err = ''
    child.stderr.on('data', (piece) => (err += String(piece)))
    const [line] = await Promise.race([
      once(child.stdout, 'data'),
      once(child, 'exit').then(() => {
        throw new Error(`the witness ended: ${err}`)
      }),
    ])
    const listening: Listening = JSON.parse(String(line))
    return listening
  }

  config(0)
  const { url, key } = await serve('--create')
  config(Number(new URL(url).port))
  return {
    url,
    key,
    stop: async () => {
      const child = running
      if (child === null || child.exitCode !== null) return { exit: child?.exitCode ?? null, err }
      child.kill('SIGTERM')
      const [exit] = await once(child, 'exit')
      return { exit: typeof exit === 'number' ? exit : null, err }
    },
    start: async () => {
      await serve()
    },
  }
}

interface Listening {
  readonly url: string
  readonly key: string
}
