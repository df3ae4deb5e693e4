/** `accord-ledger serve` as a process of its own, and what is looked at from outside while it is attacked. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeLedger } from './ledger.mjs'

const COMMAND = fileURLToPath(new URL('../../packages/cli/dist/main.js', import.meta.url))

/** Within how many milliseconds a health check is answered, a connection that holds on is cut, and a good poster is served. */
export const HEALTH = 1_000
export const CUT = 15_000
export const SERVED = 2_000
/** Bytes by which the server's memory may grow. */
export const GROWTH = 150 * 1_048_576

/** Serves a ledger of `parties` parties for `attack`, then stops the server, which must end well. */
export async function underAttack(parties, options, attack) {
  const folder = mkdtempSync(join(tmpdir(), 'accord-ledger-abuse-'))
  try {
    await makeLedger(folder, parties)
    const served = await serve(folder, options)
    try {
      await attack(served)
      expect(served.child.exitCode === null && served.child.signalCode === null, 'the server died')
      expect(
        !/\bfault\b|\bat .*\.js/.test(served.stderr()),
        `it told of a fault: ${served.stderr()}`,
      )
    } finally {
      if (served.child.exitCode === null) served.child.kill('SIGTERM')
      if (served.child.exitCode === null) await once(served.child, 'exit')
    }
    expect(served.child.exitCode === 0, `the server ended with ${served.child.exitCode}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function serve(folder, options) {
  const operator = ['--operator', join(folder, 'operator.key')]
  const args = ['serve', join(folder, 'ledger'), '--port', '0', '--log', 'none', ...operator]
  const child = spawn(process.execPath, [COMMAND, ...args, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [said, told] = ['', '']
  child.stderr.on('data', (piece) => (told += piece))
  while (!said.includes('\n')) said += String((await once(child.stdout, 'data'))[0])
  const url = /http:\/\/\S+/.exec(said)[0]
  return { child, url, port: Number(new URL(url).port), stderr: () => told }
}

/** Throws where `holds` is not true. */
export function expect(holds, sentence) {
  if (holds !== true) throw new Error(sentence)
}

/**
 * Asks for the health of the server, each time by a new connection, and looks at its memory, until `end` is called: the worst of both.
 * A check that fails counts as one that was never answered.
 */
export async function watching({ url, child }) {
  for (let n = 0; n < 20; n++) await healthOf(url)
  const start = rssOf(child.pid)
  const over = new AbortController()
  let [slowest, most, checks] = [0, 0, 0]
  const looked = (async () => {
    while (!over.signal.aborted) {
      const took = await healthOf(url)
      slowest = Math.max(slowest, took)
      most = Math.max(most, rssOf(child.pid) - start)
      checks += 1
      await pause(100)
    }
  })()
  return {
    /** What was found. Throws where it was too much; `health` in milliseconds. */
    end: async (what = '', health = HEALTH) => {
      over.abort()
      await looked
      const grown = `${Math.round(most / 1_048_576)} MB`
      const found = `${checks} health checks, the slowest ${Math.round(slowest)} ms; memory grew by ${grown}`
      expect(slowest <= health, `a health check took too long: ${found} ${what}`)
      expect(most <= GROWTH, `memory grew too much: ${found} ${what}`)
      return found
    },
  }
}

/** Milliseconds until a health check is answered with 200; Infinity where it is not. */
export function healthOf(url) {
  const began = performance.now()
  return new Promise((resolve) => {
    const asked = request(`${url}/v1/health`, { agent: false, timeout: 10_000 }, (answer) => {
      answer.resume()
      answer.on('end', () =>
        resolve(answer.statusCode === 200 ? performance.now() - began : Infinity),
      )
    })
    asked.on('timeout', () => asked.destroy(new Error('no answer')))
    asked.on('error', () => resolve(Infinity))
    asked.end()
  })
}

function rssOf(pid) {
  // One that has ended has none; that is found out elsewhere.
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  const kilobytes = found?.[1] ?? 0
  return Number(kilobytes) * 1_024
}

/** The ports of clients whose connections the process that listens at `port` still holds. Those that only the kernel holds are gone. */
export function connectedTo(port) {
  const held = new Set()
  for (const line of readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1, -1)) {
    const [, local, remote, state, , , , , , inode] = line.trim().split(/\s+/)
    const [mine, theirs] = [local, remote].map((end) => Number.parseInt(end.split(':')[1], 16))
    // Without an inode it is nobody's: not yet accepted where it is established, else given up.
    if (mine === port && state !== '0A' && (inode !== '0' || state === '01')) held.add(theirs)
  }
  return held
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))
