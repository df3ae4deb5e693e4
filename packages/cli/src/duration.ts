/** Ages on the command line: a number and a unit, as in 90s, 30m, 24h, 7d. */
import { quote } from '@accord-ledger/core'
import { InvalidArgumentError } from 'commander'

/** Milliseconds of an age. Throws what the parser turns into a usage error. */
export function readDurationArgument(text: string): number {
  const [, digits = '', unit = ''] = /^(0|[1-9][0-9]{0,8})([smhd])$/.exec(text) ?? []
  const length = UNITS[unit]
  if (length !== undefined) return Number(digits) * length
  throw new InvalidArgumentError(
    `expected a number and s, m, h or d, as in 24h, found ${quote(text)}`,
  )
}

/** `maxAge` in the largest unit that it is a multiple of. */
export function formatDuration(milliseconds: number): string {
  const [unit, length] = Object.entries(UNITS).findLast(
    ([, each]) => milliseconds % each === 0,
  ) ?? ['s', 1000]
  return `${milliseconds / length}${unit}`
}

const UNITS: { readonly [unit: string]: number } = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}
