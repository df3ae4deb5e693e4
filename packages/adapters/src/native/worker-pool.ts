/**
 * A few worker threads that answer bytes with bytes. They start with the first question, keep no process
 * alive while they have none, and end by themselves after a while without one: a verification that was
 * given up half-way leaves nothing behind.
 */
import type { Worker } from 'node:worker_threads'

/** Questions that a worker has at once: one to work on, one to go on with. */
const AHEAD = 2

/** Answers one question after another. */
export interface WorkerPool extends AsyncDisposable {
  /**
   * The answer to the bytes that `question` makes once a worker is free; they move to its thread. Rejects where a
   * worker fails, with its error, and after the pool was closed.
   */
  ask(question: () => ArrayBuffer): Promise<Uint8Array>
}

interface Task {
  readonly question: () => ArrayBuffer
  readonly resolve: (answer: Uint8Array) => void
  readonly reject: (error: Error) => void
}

interface Running {
  readonly worker: Worker
  /** Put to it and not answered, oldest first: a worker answers in their order. */
  readonly tasks: Task[]
}

/** A pool of `size` threads made by `start`, which end after `idleMs` milliseconds without a question. */
export function workerPool(size: number, start: () => Worker, idleMs: number): WorkerPool {
  const waiting: Task[] = []
  let running: Running[] = []
  let idle: NodeJS.Timeout | undefined
  let closed = false

  function pump(): void {
    try {
      while (waiting.length > 0) {
        const free = leastBusy()
        if (free === null) return
        const task = waiting.shift()
        if (task !== undefined) put(free, task)
      }
    } catch (thrown) {
      // Without a worker nobody comes back to those that wait.
      for (const task of waiting.splice(0)) task.reject(errorOf(thrown))
    }
    if (running.some(({ tasks }) => tasks.length > 0)) return
    clearTimeout(idle)
    idle = setTimeout(() => void stop(), idleMs).unref()
  }

  function leastBusy(): Running | null {
    while (running.length < size) running.push(begin())
    const [first, ...others] = running
    if (first === undefined) throw new Error('a pool has a worker')
    const least = others.reduce((a, b) => (b.tasks.length < a.tasks.length ? b : a), first)
    return least.tasks.length < AHEAD ? least : null
  }

  function put({ worker, tasks }: Running, task: Task): void {
    try {
      const bytes = task.question()
      worker.postMessage(bytes, [bytes])
    } catch (thrown) {
      return task.reject(errorOf(thrown))
    }
    tasks.push(task)
    worker.ref() // an answer that somebody waits for keeps the process alive
  }

  function begin(): Running {
    const one: Running = { worker: start(), tasks: [] }
    one.worker.unref()
    one.worker.on('message', (answer: Uint8Array) => {
      one.tasks.shift()?.resolve(answer)
      if (one.tasks.length === 0) one.worker.unref()
      pump()
    })
    one.worker.on('error', (thrown) => fail(one, errorOf(thrown)))
    one.worker.on('exit', (code) => fail(one, new Error(`a worker ended with status ${code}`)))
    return one
  }

  /** What was put to it gets no answer; the others go on, and the next question starts another one. */
  function fail(one: Running, error: Error): void {
    if (!running.includes(one)) return
    running = running.filter((other) => other !== one)
    for (const task of one.tasks) task.reject(error)
    if (!closed) pump()
  }

  async function stop(): Promise<void> {
    const ended = running
    running = []
    await Promise.all(ended.map(({ worker }) => worker.terminate()))
  }

  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(closedError())
        clearTimeout(idle)
        waiting.push({ question, resolve, reject })
        pump()
      }),
    [Symbol.asyncDispose]: async () => {
      closed = true
      clearTimeout(idle)
      const left = [...running.flatMap(({ tasks }) => tasks), ...waiting.splice(0)]
      for (const task of left) task.reject(closedError())
      await stop()
    },
  }
}

function closedError(): Error {
  return new Error('the worker threads of this verifier were closed')
}

function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
