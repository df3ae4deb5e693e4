/** Clients that mean no good, on raw sockets: each is bounded in time and bytes, and the others are served. */
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { formatAddCheckpoint } from '@accord-ledger/core'
import { afterEach, describe, expect, it } from 'vitest'
import { leaves, ORIGIN, requestOf, witness } from '../test-support/checkpoints.ts'
import { endAll, serveHandler } from '../test-support/running-witness.ts'
import { witnessHandler } from './handler.ts'
import type { HttpHandler, HttpRequest } from '../http/http-message.ts'
import { textAnswer } from '../http/http-message.ts'
import { HTTP_LIMITS } from '../http/http-server.ts'

afterEach(endAll)

/** The limits that hold, in a tenth of the time. */
const quick = {
  headersTimeout: 300,
  requestTimeout: 600,
  connectionsCheckingInterval: 50,
  keepAliveTimeout: 200,
  idleTimeout: 1_000,
}

const asked: HttpRequest[] = []
afterEach(() => {
  asked.length = 0
})
const handler: HttpHandler = async (request) => {
  asked.push(request)
  return textAnswer(200, `${request.body.length} bytes`)
}

interface Talk {
  readonly socket: Socket
  /** All that came, when the other side has ended, and after how many milliseconds. */
  readonly ended: Promise<{ readonly text: string; readonly after: number }>
}

async function talk(url: string): Promise<Talk> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const started = performance.now()
  let text = ''
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1')
  })
  socket.on('error', () => {})
  const ended = new Promise<Awaited<Talk['ended']>>((resolve) => {
    socket.once('close', () => resolve({ text, after: performance.now() - started }))
  })
  await once(socket, 'connect')
  return { socket, ended }
}

async function exchange(
  url: string,
  head: readonly string[],
  body: string | Uint8Array = '',
): Promise<string> {
  const { socket, ended } = await talk(url)
  socket.write(`${head.join('\r\n')}\r\nHost: w\r\nConnection: close\r\n\r\n`)
  socket.write(body)
  return (await ended).text
}

const statusOf = (text: string): number => Number(text.split(' ')[1])

describe('the limits that hold', () => {
  it('are these', () => {
    expect(HTTP_LIMITS).toMatchObject({
      headersTimeout: 10_000,
      requestTimeout: 12_000,
      connectionsCheckingInterval: 1_000,
      keepAliveTimeout: 5_000,
      maxHeaderSize: 8_192,
      maxBodyBytes: 65_536,
      maxRequestsPerSocket: 1_000,
    })
  })
})

