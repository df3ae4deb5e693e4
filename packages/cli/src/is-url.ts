/** What of `DIR|URL` was given. */

/** Whether `place` is an address, and no folder. */
export function isUrl(place: string): boolean {
  return /^https?:\/\//i.test(place)
}
