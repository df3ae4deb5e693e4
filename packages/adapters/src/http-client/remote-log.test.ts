/** A log read from a host that may be slow, forgetful, or a liar. */
import {
  asStoreError,
  checkInclusion,
  leafHash,
  proveInclusion,
  tileHashReader,
} from '@accord-ledger/core'
import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { left, right } from '../test-support/checkpoints.ts'
import { waiters } from '../port/waiters.ts'
import { answerOf, entriesOf, HOST, tiledHost } from '../test-support/tiled-host.ts'
import type { TiledHost } from '../test-support/tiled-host.ts'
import { remoteLog } from './remote-log.ts'
import type { RemoteLog, RemoteLogOptions } from './remote-log.ts'

const logOf = (host: TiledHost, more: Partial<RemoteLogOptions> = {}): RemoteLog =>
  right(remoteLog(HOST, { fetch: host.fetch, delayMs: 1, ...more }))

async function read(log: RemoteLog, from: number, size: number): Promise<readonly Uint8Array[]> {
  const all: Uint8Array[] = []
  for await (const block of log.entries(from, size)) all.push(...block)
  return all
}

const codeOf = (reading: Promise<unknown>): Promise<string | undefined> =>
  reading.then(
    () => 'no failure',
    (thrown: unknown) => asStoreError(thrown)?.code,
  )

describe('the address of a log', () => {
  it.each([HOST, `${HOST}/`, `${HOST}/checkpoint`])('is found in %s', (url) => {
    expect(right(remoteLog(url, { fetch: tiledHost([]).fetch })).url).toBe(HOST)
  })

  it.each([
    '',
    '/srv/log',
    'ftp://log.example/',
    'https://me:secret@log.example',
    'https://log.example/?a',
    'https://log.example/#a',
  ])('is not %j', (url) => {
    const reason = left(remoteLog(url, { fetch: tiledHost([]).fetch }))
    expect(reason).not.toContain('secret')
  })
})

describe('the entries of a log on a host', () => {
  it.each([1, 255, 256, 257, 600])('are read whole and from anywhere, %i of them', async (size) => {
    const host = tiledHost(entriesOf(size))
    const log = logOf(host)
    expect(await read(log, 0, size)).toEqual(host.entries)
    for (const from of [1, 200, 256, size - 1, size])
      if (from <= size) expect(await read(log, from, size)).toEqual(host.entries.slice(from))
  })

  it('are taken from the full bundle where the partial one is gone, and from a wider one', async () => {
    const host = tiledHost(entriesOf(600))
    const log = logOf(host)
    expect(await read(log, 0, 40)).toEqual(host.entries.slice(0, 40))
    expect(await read(log, 500, 550)).toEqual(host.entries.slice(500, 550))
  })

  it('are missing where the host has them no more', async () => {
    const host = tiledHost(entriesOf(600))
    host.spoil = async (path) => (path.includes('tile/entries/001') ? answerOf(null) : null)
    const blocks = logOf(host).entries(0, 600)[Symbol.asyncIterator]()
    expect((await blocks.next()).done).toBe(false)
    expect(await codeOf(blocks.next())).toBe('damaged')
  })

  it('are fetched a little ahead, and no further than they are taken', async () => {
    const host = tiledHost(entriesOf(2_600))
    const log = logOf(host, { ahead: 2 })
    const blocks = log.entries(0, 2_600)[Symbol.asyncIterator]()
    await blocks.next()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(host.asked).toHaveLength(3)
    await blocks.next()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(host.asked).toHaveLength(4)
  })

  it('are let go by a reader that stops, or whose signal is aborted', async () => {
    const host = tiledHost(entriesOf(2_600))
    host.spoil = (path) => (path.endsWith('/000') ? Promise.resolve(null) : new Promise(() => {}))
    for await (const block of logOf(host).entries(0, 2_600)) if (block.length > 0) break
    expect(host.underWay()).toBe(0)
    const stop = new AbortController()
    const reading = logOf(host).entries(300, 2_600, { signal: stop.signal })[Symbol.asyncIterator]()
    const first = reading.next()
    stop.abort()
    await expect(first).rejects.toMatchObject({ name: 'AbortError' })
    expect(host.underWay()).toBe(0)
  })

  it('are asked for again after a failure, a bounded number of times', async () => {
    const host = tiledHost(entriesOf(10))
    let failures = 2
    host.spoil = async () => (failures-- > 0 ? answerOf('busy', 503) : null)
    expect(await read(logOf(host), 0, 10)).toEqual(host.entries)
    host.asked.length = 0
    host.spoil = async () => {
      throw new TypeError('fetch failed')
    }
    expect(await codeOf(read(logOf(host), 0, 10))).toBe('unavailable')
    expect(host.asked).toHaveLength(3)
  })

  it.each([
    ['a page', answerOf('<html>', 200, { 'content-type': 'text/html' }), 'unavailable'],
    ['nothing', answerOf(''), 'damaged'],
    ['no bundle', answerOf('x'.repeat(50)), 'damaged'],
    ['a redirect', answerOf('', 302, { location: 'https://elsewhere.example/' }), 'unavailable'],
    ['a refusal', answerOf('no', 403), 'unavailable'],
    ['too much', answerOf(new Uint8Array(11 * 65_537)), 'unavailable'],
  ])('are not taken from %s', async (_, answer, code) => {
    const host = tiledHost(entriesOf(10))
    host.spoil = async () => answer
    expect(await codeOf(read(logOf(host, { attempts: 1 }), 0, 10))).toBe(code)
    expect(host.asked).toEqual(['tile/entries/000.p/10'])
  })

  it.each([
    [-1, 5],
    [6, 5],
    [0.5, 5],
    [0, NaN],
  ])('are no range [%f, %f)', async (from, size) => {
    const host = tiledHost(entriesOf(10))
    await expect(read(logOf(host), from, size)).rejects.toThrow(RangeError)
    expect(host.asked).toEqual([])
  })
})

