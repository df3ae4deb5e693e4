/** The tree against the hashes that it cannot do without. */
import { hash } from 'node:crypto'
import { appendLeavesBy, EMPTY_TREE, rootOf } from '@accord-ledger/core'
import { nativeHasher } from '@accord-ledger/adapters/native'
import { inTurns, ratios } from '../measure.mjs'

/** Leaves that are appended at once: what a reader gets in a piece of 64 KiB, about. */
const BLOCK = 100

export async function tree({ large: leaves, repeats }) {
  const hasher = nativeHasher()
  const bytes = new Uint8Array(64)
  const number = new Uint32Array(bytes.buffer)
  const grown = (from, count) => {
    let current = from
    for (let i = 0; i < count; i += BLOCK) {
      const block = []
      for (let j = i; j < Math.min(i + BLOCK, count); j++) {
        number[0] = j
        block.push(hasher.leafHash(bytes))
      }
      current = appendLeavesBy(hasher, current, block)
    }
    return current
  }
  const node = new Uint8Array(65)
  const answers = Buffer.alloc(32)
  const bare = (count) => {
    for (let i = 0; i < count; i++) {
      node[1] = i
      // A hash is bytes: this is the fastest way to have them from Node.
      answers.latin1Write(hash('sha256', node, 'binary'), 0, 32)
    }
  }
  const full = grown(EMPTY_TREE, leaves - 1)
  const few = leaves
  const seconds = await inTurns(
    {
      build: () => rootOf(grown(EMPTY_TREE, leaves)),
      append: () => grown(full, few),
      bareBuild: () => bare(2 * leaves),
      bareAppend: () => bare(2 * few),
    },
    repeats,
  )
  const { build, append, bareBuild, bareAppend } = seconds
  return [
    {
      id: 'tree-append',
      entries: few,
      values: ratios(bareAppend, append),
      seconds: { ours: append, bare: bareAppend },
    },
    {
      id: 'tree-build',
      entries: leaves,
      values: ratios(build, bareBuild),
      seconds: { ours: build, bare: bareBuild },
    },
  ]
}
