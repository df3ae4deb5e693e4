import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const SIZE =
  process.env['ACCORD_LEDGER_MILLION'] === '1'
    ? 1_000_000
    : process.env['ACCORD_LEDGER_LONG'] === '1'
      ? 100_000
      : 20_000
const PARTIES = SIZE / 10
/** Published first; the rest while somebody follows. Not a multiple of a tile's width. */
const FIRST = SIZE - 300
/** Against hanging, and no more: a million take a while. */
const DEADLINE = Math.max(300_000, 5 * SIZE)
const PROCESS = fileURLToPath(new URL('support/large-log-process.mjs', import.meta.url))

/** Live bytes that work on a log may take above its start, whatever its size: blocks under way, tiles, sockets. */
const FIXED = 64 * 1_048_576
/** Bytes that an entry may leave behind: its hash, in the ring that `seen` looks back on. */
const AN_ENTRY = 64
/** Bytes that a party may leave behind, and its act on the one accord. */
const A_PARTY = 1_500
/** Resident bytes above the live ones: Node itself, and what is not yet collected. */
const RUNTIME = 200 * 1_048_576

const folder = mkdtempSync(join(tmpdir(), 'accord-ledger-million-'))
const ledger = join(folder, 'ledger')
afterAll(() => rmSync(folder, { recursive: true }))

/** What a process printed in the end. */
interface Spent {
  readonly seconds: number
  /** Bytes: live ones at the start, at most and at the end, and the most that were resident. */
  readonly start: number
  readonly most: number
  readonly end: number
  readonly resident: number
}

interface Running {
  /** The next line that it prints. */
  readonly line: () => Promise<string>
  /** Ends its standard input. */
  readonly stop: () => void
  /** What it printed last. Rejects where it failed. */
  readonly spent: Promise<Spent>
}

function start(step: string, ...args: readonly (string | number)[]): Running {
  const words = ['--expose-gc', PROCESS, step, ...args.map(String)]
  const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'pipe'] })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  let wrong = ''
  child.stderr.on('data', (text: Buffer) => (wrong += text.toString()))
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  let last = ''
  const line = async (): Promise<string> => {
    const next = await lines.next()
    if (next.done !== true) last = next.value
    return next.done === true ? '' : next.value
  }
  const spent = ended.then(async (status) => {
    while ((await line()) !== '');
    if (status !== 0) throw new Error(`${step}: ${status}: ${wrong}`)
    const answer: Spent = JSON.parse(last)
    console.log(
      `${step} ${SIZE}: ${answer.seconds.toFixed(1)} s, ${mib(answer.most - answer.start)} MiB live above its start, ${mib(answer.resident)} MiB resident at most`,
    )
    return answer
  })
  spent.catch(() => undefined) // whoever waits for it is told
  return { line, stop: () => child.stdin.end(), spent }
}

const mib = (bytes: number): number => Math.round(bytes / 1_048_576)

/** Memory that holds the state of a log, and not the log. */
function expectFlat({ start: before, most, resident }: Spent): void {
  const allowed = FIXED + AN_ENTRY * SIZE + A_PARTY * PARTIES
  expect(most - before).toBeLessThan(allowed)
  expect(resident).toBeLessThan(allowed + RUNTIME)
}

describe(`a ledger of ${SIZE.toLocaleString('en')} entries by ${PARTIES.toLocaleString('en')} parties`, () => {
  beforeAll(async () => {
    await start('make', ledger, SIZE, PARTIES).spent
    await start('publish', ledger, FIRST).spent
  }, DEADLINE)

  it(
    'is served and followed in flat memory, and what is published meanwhile is seen',
    async () => {
      const server = start('serve', ledger)
      const url = await server.line()
      const follower = start('follow', url, SIZE)
      expect(await follower.line()).toBe('waiting')
      await start('publish', ledger, SIZE).spent
      expectFlat(await follower.spent)
      server.stop()
      const { start: before, most, resident } = await server.spent
      expect(most - before).toBeLessThan(FIXED)
      expect(resident).toBeLessThan(FIXED + RUNTIME)
    },
    DEADLINE,
  )

  it.each(['open', 'verify', 'fsck'])(
    'takes memory for its state, and not for its entries: %s',
    async (step) => {
      expectFlat(await start(step, ledger, SIZE).spent)
    },
    DEADLINE,
  )
})
