/** A store over a network that loses, cuts, slows and repeats: whatever is retried, what was appended stands in the log once. */
import { asStoreError } from '@accord-ledger/core'
import type { AppendResult, Store } from '@accord-ledger/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryStore } from '../memory/memory-store.ts'
import { aNetworkFault, faultProxy } from '../test-support/fault-proxy.ts'
import type { FaultProxy, NetworkFault } from '../test-support/fault-proxy.ts'
import { httpOptions, serveStore, TOKEN } from '../test-support/http-subject.ts'
import { testLink, textEntriesAfter, wholeLog } from '../test-support/ledger-under-test.ts'
import { runsOf, SEED } from '../test-support/store-subjects.ts'
import { openHttpStore } from './http-store.ts'

const options = { ...httpOptions, token: TOKEN, timeoutMs: 1_000, attempts: 2, delayMs: 1 }

/** Runs `use` with a store and a way to spoil the network to it, and looks at what is stored. */
async function overTheProxy(
  use: (open: () => Promise<Store>, proxy: FaultProxy) => Promise<void>,
  timeoutMs = 1_000,
): Promise<readonly string[]> {
  const kept = memoryStore({ link: testLink })
  const server = await serveStore(kept, { maxRequestsPerSocket: 1 })
  const proxy = await faultProxy(server.url)
  try {
    await use(() => insist(() => openHttpStore(proxy.url, { ...options, timeoutMs })), proxy)
    // What is still under way in the network may arrive late.
    await new Promise((resolve) => setTimeout(resolve, 20))
    const log = await wholeLog(kept)
    return log.map(({ bytes }) => Buffer.from(bytes.subarray(64)).toString())
  } finally {
    await proxy[Symbol.asyncDispose]()
    await server.close()
    await kept[Symbol.asyncDispose]()
  }
}

/** Does what a caller is to do: repeats what is in doubt or was not sent, and begins anew after a conflict. */
async function appendAtLast(store: Store, text: string): Promise<AppendResult> {
  for (let n = 0; n < 100; n++) {
    const head = await insist(() => store.head())
    const entries = textEntriesAfter(head, text)
    const result = await insist(() => store.append(head, entries))
    if (result.ok) return result
  }
  throw new Error('a hundred conflicts')
}

async function insist<A>(call: () => Promise<A>): Promise<A> {
  for (let n = 0; n < 50; n++) {
    try {
      return await call()
    } catch (thrown) {
      const code = asStoreError(thrown)?.code
      if (code !== 'ambiguous' && code !== 'unavailable') throw thrown
    }
  }
  throw new Error('fifty failures')
}

describe('a store over a bad network', () => {
  it('has each entry once, whatever is lost, cut, slowed or repeated', { timeout: 120_000 }, () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(aNetworkFault, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 3 }),
        async (faults, writers) => {
          const texts = Array.from({ length: writers }, (_, i) => [`${i}.a`, `${i}.b`])
          const stored = await overTheProxy(async (open, proxy) => {
            const stores = await Promise.all(texts.map(open))
            proxy.plan(faults)
            await Promise.all(
              texts.map(async (mine, i) => {
                const store = stores[i]
                if (store === undefined) throw new Error('a writer without a store')
                for (const text of mine) await appendAtLast(store, text)
              }),
            )
            for (const store of stores) await store[Symbol.asyncDispose]()
          }, 300)
          expect(stored.toSorted()).toEqual(texts.flat())
        },
      ),
      { seed: SEED, numRuns: runsOf(15) },
    ),
  )

  it.each<[NetworkFault, string, readonly string[]]>([
    [{ kind: 'black-hole' }, 'ambiguous', []],
    [{ kind: 'reset-request', bytes: 0 }, 'ambiguous', []],
    [{ kind: 'reset-request', bytes: 100 }, 'ambiguous', []],
    [{ kind: 'lost-reply' }, 'ambiguous', ['x']],
    [{ kind: 'silent' }, 'ambiguous', ['x']],
    [{ kind: 'reset-reply', bytes: 60 }, 'ambiguous', ['x']],
    [{ kind: 'truncated', bytes: 0 }, 'ambiguous', ['x']],
    [{ kind: 'truncated', bytes: 200 }, 'ambiguous', ['x']],
    [{ kind: 'twice' }, 'ok', ['x']],
    [{ kind: 'trickle' }, 'ok', ['x']],
    [{ kind: 'delay', milliseconds: 50 }, 'ok', ['x']],
  ])('%j: an append is %s, and %j is stored', async (fault, code, expected) => {
    const stored = await overTheProxy(async (open, proxy) => {
      const store = await open()
      const head = await store.head()
      proxy.plan([fault])
      const appending = store.append(head, textEntriesAfter(head, 'x'))
      const found = await appending.then(
        ({ ok }) => (ok ? 'ok' : 'conflict'),
        (thrown: unknown) => asStoreError(thrown)?.code,
      )
      expect(found).toBe(code)
      await store[Symbol.asyncDispose]()
    })
    expect(stored).toEqual(expected)
  })

  it('is unavailable, and nothing more, where nobody listens any more', async () => {
    const kept = memoryStore({ link: testLink })
    const server = await serveStore(kept, { maxRequestsPerSocket: 1 })
    const store = await openHttpStore(server.url, options)
    const head = await store.head()
    await server.close()
    const appending = store.append(head, textEntriesAfter(head, 'x'))
    await expect(appending).rejects.toMatchObject({ storeError: { code: 'unavailable' } })
    await expect(store.head()).rejects.toMatchObject({ storeError: { code: 'unavailable' } })
  })
})
