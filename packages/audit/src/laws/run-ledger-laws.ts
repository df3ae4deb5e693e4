/** Puts the core and the projection, or what stands in for them, under their laws. The verdicts are those of try-law.ts. */
import { nobleVerifier } from '@accord-ledger/core'
import type { Verifier } from '@accord-ledger/core'
import { coreSigner, keyring, muteKeyring } from '../arbitraries/keyring.ts'
import type { SignerFactory } from '../arbitraries/keyring.ts'
import { newStatistician } from '../arbitraries/statistics.ts'
import type { HistoryStatistics } from '../arbitraries/statistics.ts'
import { believing, remembering } from '../arbitraries/verifiers.ts'
import { tryLaw } from '../try-law.ts'
import type { CaseAtHand, LawFinding, TryOptions } from '../try-law.ts'
import { allLaws } from './all-laws.ts'
import type { Law, LawKind, LawRun, OnRun, Sources } from './law.ts'
import { library } from './subject.ts'
import type { LedgerSubject } from './subject.ts'

/** How the laws are tried. */
export interface LedgerLawOptions extends TryOptions {
  /** Only these laws; all by default. */
  readonly laws?: readonly Law[]
  /** What is put under the laws; the library by default. */
  readonly subject?: LedgerSubject
  /** Decides signatures; the core's reference by default, a native one is some ten times faster. */
  readonly verifier?: Verifier
  /** Makes signatures; the core's own by default. They must be what `verifier` accepts. */
  readonly signer?: SignerFactory
  /** Steps of a generated history at most; 40 by default. */
  readonly length?: number
  /** Called before each law, with how many are done. */
  readonly onLaw?: (law: Law, done: number) => void
}

/** What became of one law. */
export interface LedgerLawReport extends LawFinding {
  readonly kind: LawKind
  readonly name: string
}

/** What became of all laws. */
export interface LedgerLawsReport {
  readonly laws: readonly LedgerLawReport[]
  /** What the histories were like that they were tried on. */
  readonly statistics: HistoryStatistics
  readonly seed: number
  /** Whether no law was broken, untried or stopped. */
  readonly passed: boolean
}

/** Tries the laws, one after another. The same seed gives the same cases. */
export async function runLedgerLaws(options: LedgerLawOptions): Promise<LedgerLawsReport> {
  const { subject = library, verifier = nobleVerifier, signer = coreSigner } = options
  const keys = keyring(signer)
  const sources: Sources = { keys, mute: muteKeyring(keys), length: options.length ?? 40 }
  const statistician = newStatistician()
  const known = remembering(verifier)
  const laws: LedgerLawReport[] = []
  for (const law of options.laws ?? allLaws) {
    options.onLaw?.(law, laws.length)
    const onRun = (at: CaseAtHand): LawRun => {
      const lines: string[] = []
      const note = (...more: readonly string[]): void => {
        lines.push(...more.flatMap((each) => each.trimEnd().split('\n')))
        at.tell(lines)
      }
      return {
        subject,
        verifier: known,
        believing,
        met: at.met,
        note,
        about: (history) => {
          statistician.take(history.entries)
          note(...history.lines.map((line, index) => `entry ${index} ${line}`))
        },
      }
    }
    const { kind, name, claim, protects, covers, share } = law
    const finding = await tryLaw(
      {
        claim,
        protects,
        covers,
        share,
        patience: PATIENCE,
        property: (onCase) => {
          const onEach: OnRun = (tryCase) => onCase((at) => tryCase(onRun(at)))
          return law.property(sources, onEach)
        },
      },
      options,
    )
    laws.push({ kind, name, ...finding })
  }
  const passed = laws.every(({ verdict }) => verdict === 'holds')
  return { laws, statistics: statistician.statistics(), seed: options.seed, passed }
}

/** Cases, however few are asked for, before a law has met too little: the rarest thing comes once in some forty. */
const PATIENCE = 400
