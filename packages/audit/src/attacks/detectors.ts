/** Names of what detects attacks, by what they have in common. */
import { RULES } from '@accord-ledger/core'

/** Every rule of the spec, by its name. */
export const ANY_RULE: readonly string[] = Object.keys(RULES)

/** What holds for an event that is logged at another place than its signers meant it for. */
export const ELSEWHERE: readonly string[] = [
  'seen-range',
  'seen-hash',
  'until',
  'previous',
  'effective',
  'key-current',
  'signers',
  'text-current',
  'accord-open',
  'endorse-again',
  'withdraw-member',
  'attest-unsigned',
  'attest-before-key',
  'attest-withdraw-key',
  'strike-again',
  'signature',
]

/** What holds for later entries of a log that was chained anew after a change. */
export const CHAINED: readonly string[] = [
  'seen-range',
  'seen-hash',
  'until',
  'previous',
  'known-head',
]
