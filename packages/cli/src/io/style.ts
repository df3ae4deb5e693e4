/** Colours, on a terminal only, and not where NO_COLOR (no-color.org) is set. */
import type { Context, Output } from '../context.ts'

export interface Style {
  readonly strong: (text: string) => string
  readonly faint: (text: string) => string
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly warn: (text: string) => string
}

/** Text as it is. */
export const PLAIN: Style = {
  strong: same,
  faint: same,
  good: same,
  bad: same,
  warn: same,
}

/** The style for what is written to `output`. */
export function styleFor(output: Output, env: Context['env']): Style {
  const wanted = (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb'
  return output.isTerminal && wanted ? COLOURED : PLAIN
}

const COLOURED: Style = {
  strong: painted(1, 22),
  faint: painted(2, 22),
  good: painted(32, 39),
  bad: painted(31, 39),
  warn: painted(33, 39),
}

function painted(on: number, off: number): (text: string) => string {
  return (text) => `\u001b[${on}m${text}\u001b[${off}m`
}

function same(text: string): string {
  return text
}
