/**
 * Turns for requests: few begin in one turn of the event loop, and of many addresses each in its turn. What takes many steps, such as
 * making an entry durable, so waits a short while at each, however many requests come; and an address that sends many waits behind itself.
 */

export interface FairTurns {
  /** Resolves when a request from `address` may begin. */
  next(address: string): Promise<void>
}

/** Turns of which `most` come in one turn of the event loop. */
export function fairTurns(most: number): FairTurns {
  const waiting = new Map<string, (() => void)[]>()
  let isGiving = false
  const give = (): void => {
    for (let given = 0; given < most; given++) {
      const [first] = waiting
      if (first === undefined) break
      const [address, line] = first
      // To the end of the row.
      waiting.delete(address)
      line.shift()?.()
      if (line.length > 0) waiting.set(address, line)
    }
    isGiving = waiting.size > 0
    if (isGiving) setImmediate(give)
  }
  return {
    next: (address) =>
      new Promise((begin) => {
        const line = waiting.get(address) ?? []
        line.push(begin)
        waiting.set(address, line)
        if (isGiving) return
        isGiving = true
        setImmediate(give)
      }),
  }
}
