/** Stores served on the loopback address, and how tests open them. */
import { testLink } from '@accord-ledger/audit'
import type { Store } from '@accord-ledger/core'
import { textAnswer } from '../http/http-message.ts'
import { serveHttp } from '../http/http-server.ts'
import type { HttpLimits, HttpServer } from '../http/http-server.ts'
import { MAX_APPEND_BYTES } from '../http/store-wire.ts'
import type { HttpStoreOptions } from '../http-client/http-store.ts'
import { storeRoutes } from '../http-server/store-routes.ts'

export const TOKEN = 'a-token-of-the-tests'

/** Serves a store. It is not closed with the server. */
export async function serveStore(
  store: Store,
  limits: Partial<HttpLimits> = {},
): Promise<HttpServer> {
  const closing = new AbortController()
  const routes = storeRoutes({ store, token: TOKEN, closing: closing.signal })
  const server = await serveHttp({
    handler: async (request) => (await routes(request)) ?? textAnswer(404, 'there is nothing here'),
    host: '127.0.0.1',
    port: 0,
    limits: { maxBodyBytes: MAX_APPEND_BYTES, ...limits },
  })
  const close = (): Promise<void> => {
    closing.abort()
    return server.close()
  }
  return { url: server.url, close, [Symbol.asyncDispose]: close }
}

/** How tests open a store on a server. */
export const httpOptions = {
  fetch,
  link: testLink,
  delayMs: 5,
} satisfies HttpStoreOptions
