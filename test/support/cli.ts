/** The built `accord-ledger` command, as a child process. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Its entry point, for `node`. */
export const COMMAND: string = fileURLToPath(
  new URL('../../packages/cli/dist/main.js', import.meta.url),
)

export interface Ran {
  readonly exit: number | null
  readonly out: string
  readonly err: string
}

/** A folder of its own, and the command run in it. */
export interface Workplace {
  readonly folder: string
  readonly path: (...names: readonly string[]) => string
  /** Runs the command; `input` goes to its standard input. */
  readonly run: (args: readonly string[], input?: string) => Ran
  /** Runs the command with `--json` and gives what it printed. Throws where it did not exit with 0. */
  readonly json: (...args: readonly string[]) => Shown
  /** Runs the command. Throws where it did not exit with 0. */
  readonly ok: (...args: readonly string[]) => string
  /** Runs the command, sends it SIGINT once `now` says so, and gives how it ended. */
  readonly interrupt: (args: readonly string[], now: () => boolean) => Promise<Ran>
  /** The public key in a key file. */
  readonly publicKey: (file: string) => string
  readonly remove: () => void
}

/** What `--json` prints, as far as these tests look into it: fields of all commands, of which each has some. */
export interface Shown {
  readonly size: number
  readonly verdict: string
  readonly members: readonly object[]
}

export function newFolder(): Workplace {
  if (!existsSync(COMMAND)) throw new Error('the command is not built: run tsc -b')
  const folder = mkdtempSync(join(tmpdir(), 'accord-ledger-command-'))
  const path = (...names: readonly string[]): string => join(folder, ...names)

  function run(args: readonly string[], input = ''): Ran {
    const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
      cwd: folder,
      encoding: 'utf8',
      input,
      maxBuffer: 268_435_456,
    })
    return { exit: status, out: stdout, err: stderr }
  }

  function ok(...args: readonly string[]): string {
    const { exit, out, err } = run(args)
    if (exit !== 0) throw new Error(`accord-ledger ${args.join(' ')} exited with ${exit}: ${err}`)
    return out
  }

  return {
    folder,
    path,
    run,
    ok,
    json: (...args) => {
      const shown: Shown = JSON.parse(ok(...args, '--json'))
      return shown
    },
    interrupt: (args, now) => interrupted(folder, args, now),
    publicKey: (file) =>
      /^public ([0-9a-f]{64})$/m.exec(readFileSync(path(file), 'utf8'))?.[1] ?? '',
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Founds `ledger` in a newFolder, with `operator.key` and `registrar.key`. */
export function foundLedger({ ok }: Workplace, ledger = 'ledger'): void {
  ok('keygen', 'operator.key')
  ok('keygen', 'registrar.key')
  ok(
    'init',
    ledger,
    '--origin',
    'accords.example/1',
    '--operator',
    'operator.key',
    '--registrar',
    'registrar.key',
  )
}

function interrupted(cwd: string, args: readonly string[], now: () => boolean): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [COMMAND, ...args], { cwd })
    const written = { out: '', err: '' }
    child.stdout.on('data', (piece) => (written.out += String(piece)))
    child.stderr.on('data', (piece) => (written.err += String(piece)))
    const timer = setInterval(() => {
      if (!now()) return
      clearInterval(timer)
      child.kill('SIGINT')
    }, 1)
    child.on('error', reject)
    child.on('close', (exit) => {
      clearInterval(timer)
      resolve({ exit, ...written })
    })
  })
}
