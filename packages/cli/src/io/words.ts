/** Numbers and their nouns. */

/** `1 entry`, `2 entries`; `plural` where it is not the noun with an s. */
export function countOf(count: number, noun: string, plural: string = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`
}
