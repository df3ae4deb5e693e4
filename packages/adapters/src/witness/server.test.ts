/** A witness over HTTP, on 127.0.0.1, with its memory on disk. */
import { writeFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import {
  formatAddCheckpoint,
  formatVerifierKey,
  noteKey,
  storeFailure,
  witnessKey,
} from '@accord-ledger/core'
import { afterEach, describe, expect, it } from 'vitest'
import { nativeSigner } from '../native/signer.ts'
import { bytesOfHex, inputOf, logKeys, vectors } from '../test-support/add-checkpoint-vectors.ts'
import {
  leaves,
  operator,
  ORIGIN,
  requestOf,
  signer,
  witness,
} from '../test-support/checkpoints.ts'
import { inDirectory } from '../test-support/file-subject.ts'
import { endAll, post, serve, serveHandler } from '../test-support/running-witness.ts'
import { originHash } from './file-witness-store.ts'
import { witnessHandler } from './handler.ts'
import { serveHttp } from '../http/http-server.ts'

afterEach(endAll)

/** A request that founds the memory of the witness of the vectors. */
const first = inputOf(vectors.answers.find(({ name }) => name === '200--first') ?? { name: '' })

describe('a witness over HTTP', () => {
  it('remembers what it cosigned when it is started again', () =>
    inDirectory(async (directory) => {
      const logs = [{ origin: ORIGIN, keys: [noteKey(ORIGIN, operator)] }]
      const log = leaves(9)
      for (const [old, size] of [
        [0, 3],
        [3, 7],
        [7, 9],
      ] as const) {
        const server = await serve(directory, {}, { logs })
        const answer = await post(server.url, formatAddCheckpoint(await requestOf(log, old, size)))
        expect(answer.status).toBe(200)
        const fork = await requestOf(leaves(9, 2), size, 9)
        expect((await post(server.url, formatAddCheckpoint(fork))).status).toBe(422)
        await server.close()
      }
    }))

  it('tells its key, and shows what it has seen, escaped', () =>
    inDirectory(async (directory) => {
      const origin = `<b>"it's" & co</b>`
      const logs = [
        { origin, keys: logKeys },
        { origin: ORIGIN, keys: [noteKey(ORIGIN, operator)] },
      ]
      const { url, key } = await serve(directory, {}, { logs })
      expect(key).toBe(
        formatVerifierKey(witnessKey(vectors.name, nativeSigner(bytesOfHex(vectors.seed)))),
      )
      await post(url, formatAddCheckpoint(await requestOf(leaves(5), 0)))
      const answer = await fetch(`${url}/`)
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
      const page = await answer.text()
      expect(page).not.toContain('<b>')
      expect(page).toContain('&#60;b&#62;&#34;it&#39;s&#34; &#38; co&#60;/b&#62;')
      expect(page).toContain('nothing cosigned yet')
      expect(page).toContain(`<a href="${originHash(ORIGIN)}/checkpoint">${ORIGIN}</a>`)
      expect(page).toContain('<td>5</td>')
      expect(page).toContain(new Date(vectors.time * 1000).toISOString())
      expect(page).toContain(key)
    }))

  it('knows its paths and methods, and nothing else', () =>
    inDirectory(async (directory) => {
      const { url } = await serve(directory)
      const path = `/${originHash(vectors.origin)}/checkpoint`
      for (const [method, target, status] of [
        ['GET', '/add-checkpoint', 405],
        ['PUT', '/add-checkpoint', 405],
        ['POST', '/', 405],
        ['DELETE', path, 405],
        ['GET', path, 404],
        ['GET', `${path}/`, 404],
        ['GET', `/${originHash('another')}/checkpoint`, 404],
        ['GET', `/${originHash(vectors.origin).toUpperCase()}/checkpoint`, 404],
        ['GET', '/__proto__', 404],
        ['GET', '/LOCK', 404],
        ['GET', '/..%2fLOCK', 404],
        ['POST', '/add-checkpoint/', 404],
        ['GET', '/?a=b', 200],
        ['HEAD', '/', 200],
      ] as const) {
        const answer = await fetch(`${url}${target}`, { method })
        expect([method, target, answer.status]).toEqual([method, target, status])
        if (status === 405) expect(answer.headers.get('allow')).toMatch(/^(POST|GET, HEAD)$/)
      }
    }))

  it('lets any page read a checkpoint, and never an old one', () =>
    inDirectory(async (directory) => {
      const { url } = await serve(directory)
      await post(url, first)
      const answer = await fetch(`${url}/${originHash(vectors.origin)}/checkpoint`)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('access-control-allow-origin')).toBe('*')
      expect(answer.headers.get('cache-control')).toBe('no-cache')
    }))

  it('is not started with a damaged record, with a key of a log, or beside another one', () =>
    inDirectory(async (directory) => {
      const server = await serve(directory)
      await expect(serve(directory)).rejects.toMatchObject({ storeError: { code: 'locked' } })
      await server.close()
      const logs = [{ origin: ORIGIN, keys: [noteKey(ORIGIN, signer(9))] }]
      await expect(serve(directory, { signer: signer(9) }, { logs })).rejects.toMatchObject({
        storeError: { code: 'unsupported' },
      })
      await writeFile(join(directory, 'state', originHash(vectors.origin)), 'damage')
      await expect(serve(directory)).rejects.toMatchObject({ storeError: { code: 'damaged' } })
    }))

  it('says nothing of its failures but that there was one, and tells its operator', async () => {
    const told: unknown[] = []
    const secret = new Error('at /home/secret/path.ts:1')
    for (const [thrown, status] of [
      [secret, 500],
      [storeFailure('closed', 'secret'), 503],
    ] as const) {
      const server = await serveHttp({
        host: '127.0.0.1',
        port: 0,
        handler: () => Promise.reject(thrown),
        onError: (each) => told.push(each),
      })
      const answer = await fetch(server.url)
      expect(answer.status).toBe(status)
      expect(await answer.text()).not.toMatch(/secret|path\.ts/)
      expect([...answer.headers.values()].join()).not.toContain('secret')
      await server.close()
    }
    expect(told).toHaveLength(2)
  })

  it('shows a record that cannot be read as such, beside the others', async () => {
    const broken = witness(2, {
      store: {
        latest: () => Promise.reject(storeFailure('damaged', 'secret')),
        compareAndStore: () => Promise.reject(storeFailure('damaged', 'secret')),
      },
    })
    const url = await serveHandler(witnessHandler({ witness: broken, origins: [ORIGIN] }))
    const page = await (await fetch(url)).text()
    expect(page).toContain('cannot be read')
    expect(page).not.toContain('secret')
    expect((await fetch(`${url}/${originHash(ORIGIN)}/checkpoint`)).status).toBe(503)
    const asked = await post(url, formatAddCheckpoint(await requestOf(leaves(3), 0)))
    expect(asked.status).toBe(503)
  })

  it('ends with the answers that are under way, and frees its port and its state', () =>
    inDirectory(async (directory) => {
      const gate: { open: () => void } = { open: () => {} }
      const waiting = new Promise<void>((resolve) => {
        gate.open = resolve
      })
      const slow = nativeSigner(bytesOfHex(vectors.seed))
      const server = await serve(directory, {
        signer: { key: slow.key, sign: (message) => waiting.then(() => slow.sign(message)) },
      })
      const answer = post(server.url, first)
      await new Promise((resolve) => setTimeout(resolve, 100))
      const closed = server.close()
      await expect(fetch(server.url)).rejects.toThrow('fetch failed')
      gate.open()
      expect((await answer).status).toBe(200)
      await closed
      await server.close()
      const port = Number(new URL(server.url).port)
      const again = await serve(directory, {}, { listen: { host: '127.0.0.1', port } })
      expect((await fetch(again.url)).status).toBe(200)
    }))

  it('keeps a connection for the next request', () =>
    inDirectory(async (directory) => {
      const { url } = await serve(directory)
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      const ports = new Set<number | undefined>()
      const body = formatAddCheckpoint(await requestOf(leaves(3), 0))
      for (let i = 0; i < 3; i++)
        await new Promise<void>((resolve, reject) => {
          const sent = request(`${url}/add-checkpoint`, { method: 'POST', agent }, (answer) => {
            ports.add(sent.socket?.localPort)
            answer.resume().once('end', resolve)
          })
          sent.once('error', reject)
          sent.end(body)
        })
      agent.destroy()
      expect(ports.size).toBe(1)
    }))

  it('takes any of the keys of a log', () =>
    inDirectory(async (directory) => {
      const keys = [noteKey(ORIGIN, signer(5)), noteKey(ORIGIN, operator)]
      const { url } = await serve(directory, {}, { logs: [{ origin: ORIGIN, keys }] })
      const asked = await post(url, formatAddCheckpoint(await requestOf(leaves(3), 0)))
      expect(asked.status).toBe(200)
    }))
})
