/** What the store uses of fs-native-extensions 1.5, which ships no types. */
declare module 'fs-native-extensions' {
  /**
   * Locks the whole of an open file: by its open file description on Linux, by flock on macOS.
   * False where another open of the file holds it.
   */
  export function tryLock(fd: number): boolean
}
