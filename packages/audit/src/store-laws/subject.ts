/**
 * What an author of a store gives the suite: a way to make an empty backend and to open ledgers in it. Everything else is
 * optional, and each law that needs something that is not there is reported as skipped.
 *
 *     const subject: StoreSubject = {
 *       persistent: true,
 *       after: (milliseconds, then) => {
 *         const timer = setTimeout(then, milliseconds)
 *         return () => clearTimeout(timer)
 *       },
 *       make: async () => {
 *         const folder = await mkdtemp(join(tmpdir(), 'my-store-'))
 *         return {
 *           open: (name, mode) => openMyStore(join(folder, name), { mode, link: testLink }),
 *           remove: () => rm(folder, { recursive: true }),
 *         }
 *       },
 *     }
 */
import type { Store } from '@accord-ledger/core'

/** A kind of store. */
export interface StoreSubject {
  /** A backend of its own, without a ledger in it: a folder, a database, a server. */
  make(): Promise<StoreBackend>
  /**
   * Whether a ledger outlives its handles and can have several at a time. Where it is false (a store in memory), `open`
   * gives a new ledger each time, and the laws of reopening are skipped.
   */
  readonly persistent: boolean
  /**
   * Calls `then` after some milliseconds, and gives the way to call that off: `setTimeout` and `clearTimeout`. The suite
   * runs in browsers too and has no clock of its own.
   */
  readonly after: After
}

/** A timer: calls `then` once after `milliseconds`. What it gives calls it off; it may be called at any time. */
export type After = (milliseconds: number, then: () => void) => () => void

/**
 * One backend and its ledgers. `open`, `remove` and, where ledgers have no names, one ledger a name are all that is asked.
 *
 * The optional members are ways to do what the world does to a store. They act on the whole backend, and are called
 * only for backends that the suite has made.
 */
export interface StoreBackend {
  /**
   * A handle on the ledger `name`, linked by `testLink`. For writing, a ledger that is missing is made. Rejects with what
   * the store rejects with. `name` is any short text, `..` and `a/b` among them: a backend whose ledgers have no such
   * names keeps a table of its own.
   */
  open(name: string, mode: 'write' | 'read'): Promise<Store>
  /** Gives back whatever `make` took. The handles are disposed, or crashed. */
  remove(): Promise<void>
  /** Ends every handle as a killed process ends: nothing more is written, no lock is kept. What was written stays. */
  crash?(): Promise<void>
  /** As `crash`, and what was not durable is lost, all or some of it: `dice(n)` gives 0 to n − 1. */
  powerCut?(dice: (sides: number) => number): Promise<void>
  /** Makes the next append to `name` fail: before anything of it is stored, with a part of it stored, or with all of it. */
  failNextWrite?(name: string, when: WriteFailure): void
  /** Calls `act` while the next append to `name` is under way: its first byte was sent, its outcome is not known. */
  duringNextWrite?(name: string, act: () => void): void
  /** Changes what is stored, behind the store's back. A handle for reading may be open, one for writing is not. */
  damage?(name: string, damage: Damage): Promise<void>
  /** Cuts every connection that handles hold at present. They may connect again. */
  disconnect?(): Promise<void>
  /** How many files, sockets, timers and locks the handles hold at present. */
  held?(): number
  /** How many entries, at most, handles have fetched from where they are stored, in all. One that counts pages counts them full. */
  pulled?(): number
  /** The clock of the backend goes ahead by `milliseconds`, and so do its timers. */
  elapse?(milliseconds: number): Promise<void>
  /** Opens a ledger in a process of its own, which then has nothing more to do. Resolves when that process has ended by itself. */
  forget?(): Promise<void>
  /** What no error may tell: passwords, tokens, keys that handles are opened with. */
  readonly secrets?: readonly string[]
}

/** Where a write fails. */
export type WriteFailure = 'before' | 'midway' | 'after'

/**
 * - `changed`: a byte behind the link of entry `index` is another. Another entry, or a head kept beside the log, shows it:
 *   the suite asks for it only below the last entry.
 * - `unlinked`: the link of entry `index` names another entry, and the bytes of the entry are otherwise the same.
 * - `missing`: entry `index` is not there, while those behind it are.
 * - `cut`: entry `index` and those behind it are not there.
 */
export interface Damage {
  readonly how: 'changed' | 'unlinked' | 'missing' | 'cut'
  readonly index: number
}