describe('a body', () => {
  const post = ['POST /add-checkpoint HTTP/1.1']

  it('of 65,536 bytes is taken, and one byte more is not, by what it says and by what comes', async () => {
    const url = await serveHandler(handler, quick)
    const sized = (length: number): Promise<string> =>
      exchange(url, [...post, `Content-Length: ${length}`], 'a'.repeat(length))
    const chunked = (length: number): Promise<string> =>
      exchange(
        url,
        [...post, 'Transfer-Encoding: chunked'],
        `${length.toString(16)}\r\n${'a'.repeat(length)}\r\n0\r\n\r\n`,
      )
    for (const send of [sized, chunked]) {
      expect(await send(65_536)).toMatch(/^HTTP\/1.1 200 [^]*65536 bytes/)
      expect(statusOf(await send(65_537))).toBe(413)
      expect(statusOf(await send(1_000_000))).toBe(413)
    }
    expect(asked).toHaveLength(2)
  })

  it('that says it is huge is not read', async () => {
    const url = await serveHandler(handler, quick)
    const text = await exchange(url, [...post, 'Content-Length: 9999999999'])
    expect(statusOf(text)).toBe(413)
  })

  it('without end is cut off', async () => {
    const url = await serveHandler(handler, quick)
    const { socket, ended } = await talk(url)
    socket.write(`${post.join('')}\r\nHost: w\r\nTransfer-Encoding: chunked\r\n\r\n`)
    const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`
    let sent = 0
    const more = (): void => {
      for (; !socket.destroyed && socket.writable; sent++) if (!socket.write(chunk)) break
      if (!socket.destroyed) socket.once('drain', more)
    }
    more()
    const { after } = await ended
    expect(after).toBeLessThan(5_000)
    // What the kernel buffers comes on top.
    expect(sent * 65_536).toBeLessThan(64_000_000)
    expect(asked).toHaveLength(0)
  })

  it('that is packed is refused before it is read', async () => {
    const url = await serveHandler(handler, quick)
    for (const coding of ['gzip', 'br', 'identity', 'x'])
      expect(
        statusOf(
          await exchange(url, [...post, `Content-Encoding: ${coding}`, 'Content-Length: 0']),
        ),
      ).toBe(415)
    expect(asked).toHaveLength(0)
  })

  it('that ends early is nobody’s request', async () => {
    const url = await serveHandler(handler, quick)
    const { socket, ended } = await talk(url)
    socket.write(`${post.join('')}\r\nHost: w\r\nContent-Length: 10\r\n\r\nabc`)
    await new Promise((resolve) => setTimeout(resolve, 50))
    socket.destroy()
    await ended
    expect((await fetch(url)).status).toBe(200)
    expect(asked.map(({ method }) => method)).toEqual(['GET'])
  })

  it('cannot smuggle another request behind it', async () => {
    const url = await serveHandler(handler, quick)
    const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: w\r\n\r\n'
    const text = await exchange(
      url,
      [...post, 'Content-Length: 4', 'Transfer-Encoding: chunked'],
      `0\r\n\r\n${smuggled}`,
    )
    expect(statusOf(text)).toBe(400)
    expect(asked.map(({ path }) => path)).not.toContain('/smuggled')
  })
})

describe('a client that is slow', () => {
  for (const [what, begin, drip] of [
    ['and says nothing', '', ''],
    ['with its headers', 'GET / HTTP/1.1\r\nHost: w\r\n', 'a: b\r\n'],
    ['with its body', 'POST /a HTTP/1.1\r\nHost: w\r\nContent-Length: 100000\r\n\r\n', 'a'],
    [
      'with its chunks',
      'POST /a HTTP/1.1\r\nHost: w\r\nTransfer-Encoding: chunked\r\n\r\n',
      '1\r\na\r\n',
    ],
  ] as const)
    it(`${what} is cut off in time, and others are served meanwhile`, async () => {
      const url = await serveHandler(handler, quick)
      const slow = await Promise.all(Array.from({ length: 20 }, () => talk(url)))
      const timers = slow.map(({ socket }) => {
        socket.write(begin)
        return setInterval(() => drip !== '' && socket.writable && socket.write(drip), 20)
      })
      expect((await fetch(url)).status).toBe(200)
      const ends = await Promise.all(slow.map(({ ended }) => ended))
      for (const timer of timers) clearInterval(timer)
      for (const { after, text } of ends) {
        expect(after).toBeLessThan(3_000)
        expect(text).toMatch(/^$|^HTTP\/1.1 408 /)
      }
      expect(asked).toHaveLength(1)
    })

  it('in asking again is let go', async () => {
    const url = await serveHandler(handler, quick)
    const { socket, ended } = await talk(url)
    socket.write('GET / HTTP/1.1\r\nHost: w\r\n\r\n')
    const { text, after } = await ended
    expect(statusOf(text)).toBe(200)
    expect(after).toBeLessThan(3_000)
  })
})

describe('a crowd', () => {
  it('of headers is refused', async () => {
    const url = await serveHandler(handler, quick)
    expect(statusOf(await exchange(url, ['GET / HTTP/1.1', `a: ${'a'.repeat(9_000)}`]))).toBe(431)
    expect(asked).toHaveLength(0)
  })

  it('of connections is not let in, and finds room when the first ones leave', async () => {
    const url = await serveHandler(handler, { maxConnections: 3 })
    const first = await Promise.all([talk(url), talk(url), talk(url)])
    const late = await talk(url)
    expect((await late.ended).text).toBe('')
    for (const { socket, ended } of first) {
      socket.destroy()
      await ended
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect((await fetch(url)).status).toBe(200)
  })

  it('of requests on one connection ends it', async () => {
    const url = await serveHandler(handler, { ...quick, maxRequestsPerSocket: 3 })
    const { socket, ended } = await talk(url)
    socket.write('GET / HTTP/1.1\r\nHost: w\r\n\r\n'.repeat(10))
    const { text } = await ended
    expect(text.match(/HTTP\/1.1 200/g)).toHaveLength(3)
    expect(asked).toHaveLength(3)
  })

  it('of requests at once is told to come again', async () => {
    const gate: { open: () => void } = { open: () => {} }
    const waiting = new Promise<void>((resolve) => {
      gate.open = resolve
    })
    const url = await serveHandler(
      async (request) => {
        await waiting
        return handler(request)
      },
      { maxRequestsAtOnce: 2 },
    )
    const answers = Array.from({ length: 5 }, () => fetch(url))
    await new Promise((resolve) => setTimeout(resolve, 100))
    gate.open()
    const statuses = await Promise.all(answers.map(async (each) => (await each).status))
    expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 200, 503, 503, 503])
  })
})

describe('bytes that are no HTTP', () => {
  it('are answered with 400 or nothing, and change nothing for others', async () => {
    const own = witness(2)
    const url = await serveHandler(witnessHandler({ witness: own, origins: [ORIGIN] }), quick)
    for (const bytes of [
      '\r\n\r\n\r\n',
      'old 0\n\n',
      'GET / HTTP/9.9\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
      'GET http://elsewhere/ HTTP/1.1\r\nHost: w\r\nConnection: close\r\n\r\n',
      'CONNECT w:1 HTTP/1.1\r\nHost: w\r\n\r\n',
      'POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: -1\r\n\r\n',
      'POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      'POST /add-checkpoint HTTP/1.1\r\nHost: w\r\nTransfer-Encoding: gzip\r\n\r\n',
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
      '\0'.repeat(100),
    ]) {
      const { socket, ended } = await talk(url)
      socket.write(Buffer.from(bytes, 'latin1'))
      expect((await ended).text, JSON.stringify(bytes)).toMatch(/^$|^HTTP\/1.1 (40[048]|501) /)
    }
    const body = formatAddCheckpoint(await requestOf(leaves(3), 0))
    const answer = await fetch(`${url}/add-checkpoint`, { method: 'POST', body: Buffer.from(body) })
    expect(answer.status).toBe(200)
  })
})
