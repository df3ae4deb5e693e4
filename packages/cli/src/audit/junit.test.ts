import { describe, expect, it } from 'vitest'
import type { AuditJson } from './audit-json.ts'
import { formatJunit } from './junit.ts'

const law = {
  name: 'proofs',
  claim: 'they stand',
  protects: 'all',
  verdict: 'holds',
  reason: '',
  cases: 3,
  coverage: { inclusion: 3 },
  script: [],
  seed: 1,
  path: null,
} as const
const attack = {
  name: 'flip-byte',
  on: 'log',
  claim: 'flips',
  verdict: 'detected',
  reason: '',
  cases: 2,
  detected: 2,
  by: { json: 2 },
  script: [],
  seed: 1,
  path: null,
} as const

function answer(more: Partial<AuditJson>): AuditJson {
  return {
    verdict: 'passed',
    place: 'ledger',
    verification: {},
    seed: 1,
    runs: 2,
    events: {},
    transitions: {},
    laws: [law],
    attacks: [attack],
    generated: null,
    ...more,
  }
}

const generated = {
  laws: [{ ...law, kind: 'proof', name: 'inclusion-stands' }],
  statistics: {
    histories: 1,
    entries: { total: 2, least: 2, most: 2 },
    types: {},
    transitions: {},
  },
} as const

/** The names of all elements, where the tags close in order; throws where it is not well formed. */
function elementsOf(xml: string): readonly string[] {
  const [declaration, ...rest] = xml.split('\n')
  expect(declaration).toBe('<?xml version="1.0" encoding="UTF-8"?>')
  const open: string[] = []
  const found: string[] = []
  const left = rest.join('\n').replaceAll(TAG, (_, close: string, name: string, end: string) => {
    if (close === '/') expect(open.pop()).toBe(name)
    else {
      found.push(name)
      if (end !== '/') open.push(name)
    }
    return ''
  })
  expect(open).toEqual([])
  // What is left is text: no markup, and no character that XML forbids.
  expect(left).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;|apos;)/)
  expect(xml).not.toMatch(FORBIDDEN)
  return found
}

const TAG = /<(\/?)([a-z-]+)(?: [a-z]+="[^"<>]*")*(\/?)>/g
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

describe('JUnit XML', () => {
  it('has a test case for the verification, each law and each attack', () => {
    const xml = formatJunit(answer({}))
    expect(elementsOf(xml).filter((name) => name === 'testcase')).toHaveLength(3)
    expect(xml).toContain('<testsuites tests="3" failures="0" errors="0" skipped="0">')
    expect(xml).toContain('classname="accord-ledger.attacks.log" name="flip-byte: flips"')
  })

  it('counts what failed and what was skipped, with the reason and where to find it', () => {
    const xml = formatJunit(
      answer({
        laws: [
          {
            ...law,
            verdict: 'broken',
            reason: 'it fell',
            script: ['step', 'step two'],
            path: '3:1',
          },
        ],
        attacks: [{ ...attack, verdict: 'not offered', reason: 'needs two entries', cases: 0 }],
      }),
    )
    expect(elementsOf(xml)).toContain('failure')
    expect(xml).toContain('tests="3" failures="1" errors="0" skipped="1"')
    expect(xml).toContain('<failure message="it fell; seed 1, path 3:1">step\nstep two</failure>')
    expect(xml).toContain('<skipped message="needs two entries"/>')
  })

  it('has a test case for each law on made histories', () => {
    const xml = formatJunit(answer({ generated }))
    expect(elementsOf(xml).filter((name) => name === 'testcase')).toHaveLength(4)
    expect(xml).toContain('classname="accord-ledger.generated.proof" name="inclusion-stands: ')
  })

  it('fails the verification where nothing else was tried', () => {
    const xml = formatJunit(answer({ verdict: 'failed', laws: [], attacks: [] }))
    expect(elementsOf(xml)).toContain('failure')
    expect(xml).toContain('tests="1" failures="1"')
  })

  it.each([
    `"/><failure message='x'/>`,
    '<![CDATA[ ]]> &amp; &#0;',
    '\u0000\u001b[31m\ud800\ufffe\u202e',
    '日本 \u{1f600}',
  ])('is well formed with %j in every text', (text) => {
    const xml = formatJunit(
      answer({
        place: text,
        verification: { text },
        laws: [{ ...law, verdict: 'broken', reason: text, script: [text] }],
        attacks: [
          { ...attack, verdict: 'missed', reason: text, script: [text], by: { [text]: 1 } },
        ],
      }),
    )
    expect(elementsOf(xml).filter((name) => name === 'failure')).toHaveLength(2)
  })
})
