/**
 * The HTTP store as a subject of the conformance suite of @accord-ledger/audit: each ledger has a server of its own over a store in
 * memory, a network between them that loses requests and answers, and a server that may lie.
 */
import { entryHash, testLink } from '@accord-ledger/audit'
import type { Damage, StoreSubject } from '@accord-ledger/audit'
import type { Store, Stored } from '@accord-ledger/core'
import type { Fetch } from '../http/ask-bounded.ts'
import type { HttpServer } from '../http/http-server.ts'
import { openHttpStore } from '../http-client/http-store.ts'
import { memoryStore } from '../memory/memory-store.ts'
import { httpOptions, serveStore, TOKEN } from './http-subject.ts'
import { collect } from './ledger-under-test.ts'
import { after } from './store-subjects.ts'

/** Stores on servers of their own. */
export const httpStoreSubject: StoreSubject = {
  persistent: true,
  after,
  make: async () => {
    const served = new Map<string, Promise<Served>>()
    const net = network()
    const serverOf = (name: string): Promise<Served> => {
      const known = served.get(name) ?? serveLiar()
      served.set(name, known)
      return known
    }
    return {
      open: async (name, mode) => {
        const { server } = await serverOf(name)
        net.mend()
        const options = { ...httpOptions, fetch: net.fetch }
        return openHttpStore(server.url, mode === 'write' ? { ...options, token: TOKEN } : options)
      },
      failNextWrite: (_, when) => net.fail(when),
      duringNextWrite: (_, act) => net.watch(act),
      damage: async (name, damage) => (await serverOf(name)).damage(damage),
      disconnect: () => net.disconnect(),
      held: () => net.open(),
      pulled: () => net.pulled(),
      secrets: [TOKEN],
      remove: async () => {
        for (const each of served.values()) await (await each).close()
      },
    }
  },
}

/** A server, and a way to make it lie. */
interface Served {
  readonly server: HttpServer
  damage(damage: Damage): Promise<void>
  close(): Promise<void>
}

async function serveLiar(): Promise<Served> {
  const store = memoryStore({ link: testLink })
  let lies: readonly Stored[] | null = null
  let size = 0
  const liar: Store = {
    ...store,
    head: async (options) => {
      const last = lies?.[size - 1]
      return last === undefined ? store.head(options) : { size, hash: last.hash }
    },
    read: (from, to, options) => {
      const told = lies
      return told === null
        ? store.read(from, to, options)
        : (async function* () {
            yield* told.slice(from, to)
          })()
    },
  }
  const server = await serveStore(liar)
  return {
    server,
    damage: async ({ how, index }) => {
      const log = await collect(store.read(0))
      // A cut at the first entry leaves nothing but an empty log, which is told as it is.
      lies = changed(log, how, index)
      size = how === 'cut' ? index : log.length
      if (size === 0) liar.head = async () => ({ size: 0, hash: '0'.repeat(64) })
    },
    close: async () => {
      await server.close()
      await store[Symbol.asyncDispose]()
    },
  }
}

function changed(log: readonly Stored[], how: Damage['how'], index: number): readonly Stored[] {
  if (how === 'cut') return log.slice(0, index)
  if (how === 'missing') return log.toSpliced(index, 1)
  return log.map((stored, i) => {
    if (i !== index) return stored
    const bytes = new Uint8Array(
      how === 'changed' ? Math.max(65, stored.bytes.length) : stored.bytes.length,
    )
    bytes.set(stored.bytes)
    const at = how === 'changed' ? 64 : 0
    bytes[at] = bytes[at] === 0x31 ? 0x32 : 0x31
    return { index: stored.index, bytes, hash: entryHash(bytes) }
  })
}

/** What lies between a client and its servers. */
interface Network {
  readonly fetch: Fetch
  /** The next append, however often it is sent, does not come through, or its answers do not. */
  fail(when: 'before' | 'midway' | 'after'): void
  /** Failing is over. */
  mend(): void
  watch(act: () => void): void
  disconnect(): Promise<void>
  /** Requests under way. */
  open(): number
  /** Entries asked for, in all. */
  pulled(): number
}

function network(): Network {
  const connections = new Set<AbortController>()
  let failing: 'before' | 'midway' | 'after' | null = null
  let watching: (() => void) | null = null
  let pulled = 0

  const send: Fetch = async (url, init) => {
    const lost = new AbortController()
    connections.add(lost)
    const signal = AbortSignal.any([lost.signal, init.signal])
    try {
      const answer = await fetch(url, { ...init, signal })
      const bytes = new Uint8Array(await answer.arrayBuffer())
      return { status: answer.status, headers: answer.headers, body: once(bytes) }
    } catch (thrown) {
      if (lost.signal.aborted) throw new TypeError('the connection was lost', { cause: thrown })
      throw thrown
    } finally {
      connections.delete(lost)
    }
  }

  const through: Fetch = async (url, init) => {
    const { searchParams } = new URL(url)
    if (init.method !== 'POST') {
      if (searchParams.has('from')) pulled += Number(searchParams.get('limit') ?? 1_000)
      return send(url, init)
    }
    const act = watching
    watching = null
    const when = failing
    if (when === 'before') throw new TypeError('there is no connection')
    const sending = send(url, init)
    act?.()
    if (when === 'midway') await disconnect()
    const answer = await sending
    if (when === 'after') throw new TypeError('the answer was lost')
    return answer
  }

  async function disconnect(): Promise<void> {
    for (const connection of connections) connection.abort()
  }

  return {
    fetch: through,
    fail: (when) => (failing = when),
    mend: () => (failing = null),
    watch: (act) => (watching = act),
    disconnect,
    open: () => connections.size,
    pulled: () => pulled,
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
