/** The last checkpoint that was seen is kept, and what does not go on from it is refused, with evidence. */
import {
  leafHash,
  nobleVerifier,
  noteKey,
  parseSignedCheckpoint,
  verifyFork,
} from '@accord-ledger/core'
import type { TileSource } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { checkpointOf, left, operator, ORIGIN, right, utf8 } from '../test-support/checkpoints.ts'
import { entriesOf, HOST, tiledHost } from '../test-support/tiled-host.ts'
import { checkAgainstPin, memoryPins, moveToPin } from './pins.ts'
import type { PinStore } from './pins.ts'
import { remoteLog } from './remote-log.ts'
import type { FetchedCheckpoint } from './remote-log.ts'

/** The tiles of a log of these entries, which its host serves for this size alone. */
const tilesOf = (entries: readonly Uint8Array[]): TileSource =>
  right(remoteLog(HOST, { fetch: tiledHost(entries).fetch, attempts: 1 }))

const none: TileSource = { readTile: async () => null }

async function signedAt(entries: readonly Uint8Array[], size: number): Promise<FetchedCheckpoint> {
  const bytes = await checkpointOf(entries.map(leafHash), size)
  return { bytes, ...right(parseSignedCheckpoint(bytes)) }
}

/** Pins with the checkpoint of the first `size` of `entries`. */
async function pinnedAt(entries: readonly Uint8Array[], size: number): Promise<PinStore> {
  const pins = memoryPins()
  await pins.replace(ORIGIN, null, (await signedAt(entries, size)).bytes)()
  return pins
}

const LOG = entriesOf(600)
const OTHER = entriesOf(700, 40)

describe('a checkpoint', () => {
  it('is pinned when it is the first, and goes on from the pin when its tree does', async () => {
    const pins = memoryPins()
    for (const size of [3, 3, 300, 512, 600]) {
      const found = await signedAt(LOG, size)
      right(await moveToPin(tilesOf(LOG.slice(0, size)), pins, found)())
      expect(right(await pins.load(ORIGIN)())).toEqual(found.bytes)
    }
  })

  it('is compared without moving the pin', async () => {
    const pins = await pinnedAt(LOG, 5)
    const checked = right(await checkAgainstPin(tilesOf(LOG), pins, await signedAt(LOG, 600))())
    expect(checked.pinned).toEqual((await signedAt(LOG, 5)).bytes)
    expect(right(await pins.load(ORIGIN)())).toEqual(checked.pinned)
  })

  it.each([
    ['is smaller, and no tiles tell more', LOG, 600, LOG, 599, none, 'PinRolledBack'],
    ['is smaller, of the same log', LOG, 600, LOG, 599, tilesOf(LOG), 'PinRolledBack'],
    ['is smaller, and of another history', LOG, 600, OTHER, 599, tilesOf(LOG), 'PinForked'],
    ['has the same size and another root', LOG, 600, OTHER, 600, none, 'PinForked'],
    ['is larger, and of another history', LOG, 600, OTHER, 700, tilesOf(OTHER), 'PinForked'],
    ['is larger, and its tiles are missing', LOG, 600, OTHER, 700, none, 'PinUnproven'],
    ['is larger, and its tiles are others', LOG, 300, OTHER, 600, tilesOf(LOG), 'PinUnproven'],
  ] as const)(
    'that %s is refused with both checkpoints, and the pin stays',
    async (_, was, wasSize, is, isSize, tiles, tag) => {
      const pins = await pinnedAt(was, wasSize)
      const before = right(await pins.load(ORIGIN)())
      const found = await signedAt(is, isSize)
      const error = left(await moveToPin(tiles, pins, found)())
      expect(error._tag).toBe(tag)
      if (!('pinned' in error)) throw new Error('evidence was expected')
      expect([error.pinned, error.found]).toEqual([before, found.bytes])
      expect([error.pinnedSize, error.foundSize]).toEqual([wasSize, isSize])
      expect(right(await pins.load(ORIGIN)())).toEqual(before)
      if (error._tag !== 'PinForked') return
      const fork = right(await verifyFork(error.proof, [noteKey(ORIGIN, operator)], nobleVerifier))
      expect(fork.origin).toBe(ORIGIN)
    },
  )

  it('is not compared with what is no checkpoint: somebody else wrote that', async () => {
    const pins = memoryPins()
    await pins.replace(ORIGIN, null, utf8('nonsense'))()
    const error = left(await moveToPin(tilesOf(LOG), pins, await signedAt(LOG, 600))())
    expect(error._tag).toBe('BadPin')
    expect(right(await pins.load(ORIGIN)())).toEqual(utf8('nonsense'))
  })

  it('that another process pinned meanwhile is compared too', async () => {
    const pins = memoryPins()
    let meanwhile: Uint8Array | null = (await signedAt(LOG, 600)).bytes
    const raced: PinStore = {
      ...pins,
      replace: (origin, expected, next) => async () => {
        if (meanwhile !== null) await pins.replace(origin, expected, meanwhile)()
        meanwhile = null
        return pins.replace(origin, expected, next)()
      },
    }
    const error = left(await moveToPin(none, raced, await signedAt(LOG, 599))())
    expect(error._tag).toBe('PinRolledBack')
    expect(right(await pins.load(ORIGIN)())).toEqual((await signedAt(LOG, 600)).bytes)
  })
})
