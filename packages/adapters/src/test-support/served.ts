/** Ledgers in directories of their own, served on 127.0.0.1 for one test. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  authorEvent,
  authorFounding,
  emptyState,
  encodeSignedEvent,
  entryLink,
  openLedger,
  replay,
  signerFromSeed,
} from '@accord-ledger/core'
import type {
  Author,
  LedgerView,
  Malformed,
  SignedEvent,
  Signer,
  Verifier,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { openFileStore } from '../file/open.ts'
import { serveLedger } from '../http-server/serve-ledger.ts'
import type { LedgerServer, ServeLedgerOptions } from '../http-server/serve-ledger.ts'
import type { OperatorOptions } from '../http-server/served-ledger.ts'
import { nativeVerifier } from '../native/verifier.ts'

/** 2026-11-22T09:00:00Z. */
export const NOW: number = Date.UTC(2026, 10, 22, 9)
export const ORIGIN = 'accords.example/1'
/** A signer with a fixed seed. */
export const signerOf = (n: number): Signer => signerFromSeed(new Uint8Array(32).fill(n))
export const operator: Signer = signerOf(1)
export const registrar: Signer = signerOf(2)
/** The key of party `n`, `party-n`. */
export const partyKey = (n: number): Signer => signerOf(100 + n)
export const TEXT: string = 'b'.repeat(64)
const DAY = '2026-11-22'

/** Says yes to every signature. */
export const credulous: Verifier = {
  name: 'credulous',
  verify: (batch) => Promise.resolve(batch.map(() => true)),
}

const accord: Author<Malformed> = authorEvent(
  {
    type: 'accord',
    accord: 'call',
    title: 'Call',
    text: TEXT,
    uri: null,
    open: true,
    effective: DAY,
  },
  [registrar],
)

/** Admits party `n` with its key. */
export function admitting(n: number, name: string = `Party ${n}`): Author<Malformed> {
  const { key } = partyKey(n)
  const rest = { category: 'company', country: null, effective: DAY }
  const intent = { type: 'signatory', signatory: `party-${n}`, name, key, ...rest } as const
  return authorEvent(intent, [registrar, partyKey(n)])
}

/** Party `n` joins. */
export function endorsing(n: number, by: Signer = partyKey(n)): Author<Malformed> {
  const signatory = `party-${n}`
  return authorEvent({ type: 'endorse', accord: 'call', text: TEXT, signatory, effective: DAY }, [
    by,
  ])
}

/** Party `n` leaves. */
export function withdrawing(n: number): Author<Malformed> {
  const signatory = `party-${n}`
  return authorEvent(
    { type: 'withdraw', accord: 'call', signatory, effective: DAY, reason: null },
    [partyKey(n)],
  )
}

/** Makes a ledger of an accord and `parties` parties at `directory`: 2 + `parties` entries. */
export async function found(directory: string, parties: number): Promise<void> {
  const store = await openFileStore(directory, { link: entryLink, mode: 'write', create: true })
  const ledger = await openLedger({ store, verifier: credulous, clock: () => NOW })()
  if (E.isLeft(ledger)) throw new Error('a new ledger opens')
  const founding = authorFounding(
    { log: ORIGIN, operator: operator.key, registrars: [registrar.key] },
    [operator, registrar],
  )
  const admissions = Array.from({ length: parties }, (_, n) => admitting(n))
  const logged = await ledger.right.appendEach([founding, accord, ...admissions])()
  if (E.isLeft(logged)) throw new Error('a new ledger is founded')
  await store[Symbol.asyncDispose]()
}

const ending: (() => Promise<unknown>)[] = []

/** Ends all servers, and removes all directories. */
export async function endAll(): Promise<void> {
  for (const end of ending.splice(0).toReversed()) await end()
}

/** A new directory, removed at the end. */
export async function newDirectory(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'accord-served-'))
  ending.push(() => rm(root, { recursive: true, force: true }))
  return join(root, 'ledger')
}

/** How tests take submissions: no witness, and plenty of tokens. */
export const operating: OperatorOptions = {
  signers: [operator],
  ask: () => Promise.reject(new Error('there is no witness')),
  verifier: nativeVerifier(),
  publishEvery: 3_600,
  limits: {
    sender: { burst: 10_000, perSecond: 10_000 },
    key: { burst: 10_000, perSecond: 10_000 },
  },
}

/** Serves the ledger at `directory`. */
export async function serveAt(
  directory: string,
  more: Partial<ServeLedgerOptions> = {},
): Promise<LedgerServer> {
  const server = await serveLedger(directory, { clock: () => NOW, ...more })()
  if (E.isLeft(server)) throw new Error(JSON.stringify(server.left))
  ending.push(() => server.right.close())
  return server.right
}

/** A server of a test. */
export interface Served extends LedgerServer {
  readonly directory: string
  readonly close: () => Promise<void>
}

/** A new ledger of `parties` parties, served for submissions. */
export async function served(
  parties: number,
  more: Partial<OperatorOptions> = {},
  server: Partial<ServeLedgerOptions> = {},
): Promise<Served> {
  const directory = await newDirectory()
  await found(directory, parties)
  const running = await serveAt(directory, { operator: { ...operating, ...more }, ...server })
  return { ...running, directory, close: () => running.close() }
}

/** The bytes of all entries, as the server at `url` gives them. */
export async function entriesOf(url: string): Promise<readonly Uint8Array[]> {
  const entries: Uint8Array[] = []
  for (;;) {
    const text = await (await fetch(`${url}/v1/entries?from=${entries.length}`)).text()
    const lines = text.split('\n').slice(0, -2)
    if (lines.length === 0) return entries
    for (const line of lines) entries.push(new TextEncoder().encode(line))
  }
}

/** The log of the server at `url`, replayed with all its rules. */
export async function viewOf(url: string): Promise<LedgerView> {
  const entries = await entriesOf(url)
  const blocks = (async function* () {
    yield entries
  })()
  const { state, failure } = await replay(emptyState(), blocks, { verifier: nativeVerifier() })
  if (failure !== null) throw new Error(JSON.stringify(failure))
  return state
}

/** What `author` writes on the log of the server at `url`. */
export async function written(url: string, author: Author<Malformed>): Promise<SignedEvent> {
  const signed = await author(await viewOf(url))
  if (E.isLeft(signed)) throw new Error(JSON.stringify(signed.left))
  return signed.right
}

/** Submits an event, or whatever bytes. */
export function submit(
  url: string,
  event: SignedEvent | Uint8Array | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const body =
    typeof event === 'string'
      ? event
      : Buffer.from(event instanceof Uint8Array ? event : encodeSignedEvent(event))
  return fetch(`${url}/v1/events`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  })
}

/** The JSON of an answer. */
export async function jsonOf(answer: Response): Promise<Readonly<Record<string, unknown>>> {
  const value: unknown = await answer.json()
  if (typeof value !== 'object' || value === null) throw new Error('a JSON object was expected')
  return Object.fromEntries(Object.entries(value))
}
