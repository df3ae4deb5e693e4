/**
 * A store in memory, for tests and browsers.
 *
 * @module
 */
export { memoryStore } from './memory/memory-store.ts'
export type { MemoryStoreOptions } from './memory/memory-store.ts'
