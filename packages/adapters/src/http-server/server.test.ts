import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { leafHash, parseSignedCheckpoint } from '@accord-ledger/core'
import type { Verifier } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, describe, expect, it } from 'vitest'
import { readBody, plainRequest } from '../http/http-message.ts'
import { mountLedger, serveLedger } from './serve-ledger.ts'
import { openServedLedger } from './served-ledger.ts'
import type { AccessLine } from './ledger-handler.ts'
import {
  endAll,
  endorsing,
  found,
  jsonOf,
  newDirectory,
  NOW,
  operating,
  registrar,
  served,
  serveAt,
  submit,
  written,
} from '../test-support/served.ts'

afterEach(endAll)

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('it never held')
}

describe('what is published', () => {
  it('is served as it lies in the folder, with the headers of a static host for logs', async () => {
    const { url, directory } = await served(3)
    await until(async () => (await fetch(`${url}/checkpoint`)).status === 200)
    const file = (path: string): Promise<Buffer> => readFile(join(directory, 'public', path))
    for (const [path, type, cache] of [
      ['checkpoint', 'text/plain; charset=utf-8', 'no-cache'],
      ['tile/0/000.p/5', 'application/octet-stream', 'public, max-age=3600, immutable'],
      ['tile/entries/000.p/5', 'application/octet-stream', 'public, max-age=3600, immutable'],
    ] as const)
      for (const method of ['GET', 'HEAD']) {
        const answer = await fetch(`${url}/${path}`, { method })
        expect(answer.status).toBe(200)
        expect(answer.headers.get('content-type')).toBe(type)
        expect(answer.headers.get('cache-control')).toBe(cache)
        expect(answer.headers.get('access-control-allow-origin')).toBe('*')
        expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
        const bytes = Buffer.from(await answer.arrayBuffer())
        expect(bytes).toEqual(method === 'HEAD' ? Buffer.alloc(0) : await file(path))
        expect(answer.headers.get('content-length')).toBe(String((await file(path)).length))
      }
    for (const path of [
      'tile/0/000',
      'tile/0/000.p/6',
      'tile/0/0',
      'tile/../checkpoint',
      'ledger.json',
    ]) {
      const answer = await fetch(`${url}/${path}`)
      expect(answer.status, path).toBe(path === 'tile/../checkpoint' ? 200 : 404)
    }
  })

  it('leads nowhere out of the published files, however a path is spelt', async () => {
    const directory = await newDirectory()
    await found(directory, 1)
    const opened = await openServedLedger(directory, { clock: () => NOW, operator: operating })()
    if (E.isLeft(opened)) throw new Error('it opens')
    for (const path of [
      '/../state/checkpoint',
      '/tile/../../state/checkpoint',
      '/tile/..%2f..%2fstate/checkpoint',
      '/tile/entries/..',
      '/%63heckpoint',
      '//checkpoint',
      '/checkpoint/',
      '/tile/0/000.p/0',
      '/tile/64/000',
      'http://elsewhere/checkpoint',
      '',
    ]) {
      const { status } = await opened.right.handle(plainRequest({ method: 'GET', path }))
      expect(status, path).toBe(404)
    }
    await opened.right.close()
  })

  it('catches up while the server runs, and once more when it ends', async () => {
    const { url, directory, close } = await served(2, { publishEvery: 0.05 })
    expect((await submit(url, await written(url, endorsing(0)))).status).toBe(201)
    await until(async () => (await jsonOf(await fetch(`${url}/v1/health`)))['published'] === 5)
    expect((await submit(url, await written(url, endorsing(1)))).status).toBe(201)
    await close()
    const signed = parseSignedCheckpoint(await readFile(join(directory, 'public/checkpoint')))
    expect(E.isRight(signed) && signed.right.checkpoint.size).toBe(6)
  })
})

