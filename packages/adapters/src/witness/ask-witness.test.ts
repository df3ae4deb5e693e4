/** The client of a witness, over fetch and over its doubles. */
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { gzipSync } from 'node:zlib'
import { formatAddCheckpoint, formatSignatureLine, TLOG_SIZE_TYPE } from '@accord-ledger/core'
import { afterEach, describe, expect, it } from 'vitest'
import { fetchFrom, leaves, ORIGIN, requestOf, witness } from '../test-support/checkpoints.ts'
import { endAll, serveHandler } from '../test-support/running-witness.ts'
import { askWitness, MAX_ANSWER_BYTES } from './ask-witness.ts'
import type { Fetch } from '../http/ask-bounded.ts'
import type { WitnessAnswer } from './ask-witness.ts'
import { witnessHandler } from './handler.ts'

const ends: (() => void)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) end()
  await endAll()
})

/** A server of node:http that answers so; its URL. */
function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  ends.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (typeof address !== 'object' || address === null) throw new Error('no port')
      resolve(`http://127.0.0.1:${address.port}`)
    })
  })
}

const request = await requestOf(leaves(5), 0)
const line = formatSignatureLine({ name: 'w', id: '00000000', signature: new Uint8Array(72) })
const text = { 'content-type': 'text/plain' }

/** What comes of a server that answers `status` with `headers` and `body`. */
async function answerTo(
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
): Promise<WitnessAnswer> {
  const url = await listening((_, response) => {
    response.writeHead(status, headers).end(body)
  })
  return askWitness(fetch, url, request, { timeoutMs: 2_000 })
}

const deaf: Fetch = () => new Promise(() => {})
const never: Fetch = () => Promise.reject(new Error('asked'))

