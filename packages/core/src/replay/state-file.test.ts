import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { authorEvent } from '../events/author.ts'
import { describe as sentenceOf } from '../describe.ts'
import { leafHash, sha256 } from '../crypto/hash.ts'
import { encodeHex } from '../values/hex.ts'
import type { Hash } from '../values/primitives.ts'
import { replay } from './replay.ts'
import { formatStateFile, parseStateFile } from './state-file.ts'
import { emptyState, SEEN_WINDOW } from './state.ts'
import type { LedgerState } from './state.ts'
import { ringTable } from './table.ts'
import { left, right } from '../test-support/either.ts'
import {
  admitting,
  attesting,
  blocks,
  credulous,
  logOf,
  operator,
  registrar,
  signer,
  STORY,
  withdrawing,
} from '../test-support/story.ts'
import { leafOf } from '../test-support/tree-model.ts'
import { nobleVerifier } from '../crypto/verifier.ts'
import { verifyLog } from './verify.ts'
import type { VerifyOptions } from './verify.ts'

const log = await logOf([
  ...STORY,
  admitting('b', null, 'B "\u{1f91d}" \\ é'),
  attesting('b'),
  withdrawing,
  authorEvent({ type: 'rotate', signatory: 'acme', key: signer(5).key }, [signer(3), signer(5)]),
  authorEvent(
    { type: 'authority', operator: operator.key, registrars: [operator.key, registrar.key] },
    [operator],
  ),
])
const stateAt = async (size: number): Promise<LedgerState> =>
  (await replay(emptyState(), blocks(log.slice(0, size)), { verifier: credulous })).state
const verify = (from: number, options: Partial<VerifyOptions>) =>
  verifyLog(blocks(log.slice(from)), { verifier: nobleVerifier, ...options })

const numbered = (i: number): Hash => i.toString(16).padStart(64, '0') as Hash

/** `text` with its second line changed, and the sum made good again. */
function forged(text: string, change: (body: string) => string): string {
  const [header = '', body = ''] = text.split('\n')
  const above = `${header}\n${change(body)}\n`
  return `${above}sha256 ${encodeHex(sha256(new TextEncoder().encode(above)))}\n`
}

