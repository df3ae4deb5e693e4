/**
 * Trying calls together, before they share one append: at once where every call brings one event that is there already, in turn
 * otherwise. Both give each call the answer that it had alone behind those before it.
 */
import type { Failure } from '../replay/failure.ts'
import { trialOfOffers } from '../replay/replay.ts'
import type { Tried, VerifiedEntry } from '../replay/replay.ts'
import { draftOf } from '../replay/state.ts'
import type { LedgerState } from '../replay/state.ts'
import type { Opened, Refused } from './ledger.ts'
import type { StoreError } from './store.ts'
import { nextTime, offer } from './try-authored.ts'
import type { Written } from './try-authored.ts'

/** One call, until it is answered. */
export interface Call {
  /** Events that it brings. */
  readonly length: number
  /** The one event that it brings, where it does not depend on the log: as it was when the call came. */
  readonly written: Written | undefined
  /** Tries its events on `state`. Null where they are refused: `refuse` then answers why. */
  tryOn(state: LedgerState): Promise<Tried | null>
  /** Says what `refuse` would answer. */
  foundWrong(why: Refused | Failure): void
  refuse(): void
  logged(entries: readonly VerifiedEntry[]): void
  lost(error: StoreError | Failure): void
  threw(thrown: unknown): void
}

/** A call whose events may be logged, and the entries that they become. */
interface Accepted {
  readonly call: Call
  readonly verified: readonly VerifiedEntry[]
}

/** What came of trying calls on one draft of the state. */
export interface TriedTogether {
  readonly accepted: readonly Accepted[]
  /** The entries of all that were accepted. */
  readonly verified: readonly VerifiedEntry[]
  readonly refused: readonly Call[]
  /** Accepted and refused, in the order of the calls: the others have been told what was thrown. */
  readonly untold: readonly Call[]
  /** Makes all that was accepted part of the state. */
  readonly commit: () => LedgerState
}

/** Each of `calls` on the log as those before it leave it. One whose author or verifier throws is told so, and is neither. */
export async function tryTogether(ledger: Opened, calls: readonly Call[]): Promise<TriedTogether> {
  return (await tryAtOnce(ledger, calls)) ?? tryInTurn(ledger, calls)
}

/**
 * One trial for all calls, and one question to the verifier. Null where that cannot be, and where a signature is forged or something
 * throws: what the others are without that call is then found in turn.
 */
async function tryAtOnce(ledger: Opened, calls: readonly Call[]): Promise<TriedTogether | null> {
  if (!calls.every(isWritten)) return null
  const accepted: Call[] = []
  const refused: Call[] = []
  try {
    const time = nextTime(ledger, ledger.state)
    const trial = trialOfOffers(ledger.state, ledger.verifier.hasher)
    for (const call of calls) {
      const wrong = offer(ledger, trial, call.written, 0, time)
      if (wrong !== null) call.foundWrong(wrong)
      ;(wrong === null ? accepted : refused).push(call)
    }
    const { verified, failure, commit } = await trial.settle(ledger.verifier)
    if (failure !== null) return calls.length > 1 ? null : forgedAlone(calls, failure, commit)
    const own = accepted.map((call, i) => ({ call, verified: verified.slice(i, i + 1) }))
    return { accepted: own, verified, refused, untold: calls, commit }
  } catch {
    return null
  }
}

function isWritten(call: Call): call is Call & { readonly written: Written } {
  return call.written !== undefined
}

/** The outcome of a call that came alone, with a signature that is forged. */
function forgedAlone(
  calls: readonly Call[],
  failure: Failure,
  commit: () => LedgerState,
): TriedTogether {
  for (const call of calls) call.foundWrong(failure)
  return { accepted: [], verified: [], refused: calls, untold: calls, commit }
}

async function tryInTurn(ledger: Opened, calls: readonly Call[]): Promise<TriedTogether> {
  const draft = draftOf(ledger.state)
  const accepted: Accepted[] = []
  const refused: Call[] = []
  const untold: Call[] = []
  let last = draft.state
  for (const call of calls) {
    try {
      const tried = await call.tryOn(last)
      if (tried === null) refused.push(call)
      else {
        last = tried.commit()
        accepted.push({ call, verified: tried.verified })
      }
      untold.push(call)
    } catch (thrown) {
      call.threw(thrown)
    }
  }
  const verified = accepted.flatMap((each) => each.verified)
  return { accepted, verified, refused, untold, commit: () => draft.commit(last) }
}
