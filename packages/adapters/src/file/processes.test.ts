/** Several processes at one ledger. They run the built package: build first. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { DISK, inDirectory } from '../test-support/file-subject.ts'
import { failsWith, wholeLog } from '../test-support/ledger-under-test.ts'
import { openToRead, openToWrite } from '../test-support/small-logs.ts'

const WRITER = fileURLToPath(new URL('../test-support/writer.mjs', import.meta.url))

interface Writer {
  readonly process: ChildProcess
  /** The lines that it wrote so far. */
  readonly lines: string[]
  /** Resolves with the first line from number `count` on, or with the last one when it has ended. */
  line(count: number): Promise<string>
  /** Kills it and resolves when all its lines have been read. */
  kill(): Promise<void>
}

function startWriter(directory: string, segmentEntries: number, batch: number): Writer {
  const child = spawn(
    process.execPath,
    [WRITER, directory, String(segmentEntries), String(batch)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (line) => lines.push(line))
  // Only with its exit are all its files closed.
  const ended = Promise.all([once(reader, 'close'), once(child, 'exit')])
  return {
    process: child,
    lines,
    line: async (count) => {
      while (lines.length < count && child.exitCode === null)
        await Promise.race([once(reader, 'line'), ended])
      return lines[count - 1] ?? lines[lines.length - 1] ?? ''
    },
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** On a busy machine, a process takes a second to start. */
const SLOW = { timeout: 120_000 }

const SIZE_AND_HASH = /^(\d+) ([0-9a-f]{64})$/

describe('a writer that is killed at any moment', () => {
  for (const batch of [1, 3])
    it(`has lost no entry that it acknowledged: ten kills, batches of ${batch}`, SLOW, () =>
      inDirectory(async (directory) => {
        let acknowledged = 0
        let kills = 0
        for (let round = 0; round < 10; round++) {
          const writer = startWriter(directory, 64, batch)
          expect(await writer.line(1)).toMatch(SIZE_AND_HASH)
          await writer.line(2)
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 40))
          await writer.kill()
          kills += writer.process.signalCode === 'SIGKILL' ? 1 : 0

          const store = await openToWrite(directory, { segmentEntries: 64 })
          const log = await wholeLog(store)
          await store[Symbol.asyncDispose]()
          for (const line of writer.lines) {
            const [, size, hash] = SIZE_AND_HASH.exec(line) ?? []
            expect(log.length).toBeGreaterThanOrEqual(Number(size))
            if (size !== '0') expect(log[Number(size) - 1]?.hash).toBe(hash)
          }
          expect(log.length).toBeGreaterThanOrEqual(acknowledged)
          acknowledged = log.length
        }
        expect(kills).toBe(10)
        expect(acknowledged).toBeGreaterThanOrEqual(10)
      }, DISK),
    )
})

describe('two processes', () => {
  it('are one writer and one that is told so at once; readers come and go', () =>
    inDirectory(async (directory) => {
      const first = startWriter(directory, 64, 1)
      expect(await first.line(3)).toMatch(SIZE_AND_HASH)
      const second = startWriter(directory, 64, 1)
      expect(await second.line(1)).toBe('locked')
      await failsWith('locked', () => openToWrite(directory, { segmentEntries: 64 }))

      const reader = await openToRead(directory, { segmentEntries: 64 })
      const before = await reader.head()
      await first.line(first.lines.length + 5)
      expect((await reader.head()).size).toBeGreaterThan(before.size)
      const entries = []
      for await (const stored of reader.read(0)) entries.push(stored)
      expect(entries.length).toBeGreaterThan(before.size)
      await reader[Symbol.asyncDispose]()

      await first.kill()
      const store = await openToWrite(directory, { segmentEntries: 64 })
      const log = await wholeLog(store)
      expect(
        new Set(log.map(({ bytes }) => Buffer.from(bytes).toString().split(' ').at(-1))).size,
      ).toBe(1)
      await store[Symbol.asyncDispose]()
    }, DISK))

  it('stay one writer while that one is stopped, and its death frees the ledger at once', () =>
    inDirectory(async (directory) => {
      const first = startWriter(directory, 64, 1)
      expect(await first.line(2)).toMatch(SIZE_AND_HASH)
      first.process.kill('SIGSTOP')
      for (let i = 0; i < 10; i++) {
        await failsWith('locked', () => openToWrite(directory, { segmentEntries: 64 }))
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      await first.kill()
      const store = await openToWrite(directory, { segmentEntries: 64 })
      await wholeLog(store)
      await store[Symbol.asyncDispose]()
    }, DISK))

  it('follow: a reader hears within a second what another process appends', () =>
    inDirectory(async (directory) => {
      const first = startWriter(directory, 64, 1)
      expect(await first.line(2)).toMatch(SIZE_AND_HASH)
      const reader = await openToRead(directory, { segmentEntries: 64 })
      const stop = new AbortController()
      let next = 0
      for await (const { index } of reader.follow(0, { signal: stop.signal })) {
        expect(index).toBe(next)
        next += 1
        if (next === 200) stop.abort()
      }
      expect(next).toBe(200)
      await reader[Symbol.asyncDispose]()
      await first.kill()
    }, DISK))
})

describe('a process', () => {
  it('that never disposes its store ends all the same, and leaves no lock', () =>
    inDirectory(async (directory) => {
      const script = `
        import { openFileStore } from '@accord-ledger/adapters/file'
        const store = await openFileStore(process.argv[1], { link: () => null, mode: 'write', create: true })
        console.log((await store.head()).size)`
      const child = spawn(process.execPath, ['--input-type=module', '-e', script, directory], {
        stdio: ['ignore', 'pipe', 'inherit'],
        cwd: fileURLToPath(new URL('../..', import.meta.url)),
      })
      expect(await once(child, 'exit')).toEqual([0, null])
      const store = await openToWrite(directory)
      await store[Symbol.asyncDispose]()
    }))
})
