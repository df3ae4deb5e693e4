/**
 * One law a rule: an entry that breaks it, and none of a lower number, is refused under its name. The breaches are written from
 * the spec (§5), and ask no rule of the library.
 */
import { emptyState, RULES, trialOn } from '@accord-ledger/core'
import type { LedgerView, RuleName } from '@accord-ledger/core'
import * as fc from 'fast-check'
import { aHistory } from '../arbitraries/history.ts'
import type { History } from '../arbitraries/history.ts'
import { bytesOf } from './breach.ts'
import type { At, Draft, DraftBreach } from './breach.ts'
import { breachesOfActs } from './breaches-of-acts.ts'
import { breachesOfEntries } from './breaches-of-entries.ts'
import { law, same } from './law.ts'
import type { Law, LawRun } from './law.ts'
import { inBlocks } from './logs.ts'

/** What an entry that breaks each rule does. */
const BREACHES: Readonly<Record<RuleName, string>> = {
  'entry-size': 'takes more bytes than an entry may',
  'utf-8': 'is not UTF-8',
  json: 'is not JSON',
  schema: 'has a member that is none of its own, or a value that none may have',
  canonical: 'is spelt in another way than the canonical one',
  index: 'says another index than its place',
  prev: 'follows another entry than the one before it',
  time: 'is dated before the entry before it',
  founding: 'founds the log again, or is first and does not found it',
  log: 'was signed for another log',
  'seen-range': 'has seen what is not there yet',
  'seen-hash': 'has seen another entry than the one that stands there',
  until: 'comes after the time until which it might be logged',
  'accord-known': 'speaks of an accord that was never published',
  'signatory-known': 'speaks of a party that was never admitted',
  previous: 'does not follow the last event of its little chain',
  effective: 'is effective more than ten years ahead',
  'key-encoding': 'brings a key of small order',
  'key-fresh': 'brings a key that stood in the log before',
  'key-current': 'acts for a party that has no key',
  signers: 'is signed by one too few, or by one too many',
  'accord-title': 'changes the title of an accord and leaves its text',
  'text-current': 'endorses another text than the current one',
  'accord-open': 'joins a closed accord',
  'endorse-again': 'endorses what the party has endorsed',
  'withdraw-member': 'leaves an accord for a party that is not in it',
  'attest-unsigned': 'attests an endorsement for a party that has signed for itself',
  'attest-before-key': 'attests an endorsement of the time when the party had a key',
  'attest-withdraw-key': 'attests the leaving of a party that has signed and holds a key',
  'attest-withdraw-text': 'attests a leaving under a text',
  'strike-again': 'strikes off a party that is struck or never acted',
  signature: 'bears a signature that does not stand',
}

/** Thirty-two laws, by the numbers of their rules. */
export const ruleLaws: readonly Law[] = Object.entries(BREACHES)
  .map(([name, claim]) => ({ rule: ruleOf(name), claim }))
  .toSorted((a, b) => RULES[a.rule] - RULES[b.rule])
  .map(({ rule, claim }) =>
    law({
      kind: 'rule',
      name: `rule-${rule}`,
      claim: `an entry that ${claim} is refused under rule ${RULES[rule]}, ${rule}`,
      protects: 'that nothing stands in a log which the rules do not allow',
      covers: ['an entry that breaks it', ...(rule === 'signature' ? ['in the last entry'] : [])],
      share: 0.3,
      cases: ({ keys, mute, length }) =>
        fc.record({
          history: aHistory({ keys: rule === 'signature' ? keys : mute, length }),
          pick: fc.nat(10_000),
        }),
      check: (run, { history, pick }) => refused(run, rule, history, pick),
    }),
  )

async function refused(run: LawRun, rule: RuleName, history: History, pick: number): Promise<void> {
  const breach = breachOf(rule, history, pick)
  if (breach === null) return
  const { at, bytes } = breach
  run.about(history)
  run.note(`in place of entry ${at}: one that ${BREACHES[rule]}`)
  const log = [...history.log.slice(0, at), bytes, ...history.log.slice(at + 1)]
  // Entries behind it are no matter; that one is refused which stands last, another law of theirs.
  const cut = pick % 3 === 0 ? log.slice(0, at + 1) : log
  const verifier = rule === 'signature' ? run.verifier : run.believing
  const { verdict, size, findings } = await run.subject.verifyLog(inBlocks(cut, 1 + (pick % 7)), {
    verifier,
  })
  const found = findings.flatMap((finding) => (finding._tag === 'Violation' ? [finding.rule] : []))
  same(
    'the verdict',
    { verdict, size, rules: found },
    { verdict: 'unsound', size: at, rules: [rule] },
  )
  run.met('an entry that breaks it')
  if (rule === 'signature' && at === cut.length - 1) run.met('in the last entry')
}

/** A breach of `rule` in place of one of the entries, the one that `pick` says of all that offer a way. */
export function breachOf(
  rule: RuleName,
  history: History,
  pick: number,
): { readonly at: number; readonly bytes: Uint8Array } | null {
  const drafts = draftsOf(breacherOf(rule), history, pick)
  const chosen = drafts[pick % Math.max(1, drafts.length)]
  if (chosen === undefined) return null
  const { at, draft } = chosen
  return { at: at.entry.index, bytes: bytesOf(at, draft, history.keys) }
}

function draftsOf(
  breach: DraftBreach,
  history: History,
  pick: number,
): readonly { readonly at: At; readonly draft: Draft }[] {
  const trial = trialOn(emptyState())
  return history.entries.flatMap((entry, i) => {
    const view: LedgerView = trial.view()
    const at: At = { history, view, entry, pick }
    const draft = breach(at)
    const failure = trial.next(history.log[i] ?? new Uint8Array(0))
    if (failure !== null) throw new Error('a history breaks no rule')
    return draft === null ? [] : [{ at, draft }]
  })
}

function breacherOf(rule: RuleName): DraftBreach {
  const all: Readonly<Record<RuleName, DraftBreach>> = { ...breachesOfEntries, ...breachesOfActs }
  return all[rule]
}

function ruleOf(name: string): RuleName {
  const rule = Object.keys(RULES).find((each): each is RuleName => each === name)
  if (rule === undefined) throw new Error(`${name} is no rule`)
  return rule
}
