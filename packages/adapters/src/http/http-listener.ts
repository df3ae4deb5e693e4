/**
 * From a request of node:http to an answer on it, by any handler. The body is read in full and bounded by the bytes that really
 * come; an answer in parts is written as fast as the client takes it.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { asStoreError } from '@accord-ledger/core'
import { fairTurns } from './fair-turns.ts'
import { textAnswer } from './http-message.ts'
import type { HttpAnswer, HttpHandler } from './http-message.ts'
import { sendAnswer } from './send-answer.ts'

/** What the listener itself refuses, before or in place of its handler. */
export interface HttpRefusal {
  readonly status: 413 | 415 | 500 | 503
  /** `broken`: the handler failed; `unavailable`: it failed with a StoreError. */
  readonly code: 'too-large' | 'encoded' | 'crowded' | 'broken' | 'unavailable'
  /** For people, without a line feed. */
  readonly sentence: string
  readonly headers: Readonly<Record<string, string>>
}

/** What is known of a request before its body. */
export interface HttpTarget {
  readonly method: string
  readonly path: string
}

/** A request as far as it is known before its body. */
export interface HttpHead extends HttpTarget {
  /** The value of a header, its name in lower case; null where there is none. */
  readonly header: (name: string) => string | null
}

export interface HttpListenerOptions {
  readonly handler: HttpHandler
  /** Bytes that the body of a request may have. */
  readonly maxBodyBytes: number | ((head: HttpHead) => number)
  /** Requests that the handler is given at once; what is more is told to come again. */
  readonly maxRequestsAtOnce: number
  /** Told of every failure of the handler, of which the client hears only that there was one. */
  readonly onError?: (thrown: unknown) => void
  /** What a refusal looks like. A sentence in plain text by default. */
  readonly refuse?: (refusal: HttpRefusal, target: HttpTarget) => HttpAnswer
  /** False when a connection is to end with its answer. */
  readonly keepsAlive?: () => boolean
  /** Milliseconds in which a client takes 64 KiB of an answer, or its end; else it is cut. 6,000 by default. */
  readonly stallTimeout?: number
}

/** As `createServer` takes it. */
export type HttpListener = (request: IncomingMessage, response: ServerResponse) => void

/**
 * A listener. The requests of one connection are taken one after another, however many are sent in one go: the next body is read, and
 * the next answer made, when the one before has been taken.
 */
export function httpListener(options: HttpListenerOptions): HttpListener {
  const { keepsAlive, stallTimeout = 6_000 } = options
  const respond = responder(options)
  const turns = new WeakMap<Socket, Promise<void>>()
  const addresses = fairTurns(AT_ONCE)
  const converse = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { socket } = request
    await addresses.next(socket.remoteAddress ?? '')
    // The answer before was the last one, or nobody is there any more.
    if (socket.destroyed || socket.writableEnded || request.destroyed) return
    // HTTP/0.9, which has no headers: node:http takes it for a request.
    if (request.httpVersionMajor < 1) {
      socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
      return
    }
    const left = new AbortController()
    response.once('close', () => left.abort())
    try {
      const said = await respond(request, left.signal)
      if (said === null) return
      // What was not read of a request is not waited for: the connection ends with the answer.
      if (!request.complete || keepsAlive?.() === false) response.shouldKeepAlive = false
      await sendAnswer(request, response, said, stallTimeout)
    } catch {
      response.destroy()
    }
  }
  return (request, response) => {
    const before = turns.get(request.socket)
    const begin = (): Promise<void> => converse(request, response)
    turns.set(request.socket, before === undefined ? begin() : before.then(begin))
  }
}

/** Requests that begin in one turn of the event loop. */
const AT_ONCE = 8

type Responder = (request: IncomingMessage, signal: AbortSignal) => Promise<HttpAnswer | null>

/** What answers requests; null to one that went away before it was complete. */
function responder(options: HttpListenerOptions): Responder {
  const { handler, maxBodyBytes, onError, refuse = refuseInText } = options
  let busy = 0
  return async (request, signal) => {
    const url = request.url ?? ''
    const mark = url.indexOf('?')
    const path = mark === -1 ? url : url.slice(0, mark)
    const target = { method: request.method ?? '', path }
    const isEncoded = request.headers['content-encoding'] !== undefined
    const header = (name: string): string | null => headerOf(request, name)
    const most =
      typeof maxBodyBytes === 'number' ? maxBodyBytes : maxBodyBytes({ ...target, header })
    const max = isEncoded ? 0 : most
    const body = await readAll(request, max)
    if (body === 'gone') return null
    if (isEncoded) return refuse(ENCODED, target)
    if (body === 'too-large') return refuse(tooLarge(max), target)
    if (busy >= options.maxRequestsAtOnce) return refuse(CROWDED, target)
    busy += 1
    try {
      return await handler({
        ...target,
        query: mark === -1 ? '' : url.slice(mark + 1),
        header,
        body,
        remote: request.socket.remoteAddress ?? '',
        signal,
      })
    } catch (thrown) {
      onError?.(thrown)
      return refuse(asStoreError(thrown) === null ? BROKEN : UNAVAILABLE, target)
    } finally {
      busy -= 1
    }
  }
}

function headerOf({ headers }: IncomingMessage, name: string): string | null {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined
  return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value
}

/** Bytes of a body that are read past its limit, and dropped: a client that only then looks for an answer finds it. */
const MAX_DROPPED = 1_048_576

/** The body, by the bytes that really come, whatever it says of itself. */
function readAll(
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

const refuseInText = ({ status, sentence, headers }: HttpRefusal): HttpAnswer =>
  textAnswer(status, sentence, headers)

function tooLarge(max: number): HttpRefusal {
  return {
    status: 413,
    code: 'too-large',
    sentence: `a body takes at most ${max} bytes`,
    headers: {},
  }
}

const ENCODED: HttpRefusal = {
  status: 415,
  code: 'encoded',
  sentence: 'a body is taken as it is: no content-encoding',
  headers: {},
}
const CROWDED: HttpRefusal = {
  status: 503,
  code: 'crowded',
  sentence: 'too many requests are under way',
  headers: { 'retry-after': '1' },
}
const BROKEN: HttpRefusal = {
  status: 500,
  code: 'broken',
  sentence: 'something went wrong here',
  headers: {},
}
const UNAVAILABLE: HttpRefusal = {
  status: 503,
  code: 'unavailable',
  sentence: 'what is kept here cannot be reached now',
  headers: { 'retry-after': '60' },
}
