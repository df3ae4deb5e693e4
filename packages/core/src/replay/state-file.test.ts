import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { authorEvent } from '../events/author.ts'
import { describe as sentenceOf } from '../describe.ts'
import { leafHash, nobleHasher, sha256 } from '../crypto/hash.ts'
import { encodeHex } from '../values/hex.ts'
import { readUtf8, sameBytes } from '../values/json.ts'
import { concatBytes } from '../values/bytes.ts'
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

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array): string => readUtf8(bytes) ?? ''
const summed = (above: string): string => `${above}sha256 ${encodeHex(sha256(utf8(above)))}\n`

/** `text` with what stands between its first line and its last changed, and the sum made good again. */
function forged(text: string, change: (body: string) => string): string {
  const lines = text.split('\n')
  const body = `${lines.slice(1, -2).join('\n')}\n`
  return summed(`${lines[0]}\n${change(body)}`)
}

/** As `forged`, with the lengths in the header made good, too. */
function reforged(text: string, change: (body: string) => string): string {
  const before = sectionsIn(text)
  return forged(text, (body) => {
    const changed = change(body)
    const after = sectionsIn(`${text.split('\n')[0]}\n${changed}sum`)
    return changed.replace(JSON.stringify(before), JSON.stringify(after))
  })
}

/** The row of a key. */
function row(body: string, key: string): string {
  return body.split('\n').find((line) => line.startsWith(`["${key}"`)) ?? ''
}

/** How long the sections are: told by the shapes of their rows. */
function sectionsIn(text: string): readonly number[] {
  const lines = text.split('\n').slice(2, -1)
  return [
    /^\["[^"/]*",.*,(?:true|false)\]$/u,
    /^\["[^"]*\/.*\]$/u,
    /^\["[^"]*",\d+\]$/u,
    /^\[.*(?:null|"\d{4}-\d\d-\d\d")\]$/u,
    /^[0-9a-f]*$/u,
  ].map((shape) =>
    lines.reduce((sum, line) => sum + (shape.test(line) ? utf8(line).length + 1 : 0), 0),
  )
}

describe('a saved state', () => {
  it('is a header, a line for each row, the hashes, and their sum', async () => {
    const lines = textOf(formatStateFile(await stateAt(1))).split('\n')
    const [hash] = log.map((bytes) => encodeHex(leafHash(bytes)))
    const [low, high] = [operator.key, registrar.key].toSorted()
    expect(lines.slice(0, -2)).toEqual([
      'accord-ledger state v1',
      `{"authority":{"last":"${hash}","operator":"${operator.key}","registrars":["${registrar.key}"]},` +
        `"bytes":[0,0,142,0,65],"founder":"${operator.key}","founding":"${hash}","head":"${hash}",` +
        `"log":"accords.example/1","rolesSeparated":true,"root":"${hash}","rules":1,"size":1,` +
        `"time":"2026-11-22T09:00:00Z","tree":["${hash}"]}`,
      `["${low}",0]`,
      `["${high}",0]`,
      hash,
    ])
    expect(lines.at(-2)).toMatch(/^sha256 [0-9a-f]{64}$/)
    expect(lines.at(-1)).toBe('')
  })

  it('resumes the verification of a log where it was left, as if it had never stopped', async () => {
    const whole = await verify(0, {})
    expect([whole.verdict, whole.size]).toEqual(['sound', log.length])
    for (let size = 1; size <= log.length; size++) {
      const resume = right(parseStateFile(formatStateFile(await stateAt(size))))
      const heard: number[] = []
      const found = await verify(size, { resume, onEntry: ({ index }) => heard.push(index) })
      expect({ ...found, state: null }).toEqual({ ...whole, state: null })
      expect(textOf(formatStateFile(found.state))).toBe(textOf(formatStateFile(whole.state)))
      expect(heard).toEqual(log.slice(size).map((_, i) => size + i))
    }
  })

  it('keeps whom the log was trusted to, and refuses what does not follow it', async () => {
    const saved = formatStateFile(await stateAt(5))
    const trusted = { kind: 'key', key: operator.key } as const
    const other = { kind: 'key', key: registrar.key } as const
    const resume = () => right(parseStateFile(saved))
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
    const saved = formatStateFile({ ...(await stateAt(6)), size, tree, hashes, head })
    const state = right(parseStateFile(saved))
    expect([state.hashes.get(size - 1), state.hashes.get(size)]).toEqual([head, undefined])
    expect(state.hashes.get(size - SEEN_WINDOW)).toBe(hashes.get(size - SEEN_WINDOW))
    expect(state.hashes.get(size - SEEN_WINDOW - 1)).toBeUndefined()
    expect(textOf(formatStateFile(state))).toBe(textOf(saved))
    const short = reforged(textOf(saved), (body) => body.replace(/\n[0-9a-f]{64}/, '\n'))
    expect(left(parseStateFile(utf8(short))).path).toBe('line 2')
  })

  it('is the same by every hasher, and refused by one that hashes otherwise', async () => {
    const state = await stateAt(log.length)
    const saved = formatStateFile(state)
    const odd = { ...nobleHasher, sha256: () => new Uint8Array(32) }
    expect(textOf(formatStateFile(state, { ...nobleHasher }))).toBe(textOf(saved))
    expect(left(parseStateFile(saved, { hasher: odd })).path).toBe('the last line')
  })

  it('has the same rows where none of them was looked at, also after it went on', async () => {
    for (let size = 1; size <= log.length; size++) {
      const saved = formatStateFile(await stateAt(size))
      const resume = right(parseStateFile(saved, { checkRows: false }))
      const { state, verdict } = await verify(size, { resume })
      expect(verdict).toBe('sound')
      expect(textOf(formatStateFile(state))).toBe(
        textOf(formatStateFile(await stateAt(log.length))),
      )
    }
  })
})