describe('the tiles of a log on a host', () => {
  it('prove every entry under its checkpoint, also where partial tiles are gone', async () => {
    const host = tiledHost(entriesOf(600))
    const log = logOf(host)
    const { checkpoint } = right(await log.checkpoint()())
    // The host grows: the partial tiles of the checkpoint are there no more.
    host.entries = entriesOf(700)
    const reader = tileHashReader(checkpoint, log)
    for (const index of [0, 255, 256, 599]) {
      const leaf = leafHash(host.entries[index] ?? new Uint8Array(0))
      const proof = await proveInclusion(reader, index, 600)
      expect(isRight(checkInclusion(checkpoint, index, leaf, proof))).toBe(true)
    }
  })

  it('have exactly the length of their hashes', async () => {
    const host = tiledHost(entriesOf(10))
    host.spoil = async () => answerOf(new Uint8Array(31))
    const tile = { kind: 'hashes', level: 0, index: 0, width: 10 } as const
    expect(await codeOf(logOf(host).readTile(tile))).toBe('damaged')
  })
})

describe('the checkpoint of a log on a host', () => {
  it('is given as it was served', async () => {
    const host = tiledHost(entriesOf(3))
    const { checkpoint, bytes } = right(await logOf(host).checkpoint()())
    expect(checkpoint.size).toBe(3)
    expect(Buffer.from(bytes).toString()).toMatch(/^accords\.example\/1\n3\n/)
  })

  it.each([
    ['missing', answerOf(null)],
    ['missing', answerOf('gone', 410)],
    ['refused', answerOf('no', 403)],
    ['refused', answerOf('', 301)],
    ['refused', answerOf(new Uint8Array(70_000))],
    ['unavailable', answerOf('later', 503)],
    ['malformed', answerOf('<html>', 200, { 'content-type': 'text/html' })],
    ['malformed', answerOf('accords.example/1\n3\n')],
    ['malformed', answerOf('')],
  ])('is %s: %#', async (kind, answer) => {
    const host = tiledHost(entriesOf(3))
    host.spoil = async () => answer
    const error = left(await logOf(host, { attempts: 1 }).checkpoint()())
    expect([error.kind, error.message.startsWith(`${HOST}/checkpoint: `)]).toEqual([kind, true])
  })
})

/** The last line of a page. */
const trailer = (size: number): string =>
  `{"head":{"hash":"${'a'.repeat(64)}","size":${size}},"next":${size}}\n`

describe('waiting for more', () => {
  it('resolves when a larger checkpoint is published, by looking where there are no long polls', async () => {
    const host = tiledHost(entriesOf(3))
    const log = logOf(host, { pollMs: 5 })
    const waiting = log.waitForMore(3, new AbortController().signal)
    await new Promise((resolve) => setTimeout(resolve, 30))
    host.entries = entriesOf(4)
    await waiting
    expect(host.asked.filter((path) => path.startsWith('v1/'))).toHaveLength(1)
    host.asked.length = 0
    await log.waitForMore(3, new AbortController().signal)
    expect(host.asked).toEqual(['checkpoint'])
  })

  it('asks the server to wait where it does, and then for the checkpoint', async () => {
    const host = tiledHost(entriesOf(3))
    const arrivals = waiters()
    const { signal } = new AbortController()
    host.spoil = async (path) => {
      if (!path.startsWith('v1/')) return null
      await arrivals.wait(signal)
      return answerOf(`{"an":"entry"}\n${trailer(4)}`, 200, {
        'content-type': 'application/x-ndjson',
      })
    }
    const waiting = logOf(host).waitForMore(3, new AbortController().signal)
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(host.asked).toEqual(['v1/entries?from=3&limit=1&wait=20'])
    host.entries = entriesOf(4)
    arrivals.wake()
    await waiting
    expect(host.asked).toHaveLength(2)
  })

  it('goes on where a server has entries, and no checkpoint yet', async () => {
    const host = tiledHost(entriesOf(1))
    let unpublished = 3
    host.spoil = async (path) => {
      if (path.startsWith('v1/')) {
        const headers = { 'content-type': 'application/x-ndjson' }
        return answerOf(`{"an":"entry"}\n${trailer(1)}`, 200, headers)
      }
      return unpublished-- > 0 ? answerOf(null) : null
    }
    await logOf(host, { pollMs: 5 }).waitForMore(0, new AbortController().signal)
    expect(host.asked.filter((path) => path === 'checkpoint')).toHaveLength(4)
  })

  it('resolves after a failure, so that the caller looks for itself', async () => {
    const host = tiledHost(entriesOf(3))
    host.spoil = async () => answerOf('no', 403)
    await logOf(host, { pollMs: 5 }).waitForMore(3, new AbortController().signal)
    expect(host.asked.at(-1)).toBe('checkpoint')
  })

  it('ends at once with an abort, and leaves nothing under way', async () => {
    const host = tiledHost(entriesOf(3))
    host.spoil = () => new Promise(() => {})
    const stop = new AbortController()
    const waiting = logOf(host).waitForMore(3, stop.signal)
    await new Promise((resolve) => setTimeout(resolve, 10))
    stop.abort()
    await waiting
    await logOf(host).waitForMore(3, stop.signal)
    expect(host.underWay()).toBe(0)
    expect(isLeft(await logOf(host, { timeoutMs: 5, attempts: 1 }).checkpoint()())).toBe(true)
  })
})
