/** A folder of its own, and commands run in this very process, by a clock that tests move. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../program.ts'
import { fakeContext } from './context.ts'
import type { FakeOptions } from './context.ts'
import type { ErrorShown, Shown } from './shown.ts'

export interface Ran {
  readonly exit: number
  readonly out: string
  readonly err: string
}

export interface Bench {
  readonly at: (...names: readonly string[]) => string
  readonly run: (args: string, options?: FakeOptions) => Promise<Ran>
  /** Runs a command that must succeed, with `--json`, and gives what it printed. */
  readonly json: (args: string, options?: FakeOptions) => Promise<Shown>
  /** Runs a command that must fail, with `--json`, and gives the error that it told. */
  readonly failure: (args: string, options?: FakeOptions) => Promise<ErrorShown>
  /** Writes a file, JSON where it is no text. */
  readonly write: (name: string, content: unknown) => string
  readonly read: (name: string) => string
  readonly publicKey: (name: string) => string
  readonly remove: () => void
}

/**
 * A bench. Command lines are split at spaces, and `_` in an argument stands for one; an argument that begins
 * with @ is a path in the folder.
 */
export function bench(): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'accord-ledger-bench-'))
  const at = (...names: readonly string[]): string => join(folder, ...names)
  // One context for all, so that no two keys are the same.
  const shared = fakeContext()

  async function runHere(args: string, options?: FakeOptions): Promise<Ran> {
    const { context, out, err } = fakeContext(options)
    const words = args
      .split(' ')
      .map((word) => (word.startsWith('@') ? at(word.slice(1)) : word.replaceAll('_', ' ')))
    const exit = await run(words, { ...context, random: shared.context.random })
    return { exit, out: out(), err: err() }
  }

  return {
    at,
    run: runHere,
    json: async (args, options) => {
      const { exit, out, err } = await runHere(`${args} --json`, options)
      if (exit !== 0) throw new Error(`${args}: ${exit}: ${err}`)
      const shown: Shown = JSON.parse(out)
      return shown
    },
    failure: async (args, options) => {
      const { exit, out, err } = await runHere(`${args} --json`, options)
      if (exit === 0 || out !== '') throw new Error(`${args}: ${exit}: ${out}`)
      const { error }: { readonly error: ErrorShown } = JSON.parse(err)
      return error
    },
    write: (name, content) => {
      writeFileSync(at(name), typeof content === 'string' ? content : JSON.stringify(content))
      return at(name)
    },
    read: (name) => readFileSync(at(name), 'utf8'),
    publicKey: (name) => /^public ([0-9a-f]{64})$/m.exec(readFileSync(at(name), 'utf8'))?.[1] ?? '',
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Makes keys, and founds `ledger` with operator `o` and registrar `r`. */
export async function founded(
  { run: runHere, json }: Bench,
  ...keys: readonly string[]
): Promise<void> {
  for (const key of ['o', 'r', ...keys]) await runHere(`keygen @${key}.key`)
  await json('init @ledger --origin accords.example/1 --operator @o.key --registrar @r.key')
}