describe('a state file is refused', () => {
  it('with any one byte changed, dropped or added', async () => {
    const saved = formatStateFile(await stateAt(log.length))
    fc.assert(
      fc.property(
        fc.nat(saved.length - 1),
        fc.constantFrom('', '0', 'x', ' ', '\n', '"', '\u{1f91d}'),
        fc.boolean(),
        (at, middle, checkRows) => {
          const other = concatBytes(saved.subarray(0, at), utf8(middle), saved.subarray(at + 1))
          if (sameBytes(other, saved)) return
          expect(parseStateFile(other, { checkRows })).toMatchObject({
            left: { _tag: 'Malformed', what: 'state file' },
          })
        },
      ),
      { numRuns: 500 },
    )
  })

  it('where its sum is another, before anything in it is looked at', async () => {
    const text = textOf(formatStateFile(await stateAt(2)))
    const above = text.slice(0, text.lastIndexOf('sha256'))
    const sum = text.slice(above.length)
    for (const other of [`sha256 ${'0'.repeat(64)}\n`, sum.toUpperCase(), `${sum}\n`, '']) {
      expect(left(parseStateFile(utf8(above + other))).path).toBe('the last line')
    }
    expect(left(parseStateFile(utf8(text.replace('"size":2', '"size":3')))).path).toBe(
      'the last line',
    )
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
    ['a hash too few', (body) => body.replace(/\n[0-9a-f]{64}/, '\n')],
    ['a hash that is none', (body) => body.replace(/[0-9a-f]\n$/, 'X\n')],
    ['no line feed behind the hashes', (body) => body.replace(/([0-9a-f])\n$/, '$1 ')],
    ['other rules', (body) => body.replace('"rules":1', '"rules":2')],
    ['a field too many', (body) => body.replace('"rules":1', '"note":1,"rules":1')],
    [
      'fields in another order',
      (body) =>
        body.replace('"rules":1', '"x":1').replace('{', '{"rules":1,').replace(',"x":1', ''),
    ],
    ['a field too few', (body) => body.replace('"rolesSeparated":false,', '')],
    ['a key twice', (body) => body.replace(/(\["[0-9a-f]{64}",\d+\]\n)/, '$1$1')],
    [
      'keys in another order',
      (body) => body.replace(/(\["[0-9a-f]{64}",\d+\]\n)(\["[0-9a-f]{64}",\d+\]\n)/, '$2$1'),
    ],
    ['a key of another kind', (body) => body.replace(/\n\["[0-9a-f]{64}",(\d+)/, '\n["x",$1')],
    ['a standing that is none', (body) => body.replace('"attested"', '"rumoured"')],
    ['an act without a party', (body) => body.replace('"paris-call/acme"', '"paris-call/"')],
    ['an act of no id', (body) => body.replace('"paris-call/acme"', '"paris-call/A"')],
    ['a row that is no JSON', (body) => body.replace(row(body, 'acme'), '["acme",null')],
    [
      'a row that is another value',
      (body) => body.replace(row(body, 'acme'), '["acme",null,null]'),
    ],
    ['a space', (body) => body.replace(',', ', ')],
    [
      'a space in a row',
      (body) => body.replace(row(body, 'acme'), row(body, 'acme').replace(',', ', ')),
    ],
    ['no JSON', () => '{'],
    ['another value', () => 'null\n'],
    ['nothing', () => ''],
  ])('though its sum is right: %s', async (_, change) => {
    const text = textOf(formatStateFile(await stateAt(log.length)))
    expect(forged(text, (body) => body)).toBe(text)
    expect(reforged(text, (body) => body)).toBe(text)
    for (const forge of [forged, reforged]) {
      expect(forge(text, change)).not.toBe(text)
      const malformed = left(parseStateFile(utf8(forge(text, change))))
      expect(malformed).toMatchObject({ _tag: 'Malformed', what: 'state file' })
      expect(sentenceOf(malformed)).toMatch(
        /^the state file is malformed(?: at .+)?: expected .+, found .+$/,
      )
    }
  })

  it('at the row that a rule asks for, where rows are not looked at before', async () => {
    const text = textOf(formatStateFile(await stateAt(5)))
    const bad = utf8(
      reforged(text, (body) => body.replace(row(body, 'acme'), '["acme",null,null]')),
    )
    expect(left(parseStateFile(bad)).what).toBe('state file')
    const resume = right(parseStateFile(bad, { checkRows: false }))
    await expect(verify(5, { resume })).rejects.toThrow(
      'a saved state holds a row that is none: ["acme",null,null]',
    )
  })

  it('of an empty log, of a later version, and where there is none', () => {
    for (const saved of [
      formatStateFile(emptyState()),
      ...['accord-ledger state v2\n', 'accord-ledger state v1\n', '', '\n\n\n'].map(utf8),
    ]) {
      expect(left(parseStateFile(saved))).toMatchObject({ what: 'state file' })
    }
  })
})
