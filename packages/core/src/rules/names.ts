/**
 * Every rule that makes a log valid: its name and its number in the spec (§5). Of the rules that an
 * entry breaks, the one with the lowest number is reported. Numbers are never given to another rule.
 */
export const RULES = {
  // the bytes (spec §5.1)
  'entry-size': 1,
  'utf-8': 2,
  json: 3,
  schema: 4,
  canonical: 5,
  // the chain (spec §5.2)
  index: 6,
  prev: 7,
  time: 8,
  founding: 9,
  log: 10,
  'seen-range': 11,
  'seen-hash': 12,
  until: 13,
  // what an event speaks of (spec §5.3)
  'accord-known': 14,
  'signatory-known': 15,
  previous: 16,
  effective: 17,
  // keys and signers (spec §5.4)
  'key-encoding': 18,
  'key-fresh': 19,
  'key-current': 20,
  signers: 21,
  // accords and acts (spec §5.5)
  'accord-title': 22,
  'text-current': 23,
  'accord-open': 24,
  'endorse-again': 25,
  'withdraw-member': 26,
  'attest-unsigned': 27,
  'attest-before-key': 28,
  'attest-withdraw-key': 29,
  'attest-withdraw-text': 30,
  'strike-again': 31,
  // the curve (spec §4)
  signature: 32,
} as const

/** The name of a rule of the spec (§5). */
export type RuleName = keyof typeof RULES

/** The number of a rule in the spec. */
export function ruleNumber(rule: RuleName): number {
  return RULES[rule]
}
