/**
 * Where entries start in their segments, remembered for every 256th that was passed: reading at an index
 * is then a seek and at most 255 lines. A mark is a hint; what is read from it is checked like everything else.
 */

/** Entries from one mark to the next. */
const STRIDE = 256

export interface Marks {
  /** Entry `index` starts at byte `offset` of its segment. */
  note(index: number, offset: number): void
  /** The nearest known start at or before `index` in the segment whose first entry is `first`. */
  nearest(first: number, index: number): { readonly index: number; readonly offset: number }
}

/** No marks yet. One million entries take some 4,000. */
export function marks(): Marks {
  const offsets = new Map<number, number>()
  return {
    note: (index, offset) => {
      if (index % STRIDE === 0) offsets.set(index, offset)
    },
    nearest: (first, index) => {
      for (let at = index - (index % STRIDE); at > first; at -= STRIDE) {
        const offset = offsets.get(at)
        if (offset !== undefined) return { index: at, offset }
      }
      return { index: first, offset: 0 }
    },
  }
}