describe('a server', () => {
  it('without a key reads, beside one that writes', async () => {
    const { url, directory } = await served(1)
    const reader = await serveAt(directory)
    const signed = await written(reader.url, endorsing(0))
    const refused = await submit(reader.url, signed)
    expect(refused.status).toBe(405)
    expect(refused.headers.has('allow')).toBe(true)
    expect(await jsonOf(refused)).toMatchObject({ code: 'read-only' })
    expect((await submit(url, signed)).status).toBe(201)
    const text = await (await fetch(`${reader.url}/v1/entries?from=3`)).text()
    const [line = ''] = text.split('\n')
    const head = await jsonOf(await fetch(`${reader.url}/v1/head`))
    expect(head['hash']).toBe(Buffer.from(leafHash(new TextEncoder().encode(line))).toString('hex'))
  })

  it('says how it is, counts, and tells what it was asked', async () => {
    const lines: AccessLine[] = []
    const { url } = await served(1, {}, { log: (line) => lines.push(line) })
    const signed = await written(url, endorsing(0))
    lines.length = 0
    await submit(url, signed, { authorization: 'Bearer secret-secret' })
    await fetch(`${url}/v1/head?token=secret`)
    await fetch(`${url}/nowhere`)
    expect(await jsonOf(await fetch(`${url}/v1/health`))).toMatchObject({ status: 'ok', size: 4 })
    const metrics = await (await fetch(`${url}/v1/metrics`)).text()
    expect(metrics).toContain('accord_ledger_submissions_total{outcome="logged"} 1\n')
    expect(metrics).toContain(
      'accord_ledger_http_requests_total{route="/v1/events",status="201"} 1\n',
    )
    expect(metrics).toContain('accord_ledger_http_requests_total{route="other",status="404"} 1\n')
    expect(metrics).toMatch(
      /accord_ledger_http_request_duration_seconds_bucket\{route="\/v1\/events",le="\+Inf"\} 1\n/,
    )
    expect(metrics).toContain('accord_ledger_size 4\n')
    expect(lines.slice(0, 3)).toMatchObject([
      { method: 'POST', path: '/v1/events', status: 201, sender: '127.0.0.1', problem: null },
      { method: 'GET', path: '/v1/head', status: 400, problem: 'malformed' },
      { method: 'GET', path: '/nowhere', status: 404, problem: 'not-found' },
    ])
    expect(JSON.stringify(lines)).not.toContain('secret')
  })

  it('with another key than the operator’s does not begin', async () => {
    const directory = await newDirectory()
    await found(directory, 1)
    const operator = { ...operating, signers: [registrar] }
    const server = await serveLedger(directory, { clock: () => NOW, operator })()
    expect(server).toMatchObject({ _tag: 'Left', left: { _tag: 'WrongSigners' } })
    // And keeps nobody from it.
    await (await serveAt(directory, { operator: operating })).close()
  })

  it('keeps its ledger to itself, and gives it up when it ends', async () => {
    const { directory, close } = await served(1)
    const options = { clock: () => NOW, operator: operating }
    const second = await serveLedger(directory, options)()
    expect(second).toMatchObject({ _tag: 'Left', left: { code: 'locked' } })
    await close()
    await close()
    await serveAt(directory, { operator: operating })
  })

  it('lets those who wait for entries go when it ends, and answers what is under way', async () => {
    const { url, close } = await served(30)
    const waiting = fetch(`${url}/v1/entries?from=32&wait=20`)
    const events = await Promise.all(
      Array.from({ length: 30 }, (_, n) => written(url, endorsing(n))),
    )
    const answers = events.map((event) => submit(url, event).catch(() => null))
    await until(async () => {
      const { size } = await jsonOf(await fetch(`${url}/v1/head`))
      return Number(size) > 32
    })
    const began = performance.now()
    await close()
    expect(performance.now() - began).toBeLessThan(8_000)
    expect((await waiting).status).toBe(200)
    for (const answer of await Promise.all(answers))
      if (answer !== null) expect([201, 503]).toContain(answer.status)
  })

  it('is mounted in an app that has a server', async () => {
    const directory = await newDirectory()
    await found(directory, 1)
    const opened = await openServedLedger(directory, { clock: () => NOW, operator: operating })()
    if (E.isLeft(opened)) throw new Error('it opens')
    const ledger = mountLedger(opened.right)
    const app = createServer((request, response) => {
      if (request.url?.startsWith('/ledger/') === true) {
        request.url = request.url.slice('/ledger'.length)
        ledger(request, response)
      } else response.end('the app')
    })
    await new Promise<void>((resolve) => {
      app.listen(0, '127.0.0.1', resolve)
    })
    const address = app.address()
    if (address === null || typeof address === 'string') throw new Error('it listens')
    const url = `http://127.0.0.1:${address.port}`
    expect(await (await fetch(url)).text()).toBe('the app')
    const answer = await submit(`${url}/ledger`, await written(`${url}/ledger`, endorsing(0)))
    expect(answer.status).toBe(201)
    app.closeAllConnections()
    app.close()
    await opened.right.close()
  })

  it('that fails says so, and nothing of why', async () => {
    const told: unknown[] = []
    let fails = false
    const verifier: Verifier = {
      name: 'failing',
      verify: (batch) =>
        fails ? Promise.reject(new Error('/secret/path')) : operating.verifier.verify(batch),
    }
    const { url } = await served(1, { verifier }, { onError: (thrown) => told.push(thrown) })
    const signed = await written(url, endorsing(0))
    fails = true
    const answer = await submit(url, signed)
    expect(answer.status).toBe(500)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(await answer.text()).not.toMatch(/secret|Error|at \//)
    expect(String(told[0])).toContain('/secret/path')
    fails = false
    expect((await submit(url, signed)).status).toBe(201)
  })
})

describe('a request in this process', () => {
  it('is answered as one that came over the wire', async () => {
    const directory = await newDirectory()
    await found(directory, 1)
    const opened = await openServedLedger(directory, { clock: () => NOW })()
    if (E.isLeft(opened)) throw new Error('it opens')
    const answer = await opened.right.handle(plainRequest({ method: 'GET', path: '/v1/head' }))
    expect(JSON.parse(Buffer.from(await readBody(answer)).toString())).toMatchObject({ size: 3 })
    await opened.right.close()
  })
})
