/** The shorter ways to write a forged checkpoint or receipt. */
import { formatNote } from '@accord-ledger/core'
import type { Note } from '@accord-ledger/core'
import type { ForgedNote } from './attack.ts'
import type { PublishedTarget, Signing } from './published-target.ts'

/** A checkpoint that is signed in some other way. */
export function signedAs(target: PublishedTarget, what: string, how: Signing): ForgedNote {
  return { what, now: target.now, make: async () => formatNote(await target.sign(how)) }
}

/** The good checkpoint, changed behind its signers' backs. */
export function alteredNote(
  target: PublishedTarget,
  what: string,
  change: (note: Note) => Note,
): ForgedNote {
  return { what, now: target.now, make: async () => formatNote(change(target.signed.note)) }
}

/** The receipt of an entry, its bytes changed. */
export function alteredReceipt(
  target: PublishedTarget,
  index: number,
  what: string,
  change: (bytes: Uint8Array) => Uint8Array,
): ForgedNote {
  return {
    what: `the receipt of entry ${index}: ${what}`,
    now: target.now,
    make: async () => change(await target.receipt(index, target.signed.note)),
  }
}
