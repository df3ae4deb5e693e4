/** The state at the end of a replay, all of it, in a form that can be compared and read. */
import type { LedgerState, Lookup } from '@accord-ledger/core'

/** As `endStateOf` of test/logs/make/end-state.mjs gives it. */
export function endStateOf(state: LedgerState): object {
  const accords = rowsOf(state.accords)
  const acts = rowsOf(state.acts)
  return {
    origin: state.log,
    time: state.time,
    rolesSeparated: state.rolesSeparated,
    authority: state.authority,
    keys: Object.fromEntries(rowsOf(state.keys)),
    accords: Object.fromEntries(accords),
    signatories: Object.fromEntries(rowsOf(state.signatories)),
    acts: Object.fromEntries(acts),
    members: Object.fromEntries(
      accords.map(([accord]) => [
        accord,
        acts
          .filter(([, { standing }]) => standing === 'signed' || standing === 'attested')
          .flatMap(([chain]) => (chain.startsWith(`${accord}/`) ? [partyOf(chain)] : []))
          .toSorted(),
      ]),
    ),
  }
}

/** The rows of a table that is not a draft. */
function rowsOf<K extends string, V>(table: Lookup<K, V>): readonly (readonly [K, V])[] {
  if (!(table instanceof Map)) throw new Error('only a table that replay has committed has rows')
  const map: ReadonlyMap<K, V> = table
  return [...map]
}

function partyOf(chain: string): string {
  return chain.slice(chain.indexOf('/') + 1)
}
