/** Puts a store under its laws. The verdicts are those of try-law.ts. */
import type { StoreCaps } from '@accord-ledger/core'
import { skippedLaw, tryLaw } from '../try-law.ts'
import type { CaseAtHand, LawFinding, Tryable, TryOptions } from '../try-law.ts'
import { disposed, Late, LEDGER, onFreshGround } from './ground.ts'
import type { Need, OnGround, StoreLaw } from './law.ts'
import { storeLaws } from './store-laws.ts'
import type { StoreSubject } from './subject.ts'
import { newTrace } from './traced.ts'

/** How the laws are tried. */
export interface LawOptions extends TryOptions {
  /** Only these laws; all by default. */
  readonly laws?: readonly StoreLaw[]
}

/** What became of one law. */
export interface LawReport extends LawFinding {
  readonly number: number
}

/** What became of all laws. */
export interface StoreReport {
  readonly caps: StoreCaps
  readonly laws: readonly LawReport[]
  /** Whether no law was broken, untried or stopped. */
  readonly passed: boolean
}

/** Puts `subject` under the laws, one after another. Rejects where the subject itself cannot be made. */
export async function runLaws(subject: StoreSubject, options: LawOptions): Promise<StoreReport> {
  const offers = await look(subject)
  const laws: LawReport[] = []
  for (const law of options.laws ?? storeLaws) laws.push(await tryOn(law, subject, offers, options))
  const passed = laws.every(({ verdict }) => verdict === 'holds' || verdict === 'skipped')
  return { caps: offers.caps, laws, passed }
}

/** What a subject is and offers. */
interface Offers {
  readonly caps: StoreCaps
  readonly needs: ReadonlySet<Need>
}

async function look(subject: StoreSubject): Promise<Offers> {
  const backend = await subject.make()
  const store = await backend.open(LEDGER, 'write')
  const { caps } = store
  await disposed(store)
  await backend.remove()
  const has: readonly (readonly [Need, boolean])[] = [
    ['a persistent store', subject.persistent],
    ['one writer', caps.writers === 'one'],
    ['many writers', caps.writers === 'many'],
    ['acknowledgement beyond memory', caps.ack !== 'memory'],
    ['acknowledgement on disk', caps.ack === 'disk' || caps.ack === 'replicas'],
    ['crash', backend.crash !== undefined],
    ['powerCut', backend.powerCut !== undefined],
    ['failNextWrite', backend.failNextWrite !== undefined],
    ['duringNextWrite', backend.duringNextWrite !== undefined],
    ['damage', backend.damage !== undefined],
    ['disconnect', backend.disconnect !== undefined],
    ['held', backend.held !== undefined],
    ['pulled', backend.pulled !== undefined],
    ['forget', backend.forget !== undefined],
    ['secrets', backend.secrets !== undefined],
  ]
  return { caps, needs: new Set(has.filter(([, offered]) => offered).map(([need]) => need)) }
}

async function tryOn(
  law: StoreLaw,
  subject: StoreSubject,
  { caps, needs }: Offers,
  options: LawOptions,
): Promise<LawReport> {
  const { number, claim, protects, covers, share } = law
  const tryable: Tryable = {
    claim,
    protects,
    covers,
    share,
    property: (onCase) => law.property((tryCase) => onCase((at) => onGround(at, tryCase))),
    isFinal: (thrown) => thrown instanceof Late,
  }
  const onGround = async (
    { met, tell }: CaseAtHand,
    tryCase: Parameters<OnGround>[0],
  ): Promise<void> => {
    const trace = newTrace()
    try {
      await onFreshGround({ subject, caps, met, trace }, tryCase)
    } finally {
      tell(trace.lines)
    }
  }
  const lacking = law.needs.filter((need) => !needs.has(need))
  const finding =
    lacking.length > 0
      ? skippedLaw(tryable, lacking.join(' and '), options.seed)
      : await tryLaw(tryable, options)
  return { number, ...finding }
}
