/** The spec against the code: its rules are the code's rules, and its worked example is what the code makes of it. */
import { readFileSync } from 'node:fs'
import {
  appendLeaf,
  decodeEntry,
  EMPTY_TREE,
  encodeHex,
  MAX_ENTRY_BYTES,
  MAX_NOTICE_DAYS,
  MAX_REGISTRARS,
  MAX_SIGNATURES,
  nobleVerifier,
  rootOf,
  RULES,
  SEEN_WINDOW,
  signingBytes,
  verifyLog,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { expect, test } from 'vitest'

const spec = readFileSync(new URL('../docs/spec/ledger.md', import.meta.url), 'utf8')
const lines = readFileSync(new URL('../docs/spec/example.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
const leaves = lines.map((line) => new TextEncoder().encode(line))

test('the rules of the spec are the rules of the code, with their numbers', () => {
  const rows = [...spec.matchAll(/^\| (\d+) \| `([a-z0-9-]+)` \|/gm)]
  const written = rows.map(([, number, name]) => [name, Number(number)] as const)
  expect(Object.fromEntries(written)).toEqual(RULES)
  expect(written).toHaveLength(Object.keys(RULES).length)
  expect(written.map(([, number]) => number)).toEqual(written.map((_, i) => i + 1))
})

test('the hard limits of the spec are those of the code', () => {
  const section = spec.slice(spec.indexOf('### 2.5'), spec.indexOf('## 3. Entries'))
  const limits = [...section.matchAll(/^\| [^|]+ \| ([^|]+) \| (\d+) \|$/gm)].map(
    ([, limit, rule]) => [Number(rule), limit],
  )
  expect(limits).toEqual([
    [1, MAX_ENTRY_BYTES.toLocaleString('en')],
    [4, `1 to ${MAX_REGISTRARS}`],
    [4, `0 to ${MAX_SIGNATURES}`],
    [4, '16'],
    [4, '2^53 − 1'],
    [11, SEEN_WINDOW.toLocaleString('en')],
    [17, MAX_NOTICE_DAYS.toLocaleString('en')],
  ])
})

test('the worked example verifies, with the lengths, hashes and roots that the spec gives', async () => {
  const found = await verifyLog(blocks(), { verifier: nobleVerifier })
  expect(found.verdict).toBe('sound')
  expect(found.size).toBe(5)
  let tree = EMPTY_TREE
  for (const [i, bytes] of leaves.entries()) {
    const decoded = decodeEntry(bytes, i)
    if (E.isLeft(decoded)) throw new Error(decoded.left.expected)
    const { leaf, hash } = decoded.right
    tree = appendLeaf(tree, leaf)
    const root = i === 0 ? 'the same' : `\`${encodeHex(rootOf(tree))}\``
    expect(spec).toMatch(
      new RegExp(`^\\| ${i} \\| [^|]+ \\| ${bytes.length} \\| \`${hash}\` \\| ${root} \\|$`, 'm'),
    )
  }
  expect(found.root).toBe(encodeHex(rootOf(tree)))
})

test('entry 3 and its signing bytes stand in the spec as they are', () => {
  const decoded = decodeEntry(leaves[3] ?? new Uint8Array(0), 3)
  if (E.isLeft(decoded)) throw new Error(decoded.left.expected)
  const signed = signingBytes(decoded.right.entry.event)
  expect(spec).toContain(`\n\`\`\`json\n${lines[3]}\n\`\`\`\n`)
  expect(spec).toContain(`\n\`\`\`text\n${new TextDecoder().decode(signed)}\n\`\`\`\n`)
  expect(spec).toContain(`What acme signed in it, ${signed.length} bytes:`)
})

async function* blocks(): AsyncIterable<readonly Uint8Array[]> {
  yield leaves
}
