import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { workerPool } from './worker-pool.ts'
import type { WorkerPool } from './worker-pool.ts'

/** Answers bytes with themselves; dies of 255, and keeps 254 to itself. */
const PROGRAM = `
const { parentPort } = require('node:worker_threads')
parentPort.on('message', (bytes) => {
  const [first] = new Uint8Array(bytes)
  if (first === 255) throw new Error('a bad day')
  if (first !== 254) parentPort.postMessage(new Uint8Array(bytes))
})`

let started: Worker[] = []
let pools: WorkerPool[] = []
afterEach(async () => {
  await Promise.all(pools.map((pool) => pool[Symbol.asyncDispose]()))
  started = []
  pools = []
})

function start(): Worker {
  const worker = new Worker(PROGRAM, { eval: true, execArgv: [] })
  started.push(worker)
  return worker
}

function poolOf(size: number, idleMs = 60_000): WorkerPool {
  const pool = workerPool(size, start, idleMs)
  pools.push(pool)
  return pool
}

const ask = async (pool: WorkerPool, n: number): Promise<number | undefined> =>
  (await pool.ask(() => new Uint8Array([n]).buffer))[0]

/** What of this process keeps it alive, of threads. */
const alive = (): readonly string[] =>
  process.getActiveResourcesInfo().filter((name) => name === 'MessagePort' || name === 'Worker')

describe('a pool of worker threads', () => {
  it('starts none before the first question, and answers each question with its own answer', async () => {
    const pool = poolOf(2)
    expect(started).toEqual([])
    const numbers = Array.from({ length: 50 }, (_, n) => n)
    expect(await Promise.all(numbers.map((n) => ask(pool, n)))).toEqual(numbers)
    expect(started.length).toBe(2)
  })

  it('keeps a process alive while it has a question, and then no more', async () => {
    const before = alive().length
    const pool = poolOf(1)
    const asked = ask(pool, 1)
    expect(alive().length).toBeGreaterThan(before)
    await asked
    expect(alive().length).toBe(before)
  })

  it('makes the bytes of a question when a thread is free for it', async () => {
    const pool = poolOf(1)
    let made = 0
    const questions = Array.from({ length: 20 }, () =>
      pool.ask(() => {
        made += 1
        return new ArrayBuffer(1)
      }),
    )
    expect(made).toBe(2)
    await Promise.all(questions)
    expect(made).toBe(20)
  })

  it('ends its threads after a while without a question, and starts them again', async () => {
    const pool = poolOf(1, 20)
    expect(await ask(pool, 1)).toBe(1)
    const [first] = started
    if (first === undefined) throw new Error('it has started one')
    await once(first, 'exit')
    expect(await ask(pool, 2)).toBe(2)
    expect(started.length).toBe(2)
  })

  it('fails what a thread had when it died, and goes on with another one', async () => {
    const pool = poolOf(1)
    const [dead, next, later] = [ask(pool, 255), ask(pool, 1), ask(pool, 2)]
    await expect(dead).rejects.toThrow('a bad day')
    await expect(next).rejects.toThrow('a bad day')
    expect(await later).toBe(2)
  })

  it('fails all that wait where no other thread can be had', async () => {
    let startable = 1
    const pool = workerPool(
      1,
      () => {
        if (startable-- === 0) throw new Error('no more threads')
        return start()
      },
      60_000,
    )
    pools.push(pool)
    const outcomes = await Promise.allSettled([255, 1, 2, 3].map((n) => ask(pool, n)))
    expect(outcomes.map((one) => (one.status === 'rejected' ? String(one.reason) : one))).toEqual([
      'Error: a bad day',
      'Error: a bad day',
      'Error: no more threads',
      'Error: no more threads',
    ])
    startable = 1
    expect(await ask(pool, 4)).toBe(4)
  })

  it('fails a question that cannot be made, and no other', async () => {
    const pool = poolOf(1)
    const bad = pool.ask(() => {
      throw new Error('no bytes')
    })
    await expect(bad).rejects.toThrow('no bytes')
    expect(await ask(pool, 3)).toBe(3)
  })

  it('fails what is open when it is closed, under way or waiting, and all that comes later', async () => {
    const pool = poolOf(1)
    const open = [254, 1, 2, 3].map((n) => ask(pool, n))
    const failed = Promise.all(open.slice(0, 1).map((one) => expect(one).rejects.toThrow('closed')))
    const rest = Promise.allSettled(open)
    await pool[Symbol.asyncDispose]()
    await failed
    expect((await rest).map(({ status }) => status)).toEqual(open.map(() => 'rejected'))
    await expect(ask(pool, 4)).rejects.toThrow('closed')
  })
})
