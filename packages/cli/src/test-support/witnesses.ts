/** Witnesses without a network: the real handler over memory, behind a `fetch` that leads to it. */
import { nativeSigner } from '@accord-ledger/adapters/native'
import { plainRequest, readBody, witnessHandler } from '@accord-ledger/adapters/witness'
import type { Fetch, HttpHandler } from '@accord-ledger/adapters/witness'
import { formatVerifierKey, nobleVerifier, parseVerifierKey, witnessKey } from '@accord-ledger/core'
import type { Witnessed, WitnessStore } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'

export interface Witnesses {
  readonly fetch: Fetch
  /** The lines of a policy: the log, the witnesses, a quorum of all of them. */
  readonly policy: string
  /** Which of them answer, by their numbers from 1; all, to begin with. */
  readonly answering: Set<number>
  /** How many requests came. */
  readonly asked: () => number
}

/** `count` witnesses, called W1 and so on, that know the log of this verifier key. `now` in milliseconds. */
export function witnesses(vkey: string, count: number, now: () => number): Witnesses {
  const log = parseVerifierKey(vkey)
  if (E.isLeft(log)) throw new Error(log.left.expected)
  const numbers = Array.from({ length: count }, (_, i) => i + 1)
  const answering = new Set(numbers)
  const handlers = new Map<string, HttpHandler>()
  const lines = [`log ${vkey}`]
  for (const number of numbers) {
    const name = `witness.example/w${number}`
    const signer = nativeSigner(new Uint8Array(32).fill(100 + number))
    const witness = {
      name,
      signer,
      keysOf: (origin: string) => (origin === log.right.name ? [log.right] : null),
      store: memoryStore(),
      clock: now,
      verifier: nobleVerifier,
    }
    handlers.set(`w${number}.example`, witnessHandler({ witness, origins: [log.right.name] }))
    lines.push(
      `witness W${number} ${formatVerifierKey(witnessKey(name, signer))} http://w${number}.example`,
    )
  }
  let requests = 0
  return {
    answering,
    policy: [
      ...lines,
      `group all all ${numbers.map((n) => `W${n}`).join(' ')}`,
      'quorum all',
      '',
    ].join('\n'),
    asked: () => requests,
    fetch: async (url, { method, body }) => {
      requests += 1
      const { hostname, pathname } = new URL(url)
      const handler = handlers.get(hostname)
      if (handler === undefined || !answering.has(Number(/\d+/.exec(hostname)?.[0]))) {
        throw new TypeError('fetch failed')
      }
      const answer = await handler(
        plainRequest({ method, path: pathname, body: Buffer.from(body ?? '') }),
      )
      const headers = new Headers(answer.headers)
      return {
        status: answer.status,
        headers,
        body: (async function* () {
          yield await readBody(answer)
        })(),
      }
    },
  }
}

function memoryStore(): WitnessStore {
  const kept = new Map<string, Witnessed>()
  return {
    latest: (origin) => Promise.resolve(kept.get(origin) ?? null),
    compareAndStore: (origin, expected, next) => {
      if (JSON.stringify(kept.get(origin) ?? null) !== JSON.stringify(expected)) {
        return Promise.resolve(false)
      }
      kept.set(origin, next)
      return Promise.resolve(true)
    },
  }
}
