/** A context for tests: a clock that stands still, randomness from a counter, streams that remember. */
import type { Fetch } from '@accord-ledger/adapters/witness'
import type { Context } from '../context.ts'

export interface FakeContext {
  readonly context: Context
  /** What was written to standard output. */
  readonly out: () => string
  /** What was written to standard error. */
  readonly err: () => string
  /** Lets time pass. */
  readonly pass: (milliseconds: number) => void
}

export interface FakeOptions {
  readonly isTerminal?: boolean
  readonly columns?: number
  /** Standard input. */
  readonly input?: string
  /** What is answered to a question. */
  readonly answer?: string
  readonly now?: string
  /** The environment; empty where it is missing. */
  readonly env?: Context['env']
  /** The network; none where it is missing. */
  readonly fetch?: Fetch
  /** Called where the command runs until it is told to stop. */
  readonly untilStopped?: () => Promise<void>
}

export function fakeContext(options: FakeOptions = {}): FakeContext {
  const { isTerminal = false, columns = 80, input = '', answer = '' } = options
  let now = Date.parse(options.now ?? '2026-11-22T09:00:00Z')
  let seeds = 0
  const written = { out: '', err: '' }
  const output = (name: 'out' | 'err'): Context['stdout'] => ({
    write: (text) => {
      written[name] += text
    },
    isTerminal,
    columns,
  })
  return {
    context: {
      stdin: {
        bytes: async function* () {
          yield new TextEncoder().encode(input)
        },
        isTerminal,
        ask: (question) => {
          written.err += question
          return Promise.resolve(answer)
        },
      },
      stdout: output('out'),
      stderr: output('err'),
      env: options.env ?? {},
      clock: () => now,
      random: (length) => new Uint8Array(length).fill(++seeds),
      fetch: options.fetch ?? (() => Promise.reject(new TypeError('there is no network here'))),
      untilStopped: options.untilStopped ?? (() => Promise.resolve()),
    },
    out: () => written.out,
    err: () => written.err,
    pass: (milliseconds) => {
      now += milliseconds
    },
  }
}
