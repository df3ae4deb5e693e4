/** Timing: things that are compared are run in turns, so that what else the machine does meets all of them. */

/** Seconds that `work` takes. Garbage of what ran before is collected first, where the process was started with --expose-gc. */
export async function secondsOf(work) {
  globalThis.gc?.()
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1_000
}

/**
 * Runs every one of `things` (name → work) once to warm up, and then `repeats` times in turns, the order turned
 * round every other time. Seconds by name, one for each repeat.
 */
export async function inTurns(things, repeats, { warm = true } = {}) {
  const names = Object.keys(things)
  const seconds = Object.fromEntries(names.map((name) => [name, []]))
  if (warm) for (const name of names) await things[name]()
  for (let turn = 0; turn < repeats; turn++)
    for (const name of turn % 2 === 0 ? names : names.toReversed())
      seconds[name].push(await secondsOf(things[name]))
  return seconds
}

/** The quotients of two lists of seconds, repeat by repeat; `times` scales them. */
export function ratios(above, below, times = 1) {
  return above.map((seconds, i) => (times * seconds) / below[i])
}

export function medianOf(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Median and spread. */
export function summaryOf(numbers) {
  return { median: medianOf(numbers), low: Math.min(...numbers), high: Math.max(...numbers) }
}
