/**
 * A handler on node:http. What can be bounded is bounded here, before the handler sees a byte: time for headers and
 * body, bytes of both, connections, requests a connection, requests at once.
 */
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { httpListener } from './http-listener.ts'
import type { HttpHead, HttpListenerOptions } from './http-listener.ts'

/** Milliseconds, bytes and numbers. */
export interface HttpLimits {
  readonly headersTimeout: number
  /** For the whole request. */
  readonly requestTimeout: number
  /** How often the two above are looked at. */
  readonly connectionsCheckingInterval: number
  readonly keepAliveTimeout: number
  /** A connection on which nothing moves is closed. */
  readonly idleTimeout: number
  /** A client that takes neither 64 KiB of an answer nor its end in this time is cut. */
  readonly stallTimeout: number
  readonly maxHeaderSize: number
  readonly maxBodyBytes: number
  readonly maxRequestsPerSocket: number
  readonly maxConnections: number
  /** Requests that the handler is given at once; what is more is told to come again. */
  readonly maxRequestsAtOnce: number
  /** How long closing waits for answers that are under way. */
  readonly closeTimeout: number
}

/** What holds where nothing else is said. A request of 16 ML-DSA-44 signatures and 63 hashes takes 57 kB. */
export const HTTP_LIMITS: HttpLimits = {
  headersTimeout: 10_000,
  requestTimeout: 12_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 5_000,
  idleTimeout: 60_000,
  stallTimeout: 6_000,
  maxHeaderSize: 8_192,
  maxBodyBytes: 65_536,
  maxRequestsPerSocket: 1_000,
  maxConnections: 512,
  maxRequestsAtOnce: 64,
  closeTimeout: 5_000,
}

export interface HttpServerOptions extends Pick<
  HttpListenerOptions,
  'handler' | 'onError' | 'refuse'
> {
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
  readonly limits?: Partial<HttpLimits>
  /** The bytes of a body by where it is sent, in place of `limits.maxBodyBytes`. */
  readonly maxBodyOf?: (head: HttpHead) => number
}

/** A server that listens. */
export interface HttpServer extends AsyncDisposable {
  /** `http://127.0.0.1:8080`: where it listens, without a slash at the end. */
  readonly url: string
  /** Takes no more connections, lets requests end that are under way, and then is gone. Idempotent. */
  close(): Promise<void>
}

/** Listens. Rejects as `node:net` does where it cannot. */
export async function serveHttp(options: HttpServerOptions): Promise<HttpServer> {
  const limits = { ...HTTP_LIMITS, ...options.limits }
  const { headersTimeout, requestTimeout, connectionsCheckingInterval } = limits
  const { keepAliveTimeout, maxHeaderSize } = limits
  const server = createServer({
    headersTimeout,
    requestTimeout,
    connectionsCheckingInterval,
    keepAliveTimeout,
    maxHeaderSize,
  })
  server.maxRequestsPerSocket = limits.maxRequestsPerSocket
  server.maxConnections = limits.maxConnections
  server.timeout = limits.idleTimeout
  server.on(
    'request',
    httpListener({
      ...options,
      maxBodyBytes: options.maxBodyOf ?? limits.maxBodyBytes,
      maxRequestsAtOnce: limits.maxRequestsAtOnce,
      stallTimeout: limits.stallTimeout,
      keepsAlive: () => server.listening,
    }),
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.off('error', reject)
      server.on('error', (thrown) => options.onError?.(thrown))
      resolve()
    })
  })
  let closing: Promise<void> | null = null
  const close = (): Promise<void> => (closing ??= closeServer(server, limits.closeTimeout))
  return { url: urlOf(server), close, [Symbol.asyncDispose]: close }
}

function closeServer(server: Server, wait: number): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => server.closeAllConnections(), wait)
    server.close(() => {
      clearTimeout(late)
      resolve()
    })
    server.closeIdleConnections()
  })
}

function urlOf(server: Server): string {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a server listens on a port')
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${host}:${address.port}`
}
