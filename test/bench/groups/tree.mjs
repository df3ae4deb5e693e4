/** The tree against the hashes that it cannot do without. */
import { hash } from 'node:crypto'
import { appendEntriesBy, appendLeavesBy, EMPTY_TREE, rootOf } from '@accord-ledger/core'
import { nativeHasher } from '@accord-ledger/adapters/native'
import { inTurns, medianOf, ratios } from '../measure.mjs'

/** Entries that are appended at once: what a reader gets in a piece of 64 KiB, about. */
const BLOCK = 100

export async function tree({ large: leaves, repeats }) {
  const hasher = nativeHasher()
  const blockOfEntries = Array.from({ length: BLOCK }, () => new Uint8Array(64))
  const numbers = blockOfEntries.map((bytes) => new Uint32Array(bytes.buffer))
  const grown = (from, count, append) => {
    let current = from
    for (let i = 0; i < count; i += BLOCK) {
      const length = Math.min(BLOCK, count - i)
      for (let j = 0; j < length; j++) numbers[j][0] = i + j
      current = append(current, length === BLOCK ? blockOfEntries : blockOfEntries.slice(0, length))
    }
    return current
  }
  const byEntries = (current, entries) => appendEntriesBy(hasher, current, entries)
  const byLeaves = (current, entries) => {
    const hashes = []
    for (const bytes of entries) hashes.push(hasher.leafHash(bytes))
    return appendLeavesBy(hasher, current, hashes)
  }
  const full = grown(EMPTY_TREE, leaves - 1, byEntries)
  const seconds = await inTurns(
    {
      build: () => rootOf(grown(EMPTY_TREE, leaves, byEntries)),
      append: () => grown(full, leaves, byEntries),
      leaves: () => rootOf(grown(EMPTY_TREE, leaves, byLeaves)),
      written: () => hashesWritten(2 * leaves),
      looped: () => hashesLooped(2 * leaves),
    },
    repeats,
  )
  const { build, append, leaves: built } = seconds
  // The one that is faster here is what the tree is measured against.
  const bare =
    medianOf(seconds.written) < medianOf(seconds.looped) ? seconds.written : seconds.looped
  const kept = medianOf(ratios(built, bare)).toFixed(2)
  return [
    {
      id: 'tree-append',
      entries: leaves,
      values: ratios(bare, append),
      seconds: { ours: append, bare },
    },
    {
      id: 'tree-build',
      entries: leaves,
      values: ratios(build, bare),
      seconds: { ours: build, bare, leaves: built },
      note: `${kept} where every leaf hash is an array that the caller keeps`,
    },
  ]
}

// A hash is bytes: there are two fast ways to have them from Node, and which is faster depends on its version.
const node = new Uint8Array(65)
const answer = Buffer.alloc(32)

function hashesWritten(count) {
  for (let i = 0; i < count; i++) {
    node[1] = i
    answer.latin1Write(hash('sha256', node, 'binary'), 0, 32)
  }
}

function hashesLooped(count) {
  for (let i = 0; i < count; i++) {
    node[1] = i
    const binary = hash('sha256', node, 'binary')
    for (let j = 0; j < 32; j++) answer[j] = binary.charCodeAt(j)
  }
}