describe('a saved state', () => {
  it('is three lines: what it is, what it holds, and their sum', async () => {
    const lines = formatStateFile(await stateAt(1)).split('\n')
    const [hash] = log.map((bytes) => encodeHex(leafHash(bytes)))
    const [low, high] = [operator.key, registrar.key].toSorted()
    expect(lines.length).toBe(4)
    expect(lines[0]).toBe('accord-ledger state v1')
    expect(lines[1]).toBe(
      `{"accords":[],"acts":[],"authority":{"last":"${hash}","operator":"${operator.key}","registrars":["${registrar.key}"]},` +
        `"founder":"${operator.key}","founding":"${hash}","hashes":["${hash}"],"head":"${hash}",` +
        `"keys":[["${operator.key}",0],["${registrar.key}",0]],"log":"accords.example/1","rolesSeparated":true,` +
        `"root":"${hash}","rules":1,"signatories":[],"size":1,"time":"2026-11-22T09:00:00Z","tree":["${hash}"]}`,
    )
    expect(lines[2]).toMatch(/^sha256 [0-9a-f]{64}$/)
    expect([low, high].every((key) => lines[1]?.includes(key ?? ''))).toBe(true)
  })

  it('resumes the verification of a log where it was left, as if it had never stopped', async () => {
    const whole = await verify(0, {})
    expect([whole.verdict, whole.size]).toEqual(['sound', log.length])
    for (let size = 1; size <= log.length; size++) {
      const resume = right(parseStateFile(formatStateFile(await stateAt(size))))
      const heard: number[] = []
      const found = await verify(size, { resume, onEntry: ({ index }) => heard.push(index) })
      expect({ ...found, state: null }).toEqual({ ...whole, state: null })
      expect(formatStateFile(found.state)).toBe(formatStateFile(whole.state))
      expect(heard).toEqual(log.slice(size).map((_, i) => size + i))
    }
  })

  it('keeps whom the log was trusted to, and refuses what does not follow it', async () => {
    const text = formatStateFile(await stateAt(5))
    const trusted = { kind: 'key', key: operator.key } as const
    const other = { kind: 'key', key: registrar.key } as const
    const resume = () => right(parseStateFile(text))
    expect((await verify(5, { resume: resume(), trust: trusted })).verdict).toBe('sound')
    expect((await verify(5, { resume: resume(), trust: other })).verdict).toBe('unsound')
    for (const from of [4, 6]) {
      const found = await verify(from, { resume: resume() })
      expect(found).toMatchObject({
        verdict: 'unsound',
        size: 5,
        findings: [{ rule: 'index', index: 5 }, {}],
      })
    }
  })

  it('remembers the newest 65,536 entries of a long log, and none before them', async () => {
    const size = SEEN_WINDOW + 4464
    const hashes = ringTable<Hash>(SEEN_WINDOW, size - SEEN_WINDOW)
    for (let i = size - SEEN_WINDOW; i < size; i++) hashes.set(i, numbered(i))
    const roots = [...size.toString(2)].flatMap((bit, i) => (bit === '1' ? [leafOf(i)] : []))
    const tree = { size, roots }
    const head = hashes.get(size - 1)
    if (head === undefined) throw new Error('the ring holds the last one')
    const text = formatStateFile({ ...(await stateAt(6)), size, tree, hashes, head })
    const state = right(parseStateFile(text))
    expect([state.hashes.get(size - 1), state.hashes.get(size)]).toEqual([head, undefined])
    expect(state.hashes.get(size - SEEN_WINDOW)).toBe(hashes.get(size - SEEN_WINDOW))
    expect(state.hashes.get(size - SEEN_WINDOW - 1)).toBeUndefined()
    expect(formatStateFile(state)).toBe(text)
    const short = forged(text, (body) => body.replace(/"hashes":\["[0-9a-f]{64}",/, '"hashes":['))
    expect(left(parseStateFile(short)).path).toBe('line 2')
  })
})

describe('a state file is refused', () => {
  it('with any one character changed, dropped or added', async () => {
    const text = formatStateFile(await stateAt(log.length))
    fc.assert(
      fc.property(
        fc.nat(text.length - 1),
        fc.constantFrom('', '0', 'x', ' ', '\n', '"'),
        (at, middle) => {
          const other = text.slice(0, at) + middle + text.slice(at + 1)
          if (other === text) return
          expect(parseStateFile(other)).toMatchObject({
            left: { _tag: 'Malformed', what: 'state file' },
          })
        },
      ),
      { numRuns: 500 },
    )
  })

  it('where its sum is another, before anything in it is looked at', async () => {
    const text = formatStateFile(await stateAt(2))
    const [header, body, sum = ''] = text.split('\n')
    for (const other of [`sha256 ${'0'.repeat(64)}`, sum.toUpperCase(), `${sum} `, '']) {
      expect(left(parseStateFile(`${header}\n${body}\n${other}\n`)).path).toBe('line 3')
    }
    expect(left(parseStateFile(text.replace('"size":2', '"size":3'))).path).toBe('line 3')
  })

  const zeros = '0'.repeat(64)
  it.each<[string, (body: string) => string]>([
    ['another root', (body) => body.replace(/"root":"[0-9a-f]{64}"/, `"root":"${zeros}"`)],
    ['another head', (body) => body.replace(/"head":"[0-9a-f]{64}"/, `"head":"${zeros}"`)],
    ['another subtree', (body) => body.replace(/"tree":\["[0-9a-f]{64}"/, `"tree":["${zeros}"`)],
    ['no subtree', (body) => body.replace(/"tree":\[[^\]]*\]/, '"tree":[]')],
    ['one subtree too many', (body) => body.replace(/"tree":\[/, `"tree":["${zeros}",`)],
    ['another size', (body) => body.replace(/"size":\d+/, '"size":8')],
    ['size 0', (body) => body.replace(/"size":\d+/, '"size":0')],
    ['a hash too few', (body) => body.replace(/"hashes":\["[0-9a-f]{64}",/, '"hashes":[')],
    ['other rules', (body) => body.replace('"rules":1', '"rules":2')],
    ['a field too many', (body) => body.replace('"rules":1', '"rules":1,"note":1')],
    ['a field too few', (body) => body.replace('"rolesSeparated":false,', '')],
    ['a key twice', (body) => body.replace(/"keys":\[(\[[^\]]*\])/, '"keys":[$1,$1')],
    ['a key of another kind', (body) => body.replace(/"keys":\[\["[^"]*"/, '"keys":[["x"')],
    ['a standing that is none', (body) => body.replace('"attested"', '"rumoured"')],
    ['an act without a party', (body) => body.replace('"paris-call/acme"', '"paris-call"')],
    ['an act of no id', (body) => body.replace('"paris-call/acme"', '"paris-call/A"')],
    ['a space', (body) => body.replace(',', ', ')],
    ['no JSON', () => '{'],
    ['another value', () => 'null'],
    ['nothing', () => ''],
  ])('though its sum is right: %s', async (_, change) => {
    const text = formatStateFile(await stateAt(log.length))
    expect(forged(text, (body) => body)).toBe(text)
    expect(forged(text, change)).not.toBe(text)
    const malformed = left(parseStateFile(forged(text, change)))
    expect(malformed).toMatchObject({ _tag: 'Malformed', what: 'state file' })
    expect(sentenceOf(malformed)).toMatch(
      /^the state file is malformed(?: at .+)?: expected .+, found .+$/,
    )
  })

  it('of an empty log, of a later version, and where there is none', () => {
    for (const text of [formatStateFile(emptyState()), 'accord-ledger state v2\n', '', '\n\n\n']) {
      expect(left(parseStateFile(text))).toMatchObject({ what: 'state file' })
    }
  })
})
