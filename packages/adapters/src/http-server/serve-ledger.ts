/** A ledger that listens, and a ledger in somebody else's server. */
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { httpListener } from '../http/http-listener.ts'
import type { HttpListener } from '../http/http-listener.ts'
import { serveHttp } from '../http/http-server.ts'
import type { HttpLimits, HttpServer } from '../http/http-server.ts'
import type { LedgerHandler } from './ledger-handler.ts'
import { openServedLedger } from './served-ledger.ts'
import type { ServedLedgerOptions, ServeError } from './served-ledger.ts'

export interface ServeLedgerOptions extends ServedLedgerOptions {
  /** `127.0.0.1` by default. */
  readonly host?: string
  /** 0, the default, for any that is free. */
  readonly port?: number
  readonly limits?: Partial<HttpLimits>
}

/** It could not listen. */
export interface NotListening {
  readonly _tag: 'NotListening'
  readonly host: string
  readonly port: number
  /** Of the system: `EADDRINUSE`, … */
  readonly code: string
}

/**
 * A ledger that listens. Closing it takes no more connections, lets answers end that are under way, publishes once more, and frees the
 * ledger's locks.
 */
export interface LedgerServer extends HttpServer {
  /** Entries when it began. */
  readonly size: number
}

/** Opens the ledger at `directory` and listens. Left: why not; nothing is open then. Throws as `openServedLedger`. */
export function serveLedger(
  directory: string,
  options: ServeLedgerOptions,
): TE.TaskEither<ServeError | NotListening, LedgerServer> {
  const opening = openServedLedger(directory, options)
  return async () => {
    const served = await opening()
    if (E.isLeft(served)) return served
    const { handle, refuse, maxBodyOf, size, beginClosing, close: closeLedger } = served.right
    const { host = '127.0.0.1', port = 0, onError, limits } = options
    try {
      const server = await serveHttp({
        handler: handle,
        refuse,
        maxBodyOf,
        host,
        port,
        limits: { ...SERVER_LIMITS, ...limits },
        ...(onError === undefined ? {} : { onError }),
      })
      const end = async (): Promise<void> => {
        beginClosing()
        await server.close()
        await closeLedger()
      }
      let ended: Promise<void> | null = null
      const close = (): Promise<void> => (ended ??= end())
      return E.right({ url: server.url, size, close, [Symbol.asyncDispose]: close })
    } catch (thrown) {
      await closeLedger()
      const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : null
      if (code === null) throw thrown
      return E.left({ _tag: 'NotListening', host, port, code })
    }
  }
}

/** Submissions wait for one another, and readers for entries: more are under way at once than a witness has. */
const SERVER_LIMITS: Partial<HttpLimits> = { maxRequestsAtOnce: 512, maxConnections: 1_024 }

/**
 * A ledger as a listener of node:http, for an app that has a server: `http.createServer(mountLedger(served))`, or below a prefix that
 * the app has cut off. Limits of time and of connections are the app's own server's; `HTTP_LIMITS` has what is advised.
 */
export function mountLedger(
  { handle, refuse, maxBodyOf }: LedgerHandler,
  options: {
    /** Requests that are under way at once. 512 by default. */
    readonly maxRequestsAtOnce?: number
    readonly onError?: (thrown: unknown) => void
  } = {},
): HttpListener {
  return httpListener({
    handler: handle,
    refuse,
    maxBodyBytes: maxBodyOf,
    maxRequestsAtOnce: options.maxRequestsAtOnce ?? 512,
    ...(options.onError === undefined ? {} : { onError: options.onError }),
  })
}