describe('the client of a witness', () => {
  it('brings back a cosignature, and the size that the witness is at', async () => {
    const url = await serveHandler(witnessHandler({ witness: witness(2), origins: [ORIGIN] }))
    const first = await askWitness(fetch, url, request)
    expect(first).toMatchObject({ kind: 'cosigned', signatures: [{ name: 'witness.example/w2' }] })
    expect(await askWitness(fetch, `${url}/`, request)).toEqual({ kind: 'conflict', size: 5 })
    const fork = await requestOf(leaves(6, 2), 5)
    expect(await askWitness(fetch, url, fork)).toMatchObject({ kind: 'refused', status: 422 })
  })

  it('sends the request as it is, below the prefix', async () => {
    const seen: unknown[] = []
    const url = await listening((incoming, response) => {
      const parts: Buffer[] = []
      incoming.on('data', (part: Buffer) => parts.push(part))
      incoming.on('end', () => {
        const { method, headers } = incoming
        seen.push([method, incoming.url, headers['content-encoding'], Buffer.concat(parts)])
        response.end(line)
      })
    })
    for (const prefix of [`${url}/w/1`, `${url}/w/1/`])
      expect((await askWitness(fetch, prefix, request)).kind).toBe('cosigned')
    const sent = [
      'POST',
      '/w/1/add-checkpoint',
      undefined,
      Buffer.from(formatAddCheckpoint(request)),
    ]
    expect(seen).toEqual([sent, sent])
  })

  for (const [what, status, headers, body, expected] of [
    ['lines', 200, text, line, { kind: 'cosigned' }],
    ['lines of no type', 200, {}, line + line, { kind: 'cosigned' }],
    ['a page that says 200', 200, { 'content-type': 'text/html' }, '<html>', { kind: 'failed' }],
    [
      'a page with lines in it',
      200,
      { 'content-type': 'Text/HTML; a=b' },
      line,
      { kind: 'failed' },
    ],
    ['a page of no type', 200, {}, '<html>\n', { kind: 'failed' }],
    ['nothing', 200, text, '', { kind: 'failed' }],
    ['a line without its end', 200, text, line.slice(0, -1), { kind: 'failed' }],
    ['201', 201, text, line, { kind: 'failed' }],
    ['204', 204, {}, '', { kind: 'failed' }],
    ['a size', 409, { 'content-type': TLOG_SIZE_TYPE }, '7\n', { kind: 'conflict', size: 7 }],
    ['a size of another type', 409, text, '7\n', { kind: 'refused', status: 409 }],
    ['no size', 409, { 'content-type': TLOG_SIZE_TYPE }, '07\n', { kind: 'failed' }],
    ['403', 403, text, 'no \u001b[31m\n', { kind: 'refused', status: 403 }],
    ['404', 404, text, '', { kind: 'refused', status: 404 }],
    ['500', 500, text, 'oops', { kind: 'failed' }],
    ['503', 503, text, 'later', { kind: 'failed' }],
    ['not modified', 304, {}, '', { kind: 'failed' }],
    ['too much', 200, text, line.repeat(2_000), { kind: 'failed' }],
    [
      'packed too much',
      200,
      { 'content-encoding': 'gzip' },
      gzipSync(line.repeat(2_000)),
      { kind: 'failed' },
    ],
    ['a broken package', 200, { 'content-encoding': 'gzip' }, 'not gzip', { kind: 'failed' }],
  ] as const)
    it(`takes ${what} for what it is`, async () => {
      const answer = await answerTo(status, headers, body)
      expect(answer).toMatchObject(expected)
      // Nothing of it steers a terminal.
      expect('message' in answer ? answer.message : '').not.toMatch(/\p{Cc}/u)
    })

  it('follows no redirect, neither to itself nor to another one that would cosign', async () => {
    let asked = 0
    const other = await listening((_, response) => {
      asked += 1
      response.writeHead(200, text).end(line)
    })
    for (const status of [301, 302, 303, 307, 308])
      for (const location of [`${other}/add-checkpoint`, '/elsewhere'])
        expect(await answerTo(status, { location }, line)).toEqual({
          kind: 'failed',
          message: 'it redirects elsewhere',
        })
    expect(asked).toBe(0)
  })

  it('reads no more of an answer without end than an answer can have', async () => {
    let sent = 0
    const url = await listening((_, response) => {
      response.writeHead(200)
      const more = (): void => {
        while (!response.destroyed && response.write('a'.repeat(65_536))) sent += 65_536
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    })
    const answer = await askWitness(fetch, url, request, { timeoutMs: 5_000 })
    expect(answer).toMatchObject({ message: expect.stringContaining(String(MAX_ANSWER_BYTES)) })
    expect(sent).toBeLessThan(32_000_000)
  })

  for (const [what, listener] of [
    ['nothing', () => {}],
    ['its headers and no more', (_, response) => response.writeHead(200).flushHeaders()],
    [
      'a byte at a time',
      (_, response) => {
        const timer = setInterval(() => response.write('a'), 20)
        response.once('close', () => clearInterval(timer))
      },
    ],
  ] as const satisfies readonly (readonly [string, RequestListener])[])
    it(`waits no longer than it was told for a witness that says ${what}`, async () => {
      const url = await listening(listener)
      const started = performance.now()
      expect(await askWitness(fetch, url, request, { timeoutMs: 200 })).toEqual({
        kind: 'failed',
        message: 'no answer in 200 ms',
      })
      expect(performance.now() - started).toBeLessThan(2_000)
    })

  it('waits no longer either with a fetch that heeds no signal', async () => {
    expect(await askWitness(deaf, 'http://w.example', request, { timeoutMs: 50 })).toMatchObject({
      kind: 'failed',
    })
  })

  it('says that nobody is there, and hangs up, as what they are', async () => {
    expect(await askWitness(fetchFrom(new Map()), 'http://w.example', request)).toEqual({
      kind: 'failed',
      message: 'it cannot be reached: "ECONNREFUSED"',
    })
    const url = await listening((incoming) => void incoming.socket.destroy())
    expect(await askWitness(fetch, url, request)).toMatchObject({ kind: 'failed' })
  })

  it('asks nobody under what is no prefix of http or https, and repeats no password', async () => {
    for (const url of [
      '',
      'w.example',
      'ftp://w.example',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'http://',
      'http://me:secret@w.example',
      'http://me@w.example',
      'http://w.example/?a=b',
      'http://w.example/#a',
    ]) {
      const answer = await askWitness(never, url, request)
      expect(answer, url).toEqual({
        kind: 'failed',
        message: 'its URL is not an http or https prefix',
      })
    }
  })

  it('is ended by its caller, and by nothing else rejects', async () => {
    const stop = new AbortController()
    const url = await listening(() => stop.abort(new Error('enough')))
    await expect(askWitness(fetch, url, request, { signal: stop.signal })).rejects.toThrow('enough')
    await expect(askWitness(fetch, url, request, { signal: stop.signal })).rejects.toThrow('enough')
  })
})
