/** `serve` as a process: killed while it takes events, nothing that it acknowledged is lost; told to stop, it ends in order. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { nativeSigner, nativeVerifier } from '@accord-ledger/adapters/native'
import {
  authorEvent,
  emptyState,
  encodeSignedEvent,
  parseKeyFile,
  replay,
} from '@accord-ledger/core'
import type { LedgerView } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { COMMAND, foundLedger, newFolder } from './support/cli.ts'
import type { Workplace } from './support/cli.ts'

const EVENTS = 40

let place: Workplace
const running: ChildProcess[] = []

beforeAll(() => {
  place = newFolder()
  foundLedger(place)
})
afterAll(async () => {
  for (const child of running.splice(0)) await ended(child, 'SIGKILL')
  place.remove()
})

async function serving(): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const args = ['serve', 'ledger', '--operator', 'operator.key', '--port', '0', '--log', 'none']
  const child = spawn(process.execPath, [COMMAND, ...args], {
    cwd: place.folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.push(child)
  let said = ''
  while (!said.includes('\n')) said += String((await once(child.stdout, 'data'))[0])
  return { child, url: /http:\/\/\S+/.exec(said)?.[0] ?? '' }
}

/** The exit code, or the signal that ended it. */
async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | string> {
  if (child.exitCode !== null) return child.exitCode
  if (child.signalCode !== null) return child.signalCode
  child.kill(signal)
  await once(child, 'exit')
  return child.exitCode ?? child.signalCode ?? ''
}

/** The founding entry as it lies in the folder, replayed. */
async function view(): Promise<LedgerView> {
  const [entry = ''] = readFileSync(
    place.path('ledger/public/entries/000000000000.jsonl'),
    'utf8',
  ).split('\n')
  const blocks = (async function* () {
    yield [new TextEncoder().encode(entry)]
  })()
  return (await replay(emptyState(), blocks, { verifier: nativeVerifier() })).state
}

/** Admissions of parties without keys, signed by the registrar. */
async function admissions(): Promise<readonly Uint8Array[]> {
  const seed = parseKeyFile(readFileSync(place.path('registrar.key'), 'utf8'))
  if (E.isLeft(seed)) throw new Error('a key file')
  const registrar = nativeSigner(seed.right)
  const rest = { category: 'company', country: null, key: null, effective: '2026-11-22' }
  const founded = await view()
  const events = Array.from({ length: EVENTS }, async (_, n) => {
    const intent = { type: 'signatory', signatory: `p-${n}`, name: `P ${n}`, ...rest } as const
    const signed = await authorEvent(intent, [registrar])(founded)
    if (E.isLeft(signed)) throw new Error('an event')
    return encodeSignedEvent(signed.right)
  })
  return Promise.all(events)
}

const submit = (url: string, event: Uint8Array): Promise<Response> =>
  fetch(`${url}/v1/events`, {
    method: 'POST',
    body: Buffer.from(event),
    headers: { 'content-type': 'application/json' },
  })

it('killed at any time it has every entry that it gave a receipt for; stopped, it has published them', async () => {
  const events = await admissions()
  const acknowledged = new Set<number>()
  for (const kill of [1, 10, 25]) {
    const { child, url } = await serving()
    const sent = events.map(async (event, n) => {
      try {
        const { status } = await submit(url, event)
        if (status === 200 || status === 201) acknowledged.add(n)
        if (acknowledged.size >= kill) child.kill('SIGKILL')
      } catch {
        // Killed before it answered: it may be logged, or not.
      }
    })
    await Promise.all(sent)
    expect(await ended(child, 'SIGKILL')).toBe('SIGKILL')
    expect(place.json('verify', 'ledger')).toMatchObject({ verdict: 'sound' })
  }
  const { child, url } = await serving()
  for (const [n, event] of events.entries()) {
    const { status } = await submit(url, event)
    expect(acknowledged.has(n) ? [200] : [200, 201]).toContain(status)
  }
  expect(await ended(child, 'SIGTERM')).toBe(0)
  expect(place.json('verify', 'ledger')).toMatchObject({ verdict: 'sound', size: 1 + EVENTS })
  const checkpoint = readFileSync(place.path('ledger/public/checkpoint'), 'utf8')
  expect(checkpoint.split('\n')[1]).toBe(String(1 + EVENTS))
}, 300_000)
