import { createServer } from 'node:http'
import type { Server, ServerResponse } from 'node:http'
import { formatNote, signCheckpoint, signerFromSeed } from '@accord-ledger/core'
import type { Origin } from '@accord-ledger/core'
import { afterEach, describe, expect, it } from 'vitest'
import { fetchCheckpoint } from './fetch-checkpoint.ts'

const checkpoint = await signCheckpoint(
  'accords.example/1' as Origin,
  { size: 5, root: new Uint8Array(32).fill(7) },
  [signerFromSeed(new Uint8Array(32).fill(1))],
)
const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** A host that answers every GET of `/log/checkpoint` as it is told to. */
async function host(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer(({ method, url }, response) => {
    if (method === 'GET' && url === '/log/checkpoint') answer(response)
    else response.writeHead(404).end()
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it listens on a port')
  return `http://127.0.0.1:${address.port}`
}

describe('the checkpoint at an address', () => {
  it.each(['/log', '/log/', '/log/checkpoint'])('is found at %s', async (path) => {
    const base = await host((response) => response.end(checkpoint))
    const found = await fetchCheckpoint(fetch, base + path)
    expect(found).toMatchObject({ right: { checkpoint: { origin: 'accords.example/1', size: 5 } } })
    if (found._tag === 'Right') expect(formatNote(found.right.note)).toEqual(checkpoint)
  })

  it.each<[string, (response: ServerResponse) => void, RegExp]>([
    ['a page', (r) => r.setHeader('content-type', 'text/html').end('<p>'), /a page, not a/],
    ['another text', (r) => r.end('accords.example/1\n5\n'), /malformed/],
    ['another status', (r) => r.writeHead(500).end(checkpoint), /answers 500/],
    ['another place', (r) => r.writeHead(302, { location: '/log' }).end(), /redirects elsewhere/],
    ['too much', (r) => r.end(Buffer.alloc(70_000, 0x61)), /more than 65536 bytes/],
    ['nothing', () => undefined, /no answer in 300 ms/],
    ['a cut', (r) => r.socket?.destroy(), /cannot be reached/],
  ])('is none where the host gives %s', async (_, answer, why) => {
    const base = await host(answer)
    const found = await fetchCheckpoint(fetch, `${base}/log`, { timeoutMs: 300 })
    expect(found).toMatchObject({ _tag: 'Left', left: expect.stringMatching(why) as unknown })
  })

  it.each(['ftp://accords.example', 'https://me:secret@accords.example', 'https://a/?b', 'here'])(
    'is not asked for at %s',
    async (url) => {
      const asked = fetchCheckpoint(() => Promise.reject(new Error('asked')), url)
      expect(await asked).toEqual({ _tag: 'Left', left: 'it is no http or https address of a log' })
    },
  )

  it('ends with the reason of its signal', async () => {
    const base = await host(() => undefined)
    const abort = new AbortController()
    const asked = fetchCheckpoint(fetch, `${base}/log`, { signal: abort.signal })
    abort.abort(new Error('enough'))
    await expect(asked).rejects.toThrow('enough')
  })
})
