/**
 * A handler on node:http. What can be bounded is bounded here, before the handler sees a byte: time for headers and
 * body, bytes of both, connections, requests a connection, requests at once.
 */
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { asStoreError } from '@accord-ledger/core'
import { textAnswer } from './http-message.ts'
import type { HttpAnswer, HttpHandler } from './http-message.ts'

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
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 5_000,
  idleTimeout: 60_000,
  maxHeaderSize: 8_192,
  maxBodyBytes: 65_536,
  maxRequestsPerSocket: 1_000,
  maxConnections: 512,
  maxRequestsAtOnce: 64,
  closeTimeout: 5_000,
}

export interface HttpServerOptions {
  readonly handler: HttpHandler
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
  readonly limits?: Partial<HttpLimits>
  /** Told of every failure of the handler, of which the client hears only that there was one, and of the server's own. */
  readonly onError?: (thrown: unknown) => void
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
  const respond = responder(options, limits)
  server.on('request', (request, response) => {
    void converse(request, response)
  })
  const converse = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      const said = await respond(request)
      if (said !== null) send(response, said, server.listening && request.complete)
    } catch {
      response.destroy()
    }
  }
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

type Responder = (request: IncomingMessage) => Promise<HttpAnswer | null>

/** What answers requests; null to one that went away before it was complete. */
function responder({ handler, onError }: HttpServerOptions, limits: HttpLimits): Responder {
  let busy = 0
  const handle = async (request: IncomingMessage, body: Uint8Array): Promise<HttpAnswer> => {
    const [path = ''] = (request.url ?? '').split('?')
    busy += 1
    try {
      return await handler({ method: request.method ?? '', path, body })
    } catch (thrown) {
      onError?.(thrown)
      return asStoreError(thrown) === null ? BROKEN : UNAVAILABLE
    } finally {
      busy -= 1
    }
  }
  return async (request) => {
    if (request.headers['content-encoding'] !== undefined) return ENCODED
    const body = await readBody(request, limits.maxBodyBytes)
    if (body === 'gone') return null
    if (body === 'too-large')
      return textAnswer(413, `a body takes at most ${limits.maxBodyBytes} bytes`)
    return busy < limits.maxRequestsAtOnce ? handle(request, body) : CROWDED
  }
}

/** Bytes of a body that are read past its limit, and dropped: a client that only then looks for an answer finds it. */
const MAX_DROPPED = 1_048_576

/** The body, by the bytes that really come, whatever it says of itself. */
function readBody(
  request: IncomingMessage,
  max: number,
): Promise<Uint8Array | 'too-large' | 'gone'> {
  if (Number(request.headers['content-length'] ?? 0) > max + MAX_DROPPED)
    return Promise.resolve('too-large')
  const parts: Uint8Array[] = []
  let length = 0
  return new Promise((resolve) => {
    request.on('data', (part: Uint8Array) => {
      length += part.length
      if (length <= max) parts.push(part)
      else parts.length = 0
      if (length <= max + MAX_DROPPED) return
      request.pause()
      resolve('too-large')
    })
    request.once('end', () => {
      resolve(length > max ? 'too-large' : new Uint8Array(Buffer.concat(parts)))
    })
    request.once('error', () => resolve('gone'))
    request.once('close', () => resolve('gone'))
  })
}

function send(
  response: ServerResponse,
  { status, headers, body }: HttpAnswer,
  keepAlive: boolean,
): void {
  // What was not read of a request is not waited for: the connection ends with the answer.
  if (!keepAlive) response.shouldKeepAlive = false
  response.writeHead(status, {
    'x-content-type-options': 'nosniff',
    'content-length': body.length,
    ...headers,
  })
  response.end(body)
}

const ENCODED = textAnswer(415, 'a body is taken as it is: no content-encoding')
const CROWDED = textAnswer(503, 'too many requests are under way', { 'retry-after': '1' })
const BROKEN = textAnswer(500, 'something went wrong here')
const UNAVAILABLE = textAnswer(503, 'what is kept here cannot be reached now', {
  'retry-after': '60',
})

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
