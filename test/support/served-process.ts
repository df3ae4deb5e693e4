/** `accord-ledger serve` as a process of its own, for tests that send it what no client would. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { nativeSigner, nativeVerifier } from '@accord-ledger/adapters/native'
import {
  authorEvent,
  encodeSignedEvent,
  parseKeyFile,
  replay,
  emptyState,
} from '@accord-ledger/core'
import type { Intent, LedgerView, Signer } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { COMMAND, foundLedger, newFolder } from './cli.ts'

export interface ServedProcess {
  readonly url: string
  /** The registrar and a party, `acme`, that is not admitted yet. */
  readonly registrar: Signer
  /** The log of the founding entry. */
  readonly view: LedgerView
  /** Sends a body as an event, each time from another address. */
  readonly submit: (body: Uint8Array, headers?: Readonly<Record<string, string>>) => Promise<Answer>
  /** Sends raw bytes by a connection of its own, and gives all that comes back until it is closed, or nothing comes for a while. */
  readonly raw: (bytes: Uint8Array, quiet?: number) => Promise<string>
  /** The bytes of GET /v1/head. */
  readonly head: () => Promise<string>
  /** Throws where the process ended, or told of a fault. Then ends it. */
  readonly end: () => Promise<void>
}

export interface Answer {
  readonly status: number
  readonly type: string
  readonly text: string
}

/** Founds a ledger, and serves it for submissions. */
export async function serveProcess(): Promise<ServedProcess> {
  const place = newFolder()
  foundLedger(place)
  const child = spawn(
    process.execPath,
    [COMMAND, 'serve', 'ledger', '--operator', 'operator.key', '--port', '0'].concat([
      '--log',
      'none',
      '--trust-proxy',
    ]),
    { cwd: place.folder, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let [said, told] = ['', '']
  child.stderr.on('data', (piece) => (told += String(piece)))
  while (!said.includes('\n')) said += String((await once(child.stdout, 'data'))[0])
  const url = /http:\/\/\S+/.exec(said)?.[0] ?? ''
  const seed = parseKeyFile(readFileSync(place.path('registrar.key'), 'utf8'))
  if (E.isLeft(seed)) throw new Error('a key file')
  const bytes = readFileSync(place.path('ledger/public/entries/000000000000.jsonl')).subarray(0, -1)
  const blocks = (async function* () {
    yield [Uint8Array.from(bytes)]
  })()
  const { state } = await replay(emptyState(), blocks, { verifier: nativeVerifier() })
  let senders = 0
  return {
    url,
    registrar: nativeSigner(seed.right),
    view: state,
    submit: async (body, headers = {}) => {
      senders += 1
      const answer = await fetch(`${url}/v1/events`, {
        method: 'POST',
        body: Buffer.from(body),
        headers: {
          'content-type': 'application/json',
          'x-forwarded-for': `10.${senders >> 16}.${(senders >> 8) & 255}.${senders & 255}`,
          ...headers,
        },
      })
      const type = answer.headers.get('content-type') ?? ''
      return { status: answer.status, type, text: await answer.text() }
    },
    raw: (sent, quiet = 400) => rawExchange(Number(new URL(url).port), sent, quiet),
    head: async () => (await fetch(`${url}/v1/head`)).text(),
    end: async () => {
      const ended = child.exitCode ?? child.signalCode
      child.kill('SIGTERM')
      if (ended === null) await once(child, 'exit')
      place.remove()
      if (ended !== null || child.exitCode !== 0 || /fault|^\s+at /m.test(told))
        throw new Error(`the server ended with ${ended ?? child.exitCode}: ${told}`)
    },
  }
}

function rawExchange(port: number, sent: Uint8Array, quiet: number): Promise<string> {
  return new Promise((resolve) => {
    let heard = ''
    const socket = connect(port, '127.0.0.1')
    const done = (): void => {
      socket.destroy()
      resolve(heard)
    }
    socket.setTimeout(quiet, done)
    socket.on('data', (piece) => (heard += piece.toString('latin1')))
    socket.on('error', done)
    socket.on('close', done)
    socket.write(sent)
  })
}

/** The bytes of what `signers` write on the log as `view` has it. */
export async function signedBytes(
  view: LedgerView,
  intent: Intent,
  signers: readonly Signer[],
): Promise<Uint8Array> {
  const signed = await authorEvent(intent, signers)(view)
  if (E.isLeft(signed)) throw new Error('an event')
  return encodeSignedEvent(signed.right)
}
