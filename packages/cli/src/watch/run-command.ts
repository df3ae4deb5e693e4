/**
 * The command that is run for each notice: `/bin/sh -c CMD`, with the notice as JSON on standard input and a few words in the
 * environment. Names, titles and reasons are attacker-controlled, so they stand in the JSON alone: what is in the environment is
 * ids, numbers and words of this program, which mean nothing to a shell.
 */
import { spawn } from 'node:child_process'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import { formatJson } from '../io/json.ts'
import type { Notice } from './notice.ts'

/** How a command is run. */
export interface RunOptions {
  /** Milliseconds after which it is ended, and counts as failed. */
  readonly timeoutMs: number
}

/** Runs `command` for `notice`, and waits for its end. What it prints goes to standard error. Left: how it failed. */
export async function runCommand(
  { env, stderr }: Context,
  command: string,
  notice: Notice,
  { timeoutMs }: RunOptions,
): Promise<E.Either<string, void>> {
  const child = spawn('/bin/sh', ['-c', command], {
    env: { ...env, ...environmentOf(notice) },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true, // Ctrl-C is for the watch, which waits for what is under way
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => stderr.write(text))
  }
  // A command need not read what it is given.
  child.stdin.on('error', () => undefined)
  child.stdin.end(`${formatJson(notice)}\n`)
  let late = false
  const timer = setTimeout(() => {
    late = true
    endGroup(child.pid)
    // What it started outside its group lives on, and may hold these open: they are not waited for.
    for (const stream of child.stdio) stream?.destroy()
  }, timeoutMs)
  try {
    return await new Promise<E.Either<string, void>>((resolve) => {
      child.once('error', (error) => resolve(E.left(`it could not be started: ${error.message}`)))
      child.once('close', (code, signal) => {
        if (late) resolve(E.left(`it was ended after ${timeoutMs / 1000} seconds`))
        else if (code === 0) resolve(E.right(undefined))
        else resolve(E.left(code === null ? `it was ended by ${signal}` : `it exits with ${code}`))
      })
    })
  } finally {
    clearTimeout(timer)
  }
}

/** What a notice is in the environment of a command: empty where it has no such thing. */
export function environmentOf(notice: Notice): Readonly<Record<string, string>> {
  const { kinds, origin, index, time, hash, accord, signatory, membership } = notice
  return {
    ACCORD_LEDGER_KINDS: kinds.join(' '),
    ACCORD_LEDGER_ORIGIN: origin ?? '',
    ACCORD_LEDGER_INDEX: index === null ? '' : String(index),
    ACCORD_LEDGER_TIME: time ?? '',
    ACCORD_LEDGER_HASH: hash ?? '',
    ACCORD_LEDGER_ACCORD: accord ?? '',
    ACCORD_LEDGER_SIGNATORY: signatory ?? '',
    ACCORD_LEDGER_MEMBERSHIP: membership ?? '',
  }
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has just ended.
  }
}
