/** The context of a real process. */
import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline/promises'
import type { Context, Output } from '../context.ts'

/** The context of this process. */
export function processContext(): Context {
  return {
    stdin: {
      bytes: () => process.stdin,
      isTerminal: isTerminal(process.stdin),
      ask: async (question) => {
        const line = createInterface({ input: process.stdin, output: process.stderr })
        line.once('SIGINT', () => process.kill(process.pid, 'SIGINT'))
        const ended = new Promise<string>((resolve) => line.once('close', () => resolve('')))
        try {
          return await Promise.race([line.question(question), ended])
        } finally {
          line.close()
        }
      },
    },
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    env: process.env,
    clock: Date.now,
    random: (length) => new Uint8Array(randomBytes(length)),
    fetch,
    untilStopped,
  }
}

/** Ctrl-C or SIGTERM, which do not end the process from now on; a second one does. */
function untilStopped(): Promise<void> {
  process.removeAllListeners('SIGINT')
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}

function outputOf(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => void stream.write(text),
    isTerminal: isTerminal(stream),
    get columns() {
      return stream.columns > 0 ? stream.columns : 80 // none, or 0, where nobody knows
    },
  }
}

/** Node leaves `isTTY` out where a stream is no terminal. */
function isTerminal(stream: { readonly isTTY?: boolean }): boolean {
  return stream.isTTY ?? false
}
