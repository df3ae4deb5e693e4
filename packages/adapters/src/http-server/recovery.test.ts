/** A store that fails under the server, both ways: what it was given is there, or is not. What was acknowledged always is. */
import { encodeSignedEvent } from '@accord-ledger/core'
import type { SignedEvent } from '@accord-ledger/core'
import { afterEach, describe, expect, it } from 'vitest'
import { errno, faultyFileSystem } from '../test-support/faulty-file-system.ts'
import type { FaultyFileSystem, FileCall } from '../test-support/faulty-file-system.ts'
import {
  endAll,
  endorsing,
  entriesOf,
  found,
  jsonOf,
  newDirectory,
  operating,
  serveAt,
  submit,
  viewOf,
  withdrawing,
  written,
} from '../test-support/served.ts'
import { logged } from '../test-support/submitted.ts'

afterEach(endAll)

const SEGMENT = '000000000000.jsonl'

interface Faulty {
  readonly url: string
  readonly directory: string
  readonly system: FaultyFileSystem
  readonly told: readonly unknown[]
  readonly close: () => Promise<void>
}

async function faulty(parties: number): Promise<Faulty> {
  const directory = await newDirectory()
  await found(directory, parties)
  const system = faultyFileSystem()
  const told: unknown[] = []
  const server = await serveAt(directory, {
    operator: { ...operating, pauses: [10] },
    fileSystem: system,
    onError: (thrown) => told.push(thrown),
  })
  return { url: server.url, directory, system, told, close: () => server.close() }
}

/** Makes calls that `matches` fail, before or after they are made: all of them, or the first one. */
function failing(
  system: FaultyFileSystem,
  matches: (call: FileCall) => boolean,
  when: 'before' | 'after',
  error: Error,
  once: boolean = true,
): void {
  system.fault = (call) => {
    if (!matches(call)) return null
    if (once) system.fault = null
    if (when === 'before') return Promise.reject(error)
    return (async () => {
      await call.real()
      throw error
    })()
  }
}

/** Sends the same bytes until there is an answer other than 503; all statuses. */
async function persist(url: string, event: SignedEvent): Promise<readonly number[]> {
  const statuses: number[] = []
  for (let tries = 0; tries < 400; tries++) {
    const answer = await submit(url, encodeSignedEvent(event))
    statuses.push(answer.status)
    if (answer.status === 200 || answer.status === 201) {
      await logged(answer)
      return statuses
    }
    expect(answer.headers.has('retry-after')).toBe(true)
    expect(await answer.text()).not.toMatch(/EIO|ENOSPC|injected|jsonl|tmp/)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`it was never logged: ${statuses.slice(0, 20).join(' ')}`)
}

const writesSegment = (call: FileCall): boolean =>
  call.operation === 'write' && call.name === SEGMENT
const signs = (call: FileCall): boolean =>
  call.operation === 'rename' && call.name.includes('checkpoint')

const EIO = errno('EIO', -5)
const ENOSPC = errno('ENOSPC', -28)

