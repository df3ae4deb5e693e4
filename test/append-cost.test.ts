import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openFileStore } from '@accord-ledger/adapters/file'
import { memoryStore } from '@accord-ledger/adapters/memory'
import { nativeVerifier } from '@accord-ledger/adapters/native'
import { entryLink, type Store } from '@accord-ledger/core'
import type * as sha2 from '@noble/hashes/sha2.js'
import { afterAll, describe, expect, it, vi } from 'vitest'
import {
  countingFileSystem,
  countingStore,
  countingVerifier,
  newCounter,
} from './support/counting-ports.ts'
import { grow, opened } from './support/large-ledger.ts'

const counter = vi.hoisted(() => ({ hashes: 0 }))

vi.mock('@noble/hashes/sha2.js', async (importOriginal) => {
  const real = await importOriginal<typeof sha2>()
  const counted = (bytes: Uint8Array): Uint8Array => {
    counter.hashes += 1
    return real.sha256(bytes)
  }
  const create: typeof real.sha256.create = () => {
    counter.hashes += 1
    return real.sha256.create()
  }
  return { ...real, sha256: Object.assign(counted, real.sha256, { create }) }
})

const SIZES = [30, 300, 3000]
/** Appends counted at each size: enough to meet large subtrees that close. */
const APPENDS = 16

const folder = mkdtempSync(join(tmpdir(), 'accord-ledger-cost-'))
afterAll(() => rmSync(folder, { recursive: true }))

const fileCounter = newCounter()

const STORES: readonly (readonly [string, () => Promise<Store>])[] = [
  ['memory', () => Promise.resolve(memoryStore({ link: entryLink }))],
  [
    'file',
    () =>
      openFileStore(join(folder, 'ledger'), {
        link: entryLink,
        mode: 'write',
        create: true,
        fileSystem: countingFileSystem(fileCounter),
      }),
  ],
]

describe.each(STORES)('appending to a ledger in a %s store', (_, open) => {
  it('costs the same whether the log has 30 entries, 300 or 3,000', async () => {
    const ports = newCounter()
    await using store = await open()
    const verifier = countingVerifier(nativeVerifier(), ports)
    const ledger = await opened({ store: countingStore(store, ports), verifier })
    const costs = []
    for (const size of SIZES) {
      await grow(ledger, size)
      ports.take()
      fileCounter.take()
      counter.hashes = 0
      await grow(ledger, size + APPENDS, 1)
      costs.push({ hashes: counter.hashes, calls: ports.take(), files: fileCounter.take() })
    }
    const [first] = costs
    for (const { hashes, calls, files } of costs) {
      expect(calls).toEqual({
        append: APPENDS,
        'entries appended': APPENDS,
        'signatures checked': APPENDS,
      })
      // One hash for the entry in the replay, one or two in the store, one on average for the tree.
      expect(hashes).toBeLessThanOrEqual(5 * APPENDS)
      expect({ ...files, 'bytes written': 0 }).toEqual({ ...first?.files, 'bytes written': 0 })
      expect(files['bytes written'] ?? 0).toBeLessThanOrEqual(1000 * APPENDS)
    }
  }, 60_000)
})
