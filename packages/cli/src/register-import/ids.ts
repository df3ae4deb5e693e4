/**
 * Ids of the ledger from ids of a register: lower-cased, every run of other characters one `-`, trimmed.
 *
 *     state:FR → state-fr     org:Acme & Sons → org-acme-sons
 *
 * An id of the ledger is left as it is.
 */

/** The ledger's id for a register's. May be empty or too long, which is then no id; see `isSignatoryId`. */
export function idOf(raw: string): string {
  return raw
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}

/** Remembers which register's id each id of the ledger came from. */
export interface IdTable {
  /** The id for `raw`, or, where another one came to the same id before, that other one as `taken`. */
  idFor(raw: string): { readonly id: string; readonly taken: string | null }
}

/** An empty table. */
export function idTable(): IdTable {
  const rawOf = new Map<string, string>()
  return {
    idFor: (raw) => {
      const id = idOf(raw)
      const before = rawOf.get(id)
      if (before === undefined) rawOf.set(id, raw)
      return { id, taken: before === undefined || before === raw ? null : before }
    },
  }
}
