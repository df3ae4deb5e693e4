/**
 * Numbers in text: ASCII decimal without sign or leading zero, `0` for zero, below 2^53. Larger
 * ones are refused, though C2SP allows up to 2^64: a number that is not exact here is no number.
 *
 *     formatDecimal(20852163) = "20852163"      parseDecimal("020") = null
 *
 * Spec: proofs §2.
 */

/** The decimal of `value`. Throws a RangeError where it is not an integer in [0, 2^53). */
export function formatDecimal(value: number): string {
  if (!isCount(value)) throw new RangeError(`${value} is not an integer in [0, 2^53)`)
  return String(value)
}

/** The number that `text` spells, or null where it is not what `formatDecimal` prints. */
export function parseDecimal(text: string): number | null {
  if (!DECIMAL.test(text)) return null
  const value = Number(text)
  return isCount(value) ? value : null
}

/** True for the integers in [0, 2^53), minus zero left out. */
export function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0)
}

const DECIMAL = /^(?:0|[1-9][0-9]{0,15})$/
