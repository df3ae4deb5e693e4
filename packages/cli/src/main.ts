#!/usr/bin/env node
/** The `accord-ledger` command. */
import { processContext } from './io/process-context.ts'
import { run } from './program.ts'

const INTERRUPTED = 130
const BUG = 70

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: Error) => {
  if (!('code' in error) || error.code !== 'EPIPE') throw error
  process.exit(process.exitCode)
})

// The store holds what it acknowledged, and no more than a torn tail besides, wherever this stops it.
process.on('SIGINT', () => {
  process.stderr.write(
    '\ninterrupted: a ledger that was being written holds what was logged until now, and verifies\n' +
      'next: run the same command again; an import goes on where it stopped\n',
  )
  process.exit(INTERRUPTED)
})

void main()

async function main(): Promise<void> {
  try {
    process.exitCode = await run(process.argv.slice(2), processContext())
  } catch (thrown) {
    process.stderr.write(`error: this is a bug of accord-ledger: ${String(thrown)}\n`)
    if (thrown instanceof Error && process.env['ACCORD_LEDGER_DEBUG'] !== undefined) {
      process.stderr.write(`${thrown.stack ?? ''}\n`)
    }
    process.stderr.write('next: report it, with the command and what it printed\n')
    process.exitCode = BUG
  }
}
