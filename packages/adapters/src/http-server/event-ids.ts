/**
 * Which event ids stand in the log, and where: a table in typed arrays, of 14 to 18 bytes an entry. It knows the first 64 bits of an
 * id only, so what it answers is confirmed by reading the entry.
 */
import { encodeEvent, sha256 } from '@accord-ledger/core'
import type { LedgerEvent } from '@accord-ledger/core'

/** The id of an event: SHA-256 of its canonical bytes, 32 bytes. Signatures are no part of it. */
export function eventId(event: LedgerEvent): Uint8Array {
  return sha256(encodeEvent(event))
}

/** Ids and the leaf indexes of their entries. */
export interface EventIds {
  /** Ids put in. */
  readonly size: number
  /** Puts in an id of 32 bytes; `index` is in [0, 2^32 - 1). */
  add(id: Uint8Array, index: number): void
  /** The indexes of entries whose id may be this one: mostly one or none. */
  find(id: Uint8Array): readonly number[]
}

/** An empty table with room for about `room` ids; it grows as it must. */
export function eventIds(room: number = 1_024): EventIds {
  let table = emptyTable(Math.max(16, Math.ceil(room / MAX_LOAD)))
  let size = 0
  return {
    get size() {
      return size
    },
    add: (id, index) => {
      if (!Number.isInteger(index) || index < 0 || index >= MAX_INDEX)
        throw new RangeError(`${index} is no index of this table`)
      if (size + 1 > table.places.length * MAX_LOAD) table = grown(table)
      put(table, wordAt(id, 0), wordAt(id, 4), index + 1)
      size += 1
    },
    find: (id) => {
      const [high, low] = [wordAt(id, 0), wordAt(id, 4)]
      const { highs, lows, places } = table
      const found: number[] = []
      for (let at = slotOf(high, places.length); places[at] !== 0; at = next(at, places.length))
        if (highs[at] === high && lows[at] === low) found.push((places[at] ?? 0) - 1)
      return found
    },
  }
}

/** Open addressing, one slot after the other. A place is an index and 1; 0 is an empty slot. */
interface Slots {
  readonly highs: Uint32Array
  readonly lows: Uint32Array
  readonly places: Uint32Array
}

const MAX_LOAD = 0.85
const GROWTH = 1.25
const MAX_INDEX = 2 ** 32 - 1

function emptyTable(slots: number): Slots {
  const words = (): Uint32Array => new Uint32Array(slots)
  return { highs: words(), lows: words(), places: words() }
}

function grown({ highs, lows, places }: Slots): Slots {
  const larger = emptyTable(Math.ceil(places.length * GROWTH))
  for (const [at, place] of places.entries())
    if (place !== 0) put(larger, highs[at] ?? 0, lows[at] ?? 0, place)
  return larger
}

function put({ highs, lows, places }: Slots, high: number, low: number, place: number): void {
  let at = slotOf(high, places.length)
  while (places[at] !== 0) at = next(at, places.length)
  highs[at] = high
  lows[at] = low
  places[at] = place
}

/** Ids are hashes: their first bits are spread evenly. */
const slotOf = (high: number, slots: number): number => Math.floor((high / 2 ** 32) * slots)
const next = (at: number, slots: number): number => (at + 1 === slots ? 0 : at + 1)

/** A word of 32 bits, the first byte highest. */
function wordAt(id: Uint8Array, at: number): number {
  return new DataView(id.buffer, id.byteOffset, id.byteLength).getUint32(at)
}
