/** What a server that is not trusted can cost, and whether a question that was not answered can have arrived. */
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { createServer as createTcp } from 'node:net'
import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { left, right } from '../test-support/checkpoints.ts'
import { exchangeBounded } from './ask-bounded.ts'
import type { Fetch } from './ask-bounded.ts'

/** Runs `use` with the URL of a server that answers so. */
async function answering<A>(
  listener: RequestListener,
  use: (url: string) => Promise<A>,
): Promise<A> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  try {
    return await use(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}

async function onSocket<A>(
  connected: (socket: Socket) => void,
  use: (url: string) => Promise<A>,
): Promise<A> {
  const sockets = new Set<Socket>()
  const server = createTcp((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    connected(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  try {
    return await use(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`)
  } finally {
    sockets.forEach((socket) => socket.destroy())
    await new Promise((resolve) => server.close(resolve))
  }
}

/** What must not be asked. */
const never: Fetch = () => Promise.reject(new Error('asked'))
/** As browsers fail. */
const silent: Fetch = () => Promise.reject(new TypeError('Load failed'))

const ask = (
  url: string,
  maxBytes = 1_000,
  timeoutMs = 5_000,
): ReturnType<typeof exchangeBounded> => exchangeBounded(fetch, { url, maxBytes }, { timeoutMs })

describe('an exchange', () => {
  it('gives status, type, headers and body', () =>
    answering(
      (_, response) => {
        response.writeHead(418, { 'content-type': 'Text/Plain; charset=utf-8', etag: '"x"' })
        response.end('short')
      },
      async (url) => {
        const { status, type, header, body } = right(await ask(url))
        expect([status, type, header('etag'), header('x-none')]).toEqual([
          418,
          'text/plain',
          '"x"',
          null,
        ])
        expect(Buffer.from(body).toString()).toBe('short')
      },
    ))

  it('counts bytes after they were unpacked: a bomb is refused at the limit', () =>
    answering(
      (_, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' })
        response.end(gzipSync(Buffer.alloc(50_000_000)))
      },
      async (url) => {
        const refused = left(await ask(url, 1_000_000))
        expect([refused.refused, refused.message]).toEqual([
          true,
          'its answer has more than 1000000 bytes',
        ])
      },
    ))

  it('ends a body that never ends', () =>
    answering(
      (_, response) => {
        const more = setInterval(() => response.write(Buffer.alloc(65_536)), 1)
        response.on('close', () => clearInterval(more))
      },
      async (url) => {
        expect(left(await ask(url, 1_000_000)).refused).toBe(true)
      },
    ))

  it('ends a trickle when the time is up', () =>
    answering(
      (_, response) => {
        const more = setInterval(() => response.write('x'), 20)
        response.on('close', () => clearInterval(more))
      },
      async (url) => {
        expect(left(await ask(url, 1_000, 200)).message).toBe('no answer in 200 ms')
      },
    ))

  it('follows no redirect', () =>
    answering(
      (request, response) => {
        if (request.url === '/') response.writeHead(302, { location: '/other' })
        response.end('elsewhere')
      },
      async (url) => {
        expect(left(await ask(url)).message).toBe('it redirects elsewhere')
      },
    ))

  it('takes a body that was cut for none', () =>
    answering(
      (_, response) => {
        response.writeHead(200, { 'content-length': 100 })
        response.write('part of it')
        setTimeout(() => response.destroy(), 20)
      },
      async (url) => {
        const cut = left(await ask(url))
        expect([cut.sent, cut.refused]).toEqual([true, false])
      },
    ))

  it('reads a stream that has no iterator, as some browsers give it', async () => {
    const parts = [Uint8Array.of(1, 2), Uint8Array.of(3)]
    let cancelled = 0
    const streaming: Fetch = async () => ({
      status: 200,
      headers: { get: () => null },
      body: {
        getReader: () => ({
          read: async () => ({ done: parts.length === 0, value: parts.shift() }),
          cancel: async () => {
            cancelled += 1
          },
        }),
      },
    })
    const given = await exchangeBounded(streaming, { url: 'http://x.example/', maxBytes: 3 })
    expect([...right(given).body, cancelled]).toEqual([1, 2, 3, 1])
  })
})

describe('a question without an answer', () => {
  it('was not sent where nobody listens', async () => {
    const url = await answering(
      () => {},
      async (there) => there,
    )
    const lost = left(await ask(url))
    expect([lost.sent, lost.message]).toEqual([false, 'it cannot be reached: "ECONNREFUSED"'])
  })

  it('was not sent where the signal was aborted before', async () => {
    const signal = AbortSignal.abort()
    const aborted = left(
      await exchangeBounded(never, { url: 'http://x.example/', maxBytes: 1 }, { signal }),
    )
    expect([aborted.aborted, aborted.sent]).toEqual([true, false])
  })

  it.each([
    [
      'the connection is reset at its first byte',
      (socket: Socket) => socket.once('data', () => socket.resetAndDestroy()),
    ],
    [
      'the connection is closed before an answer',
      (socket: Socket) => socket.once('data', () => socket.end()),
    ],
    [
      'the connection is reset before a byte was read',
      (socket: Socket) => socket.resetAndDestroy(),
    ],
    ['nothing answers', () => {}],
  ])('counts as sent where %s', (_, connected) =>
    onSocket(connected, async (url) => {
      expect(left(await ask(url, 1_000, 300)).sent).toBe(true)
    }),
  )

  it('counts as sent for a fetch that says nothing of why it failed', async () => {
    const lost = await exchangeBounded(silent, { url: 'http://x.example/', maxBytes: 1 })
    expect(isLeft(lost) && lost.left.sent).toBe(true)
    expect(isRight(lost)).toBe(false)
  })
})
