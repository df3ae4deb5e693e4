/** The tree against the hashes that it cannot do without. */
import { hash } from 'node:crypto'
import { appendLeafBy, EMPTY_TREE, rootOf } from '@accord-ledger/core'
import { nativeHasher } from '@accord-ledger/adapters/native'
import { inTurns, ratios } from '../measure.mjs'

export async function tree({ large: leaves, repeats }) {
  const hasher = nativeHasher()
  const bytes = new Uint8Array(64)
  const number = new Uint32Array(bytes.buffer)
  const grown = (from, count) => {
    let current = from
    for (let i = 0; i < count; i++) {
      number[0] = i
      current = appendLeafBy(hasher, current, hasher.leafHash(bytes))
    }
    return current
  }
  const node = new Uint8Array(65)
  const bare = (count) => {
    for (let i = 0; i < count; i++) {
      node[1] = i
      hash('sha256', node, 'binary')
    }
  }
  const full = grown(EMPTY_TREE, leaves - 1)
  const few = Math.ceil(leaves / 4)
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