describe('an append that fails', () => {
  for (const operation of ['write', 'datasync'] as const)
    for (const when of ['before', 'after'] as const)
      it(`${when} its ${operation} is acknowledged by nobody, and logged once when it is sent again`, async () => {
        const { url, system, told } = await faulty(2)
        const event = await written(url, endorsing(0))
        failing(system, (call) => call.operation === operation && call.name === SEGMENT, when, EIO)
        const first = await submit(url, event)
        expect(first.status).toBe(503)
        expect(await jsonOf(first)).toMatchObject({
          code: expect.stringMatching(/^(ambiguous|unavailable)$/),
        })
        expect(told.length).toBeGreaterThan(0)
        const statuses = await persist(url, event)
        expect([200, 201]).toContain(statuses.at(-1))
        expect(await entriesOf(url)).toHaveLength(5)
        // And the server goes on.
        expect((await submit(url, await written(url, withdrawing(0)))).status).toBe(201)
        expect((await submit(url, await written(url, endorsing(1)))).status).toBe(201)
        expect((await viewOf(url)).size).toBe(7)
      })

  it('for want of room says so, and goes on when there is room', async () => {
    const { url, system } = await faulty(1)
    const event = await written(url, endorsing(0))
    failing(system, writesSegment, 'before', ENOSPC, false)
    const full = await submit(url, event)
    expect(full.status).toBe(507)
    expect(await jsonOf(full)).toMatchObject({ code: 'full' })
    expect((await fetch(`${url}/checkpoint`)).status).not.toBe(500)
    system.fault = null
    await persist(url, event)
    expect((await viewOf(url)).size).toBe(4)
  })

  it('goes on also where room comes late: a full disk is waited for, however often it is looked at', async () => {
    const { url, system, told } = await faulty(1)
    await persist(url, await written(url, endorsing(0)))
    const event = await written(url, withdrawing(0))
    failing(system, (call) => call.operation === 'write', 'before', ENOSPC, false)
    expect((await submit(url, event)).status).toBe(507)
    for (let tries = 0; told.length < 25 && tries < 500; tries++)
      await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await jsonOf(await fetch(`${url}/v1/health`))).toEqual({ status: 'opening' })
    system.fault = null
    await persist(url, event)
    expect((await viewOf(url)).size).toBe(5)
  })

  it('under many that were sent at once loses none that was acknowledged', async () => {
    const { url, system, directory, close } = await faulty(12)
    const events = await Promise.all(
      Array.from({ length: 12 }, (_, n) => written(url, endorsing(n))),
    )
    let syncs = 0
    failing(
      system,
      (call) => call.operation === 'datasync' && call.name === SEGMENT && ++syncs === 2,
      'after',
      EIO,
    )
    await Promise.all(events.map((event) => persist(url, event)))
    await close()
    const again = await serveAt(directory)
    expect((await viewOf(again.url)).size).toBe(26)
  })
})

describe('a checkpoint that cannot be signed', () => {
  it('keeps the receipt back, which comes when the same bytes are sent again', async () => {
    const { url, system } = await faulty(1)
    const event = await written(url, endorsing(0))
    failing(system, signs, 'before', EIO, false)
    const first = await submit(url, event)
    expect(first.status).toBe(503)
    expect(await jsonOf(first)).toMatchObject({ code: 'ambiguous' })
    // Nothing more is logged that would get no receipt.
    const next = await written(url, withdrawing(0))
    const second = await submit(url, next)
    expect(await jsonOf(second)).toMatchObject({ status: 503, code: 'unavailable' })
    expect(await entriesOf(url)).toHaveLength(4)
    system.fault = null
    expect(await persist(url, event)).toEqual([200])
    expect(await persist(url, next)).toEqual([201])
    expect(await entriesOf(url)).toHaveLength(5)
  })
})

describe('a store that does not open again', () => {
  it('is given up in the end, which the health says; what is published is still served', async () => {
    const { url, system } = await faulty(1)
    for (let tries = 0; (await fetch(`${url}/checkpoint`)).status !== 200 && tries < 300; tries++)
      await new Promise((resolve) => setTimeout(resolve, 20))
    const event = await written(url, endorsing(0))
    system.fault = (call) =>
      call.operation === 'tryLock' || (call.operation === 'datasync' && call.name === SEGMENT)
        ? Promise.reject(EIO)
        : null
    expect((await submit(url, event)).status).toBe(503)
    let health: Response | null = null
    for (let tries = 0; tries < 400; tries++) {
      health = await fetch(`${url}/v1/health`)
      if ((await jsonOf(health))['status'] === 'dead') break
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(health?.status).toBe(503)
    expect((await fetch(`${url}/checkpoint`)).status).toBe(200)
    const late = await submit(url, event)
    expect(await jsonOf(late)).toMatchObject({ status: 503, code: 'unavailable' })
    system.fault = null
  })
})
