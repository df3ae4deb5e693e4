/**
 * Running the subject under strace: to learn which system calls touch its ledger, and to have one of them killed or refused.
 *
 * A call touches the ledger where a path in its arguments, or the file behind its descriptor, lies in the stage's folder. One thread
 * makes all calls of a name (UV_THREADPOOL_SIZE=1), and strace counts by threads, so that "the third openat" is one and the same call every time.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const SUBJECT = fileURLToPath(new URL('subject.mjs', import.meta.url))

/** Nothing that the subject does takes that long: what lasts longer hangs. */
const DEADLINE = 120_000

/** Runs a program to its end. Answers its exit status, or the signal that ended it, and the lines that it wrote. */
export async function run(command, args) {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, UV_THREADPOOL_SIZE: '1', UV_USE_IO_URING: '0' },
    timeout: DEADLINE,
    killSignal: 'SIGTERM',
  })
  const [out, err] = [[], []]
  child.stdout.on('data', (piece) => out.push(piece))
  child.stderr.on('data', (piece) => err.push(piece))
  const [status, signal] = await once(child, 'close')
  const lines = Buffer.concat(out)
    .toString()
    .split('\n')
    .filter((line) => line !== '')
  return { status, signal, lines, errors: Buffer.concat(err).toString() }
}

/** The subject's command line on a stage: the folder with `ledger` in it, and the log to take entries from. */
export function subjectOn({ folder, logFile }, { how, steps }, segmentEntries) {
  return [
    process.execPath,
    '--v8-pool-size=0',
    SUBJECT,
    join(folder, 'ledger'),
    logFile,
    how,
    String(segmentEntries),
    ...steps,
  ]
}

/** The calls of `command` that touch `folder`: how many of each name, and the paths in it that they touch, beginning after `folder`. */
export async function record(folder, traceFile, command) {
  const trace = ['-f', '-qq', '-y', '-s', '512', '-e', 'trace=%file,%desc', '-e', 'signal=none']
  const ran = await run('strace', [...trace, '-o', traceFile, '--', ...command])
  if (ran.status !== 0)
    throw new Error(`strace: ${ran.status} ${ran.errors}${ran.lines.join('\n')}`)
  const calls = new Map()
  const threads = new Map()
  const paths = new Set([''])
  for (const line of readFileSync(traceFile, 'utf8').split('\n')) {
    const [, thread, name, rest] = /^(\d+) +(\w+)\((.*)$/.exec(line) ?? []
    const touched = [...(rest ?? '').matchAll(/["<](\/[^"<>]*)/g)]
      .map(([, path]) => path)
      .filter((path) => path === folder || path.startsWith(`${folder}/`))
    if (touched.length === 0 || name === 'execve') continue
    for (const path of touched) paths.add(path.slice(folder.length))
    calls.set(name, (calls.get(name) ?? 0) + 1)
    threads.set(name, (threads.get(name) ?? new Set()).add(thread))
  }
  for (const [name, by] of threads)
    if (by.size > 1) throw new Error(`${name} was called by ${by.size} threads`)
  return { calls, paths, lines: ran.lines }
}

/**
 * Runs `command` while strace does `fault` (its `inject` syntax) to the `nth` call `name` that touches one of `paths` in `folder`.
 * Errors are injected by way of seccomp, which stops the subject at no other calls; signals cannot be.
 */
export function inject(folder, paths, { name, nth, fault }, command) {
  const only = [...paths].flatMap((path) => ['-P', folder + path])
  const what = ['-e', `trace=${name}`, '-e', `inject=${name}:${fault}:when=${nth}`]
  const how = fault.startsWith('signal=') ? [] : ['--seccomp-bpf']
  return run('strace', ['-f', ...how, '-qq', '-o', '/dev/null', ...only, ...what, '--', ...command])
}
