/**
 * Tables that replay keeps its state in, and drafts over them: changes that are made at once where
 * they hold, and are as if they had never been where they do not.
 */

/** What a table answers. */
export interface Lookup<K, V> {
  get(key: K): V | undefined
}

/** What a table answers and takes. Values are never changed in place, only replaced. */
export interface Table<K, V> extends Lookup<K, V> {
  set(key: K, value: V): unknown
  /** What it holds, each key once; of a ring, in ascending order. */
  entries(): Iterable<[K, V]>
  /** Of a table that has most of them already: its rows, ascending by key, those that are new as `write` gives them. */
  rows?(write: (key: K, value: V) => string): Uint8Array
}

/** A table over another one: reads fall through, writes stay here until they are committed. */
export interface DraftTable<K, V> extends Table<K, V> {
  /**
   * Ends a part: what was set since the last seal. Calling the answer makes the part real. Parts are
   * made real in the order of their seals, each once; those that are not are as if never set.
   */
  seal(): () => void
  /** Makes real all that is left. */
  commit(): void
}

/** A draft over `base`, which is not touched before a part is made real. */
export function draftTable<K, V>(base: Table<K, V>): DraftTable<K, V> {
  // The newest value of each key that is not real yet, and of some that are. Taking each out when it is made
  // real costs more than the rest, so they go a generation at a time: `older` when all that it holds is real.
  let newer = new Map<K, V>()
  let older = new Map<K, V>()
  /** Values that were set and not made real yet: in all, and of them those in `older`. */
  let unreal = 0
  let unrealOlder = 0
  let part: [K, V][] = []
  // The rules of one entry ask for the same key again and again.
  let asked: K | undefined
  let answer: V | undefined
  const seal = (): (() => void) => {
    const sealed = part
    part = []
    return () => {
      for (const [key, value] of sealed) base.set(key, value)
      unreal -= sealed.length
      unrealOlder = Math.max(0, unrealOlder - sealed.length)
      if (unrealOlder > 0) return
      older = newer
      newer = new Map()
      unrealOlder = unreal
    }
  }
  return {
    get: (key) => {
      if (key === asked) return answer
      asked = key
      return (answer = newer.get(key) ?? older.get(key) ?? base.get(key))
    },
    set: (key, value) => {
      newer.set(key, value)
      part.push([key, value])
      unreal += 1
      asked = undefined
    },
    entries: () => new Map([...base.entries(), ...older, ...newer]).entries(),
    seal,
    commit: () => seal()(),
  }
}

/**
 * A table of the newest `length` of consecutively numbered values: setting one forgets the one `length`
 * before it. `first` is the number of the first to be set.
 */
export function ringTable<V>(length: number, first: number = 0): Table<number, V> {
  const slots: V[] = []
  let next = first
  const get = (index: number): V | undefined =>
    index < next && index >= Math.max(first, next - length) ? slots[index % length] : undefined
  return {
    get,
    set: (index, value) => {
      if (index !== next) throw new Error(`a ring at ${next} was given ${index}`)
      slots[index % length] = value
      next += 1
    },
    *entries() {
      for (let index = Math.max(first, next - length); index < next; index++) {
        const value = get(index)
        if (value !== undefined) yield [index, value]
      }
    },
  }
}
