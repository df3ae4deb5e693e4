import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { PLAIN } from '../io/style.ts'
import type { AuditJson } from './audit-json.ts'
import { auditText } from './audit-text.ts'

const GUIDE = fileURLToPath(new URL('../../../../docs/guides/audit-in-ci.md', import.meta.url))

const missed = {
  name: 'borrow-authority',
  on: 'submissions',
  claim: "submits an event under a registrar's key with a signature that is not its own",
  verdict: 'missed',
  reason: 'registrar 0 did not sign the accord: nothing detected it, where it has to be signature',
  cases: 20,
  detected: 3,
  by: { signature: 3 },
  script: [
    'entry 0 founds accords.example/1',
    'registrar 0 did not sign the accord: nothing detected it',
  ],
  seed: 1,
  path: 'borrow-authority:0',
} as const

const law = {
  kind: 'rule',
  name: 'rule-index',
  claim: 'an entry says its place',
  protects: 'order',
  verdict: 'untried',
  reason: 'never met: an entry\u001b[2K that breaks it',
  cases: 3,
  coverage: { 'an entry that breaks it': 0 },
  script: [],
  seed: 1,
  path: null,
} as const

const answer: AuditJson = {
  verdict: 'failed',
  place: 'ledger',
  verification: { size: 7 },
  seed: 1,
  runs: 20,
  events: { authority: 1 },
  transitions: {},
  laws: [],
  attacks: [missed],
  generated: {
    laws: [law],
    statistics: {
      histories: 2,
      entries: { total: 3, least: 1, most: 2 },
      types: { authority: 2, accord: 1 },
      transitions: {},
    },
  },
}

describe('the answer to people', () => {
  const text = auditText(answer, PLAIN)

  it('tells what was missed as the guide shows it: the smallest case, seed and path', () => {
    const shown = /```text\n( {2}borrow-authority missed[^]*?)```/.exec(readFileSync(GUIDE, 'utf8'))
    expect(shown?.[1]).toContain('the smallest case that was found:')
    expect(text).toContain(shown?.[1])
  })

  it('counts what was detected apart from what was tried', () => {
    expect(text).toMatch(/^ {2}borrow-authority +submissions +20 +3 +signature 3$/m)
  })

  it('has a line for each law on made histories, and what they were tried on', () => {
    expect(text).toMatch(/^ {2}rule-index +rule +3 +an entry that breaks it 0$/m)
    expect(text).toContain('  held     0 of 1 law of the software, in 3 cases\n')
    expect(text).toContain('  made     2 histories of 1 to 2 entries for them\n')
    expect(text).toContain('authority 2, accord 1')
  })

  it('says why a law failed, and no character of it moves the cursor', () => {
    expect(text).toContain('  rule-index untried: an entry says its place\n')
    expect(text).not.toContain('\u001b')
  })
})
