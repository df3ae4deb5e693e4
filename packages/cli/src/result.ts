/** What a command answers: data, and how people read it. */
import type { Context } from './context.ts'
import { escaped } from '@accord-ledger/core'
import type { CommandFailure, ExitCode } from './failure.ts'
import { formatJson } from './io/json.ts'
import type { Style } from './io/style.ts'
import { styleFor } from './io/style.ts'

export interface Result {
  /** For `--json`: shapes in docs/cli.md. */
  readonly json: object
  /** The JSON text itself, where its bytes matter. */
  readonly exact?: string
  /** For people: lines, each ended by a line feed. */
  readonly text: (style: Style) => string
  /** For `--csv`, where the command has it. */
  readonly csv?: () => string
  /** 0 where it is missing. */
  readonly exit?: ExitCode
}

export type Format = 'text' | 'json' | 'csv'

/** Prints a result in the format that was asked for. */
export function print({ stdout, env }: Context, format: Format, result: Result): void {
  if (format === 'json') stdout.write(`${result.exact ?? formatJson(result.json)}\n`)
  else if (format === 'csv' && result.csv !== undefined) stdout.write(result.csv())
  else stdout.write(result.text(styleFor(stdout, env)))
}

/** Tells a failure on standard error: two lines for people, one of JSON for scripts. Standard output stays empty. */
export function tell({ stderr, env }: Context, failure: CommandFailure, asJson: boolean): void {
  const { code, message, next, exit, details } = failure
  if (asJson) {
    stderr.write(`${formatJson({ error: { code, message, next, exit, ...details } })}\n`)
    return
  }
  const style = styleFor(stderr, env)
  stderr.write(
    `${style.bad('error:')} ${escaped(message)}\n${style.strong('next:')} ${escaped(next)}\n`,
  )
}
