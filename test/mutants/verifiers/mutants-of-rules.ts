/** Verifiers that do not keep to the rules: one that forgot each of them, and some that keep to one by halves. */
import { RULES, type SignatureCheck, type Verifier } from '@accord-ledger/core'
import { calledSound, saying, under } from './logs.ts'
import type { LedgerMutant } from './mutant.ts'

/** An entry that breaks the rule, and none before it, ends nothing. */
const forgetful: readonly LedgerMutant[] = Object.keys(RULES).map((rule) => ({
  what: `has no rule ${rule}`,
  breaks: `rule-${rule}`,
  spoil: saying((found, log) => {
    const broken = found.findings.find(({ _tag }) => _tag === 'Violation')
    return broken?._tag === 'Violation' && broken.rule === rule ? calledSound(found, log) : found
  }),
}))

/** A verifier that asks for the checks that `asks` names, and believes the others. */
const asking = (
  verifier: Verifier,
  asks: (check: SignatureCheck, at: number, all: readonly SignatureCheck[]) => boolean,
): Verifier => ({
  ...verifier,
  verify: async (batch) => {
    const asked = batch.filter((check, i) => asks(check, i, batch))
    const answers = await verifier.verify(asked)
    return batch.map((check) => answers[asked.indexOf(check)] ?? true)
  },
})

const trusting = (
  asks: (check: SignatureCheck, at: number, all: readonly SignatureCheck[]) => boolean,
): LedgerMutant['spoil'] =>
  under((options) => ({ ...options, verifier: asking(options.verifier, asks) }))

const byHalves: readonly LedgerMutant[] = [
  {
    what: 'checks no signature',
    breaks: 'rule-signature',
    spoil: trusting(() => false),
  },
  {
    what: 'checks the first signature of each entry only',
    breaks: 'rule-signature',
    spoil: trusting((check, at, all) => all[at - 1]?.message !== check.message),
  },
  {
    what: 'does not check the signatures of the last entry',
    breaks: 'rule-signature',
    spoil: trusting((check, _, all) => all.at(-1)?.message !== check.message),
  },
  {
    what: 'names the rule and calls the log sound',
    breaks: 'rule-prev',
    spoil: saying((found) => ({ ...found, verdict: 'sound' })),
  },
  {
    what: 'names another rule than the one that is broken',
    breaks: 'rule-previous',
    spoil: saying((found) => ({
      ...found,
      findings: found.findings.map((finding) =>
        finding._tag === 'Violation' ? { ...finding, rule: 'schema' } : finding,
      ),
    })),
  },
]

export const mutantsOfRules: readonly LedgerMutant[] = [...forgetful, ...byHalves]
