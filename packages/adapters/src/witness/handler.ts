/**
 * A witness over HTTP (c2sp.org/tlog-witness), by no server in particular:
 *
 *     POST /add-checkpoint                    200 with the cosignature line; 400, 403, 404, 409, 422 (core's `addCheckpoint`)
 *     GET  /<hex SHA-256 of origin>/checkpoint   the checkpoint cosigned last, with that cosignature
 *     GET  /                                  what it has seen, for people
 *
 * What is asked and who asks is attacker-controlled; a signature by a known log is the only credential.
 */
import {
  addCheckpoint,
  asStoreError,
  cosign,
  describe,
  formatNote,
  formatSignatureLine,
  formatTlogSize,
  TLOG_SIZE_TYPE,
  withSignatures,
} from '@accord-ledger/core'
import type { Witness, Witnessed, WitnessRefusal } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { originHash } from './file-witness-store.ts'
import { answer, textAnswer } from '../http/http-message.ts'
import type { HttpAnswer, HttpHandler } from '../http/http-message.ts'
import { witnessPage } from './page.ts'
import type { Seen } from './page.ts'

/** A witness and the logs whose checkpoints it shows: those that its `keysOf` knows. */
export interface WitnessHandlerOptions {
  readonly witness: Witness
  readonly origins: readonly string[]
}

/** The handler of a witness. It rejects where the witness's store, signer or verifier does. */
export function witnessHandler({ witness, origins }: WitnessHandlerOptions): HttpHandler {
  const byPath = new Map(origins.map((origin) => [`/${originHash(origin)}/checkpoint`, origin]))
  const checkpoints = checkpointsOf(witness)
  const page = pageOf(witness, origins)
  return async ({ method, path, body }) => {
    if (path === '/add-checkpoint')
      return method === 'POST' ? add(witness, body) : notAllowed('POST')
    const origin = byPath.get(path)
    if (origin === undefined && path !== '/') return textAnswer(404, 'there is nothing here')
    if (method !== 'GET' && method !== 'HEAD') return notAllowed('GET, HEAD')
    return origin === undefined ? page() : checkpoints(origin)
  }
}

async function add(witness: Witness, body: Uint8Array): Promise<HttpAnswer> {
  const answered = await addCheckpoint(witness, body)
  if (E.isLeft(answered)) return refused(answered.left)
  return answer(200, TEXT, formatSignatureLine(answered.right.cosignature))
}

function refused(refusal: WitnessRefusal): HttpAnswer {
  const { status, reason } = refusal
  return reason._tag === 'OldConflict'
    ? answer(status, TLOG_SIZE_TYPE, formatTlogSize(reason.latest))
    : textAnswer(status, describe(refusal))
}

/** The answers to whoever asks for a checkpoint. Each cosignature is made once. */
function checkpointsOf(witness: Witness): (origin: string) => Promise<HttpAnswer> {
  const made = new Map<string, { readonly of: Witnessed; readonly bytes: Promise<Uint8Array> }>()
  const bytesOf = (origin: string, latest: Witnessed): Promise<Uint8Array> => {
    const known = made.get(origin)
    if (known?.of.time === latest.time && known.of.text === latest.text) return known.bytes
    const bytes = cosigned(witness, latest)
    made.set(origin, { of: latest, bytes })
    // A signer that failed is asked again.
    bytes.catch(() => made.delete(origin))
    return bytes
  }
  return async (origin) => {
    const latest = await witness.store.latest(origin)
    if (latest === null) return textAnswer(404, 'no checkpoint of this log was cosigned yet', OPEN)
    return answer(200, TEXT, await bytesOf(origin, latest), OPEN)
  }
}

async function cosigned(
  { name, signer }: Witness,
  { text, time, signatures }: Witnessed,
): Promise<Uint8Array> {
  const line = await cosign(text, name, signer, time)
  return formatNote(withSignatures({ text, signatures }, [line]))
}

/** The page. Whoever asks while it is being made waits for that one: it looks at every log. */
function pageOf(witness: Witness, origins: readonly string[]): () => Promise<HttpAnswer> {
  let making: Promise<HttpAnswer> | null = null
  const make = async (): Promise<HttpAnswer> => {
    const seen: Seen[] = []
    for (const origin of origins) seen.push({ origin, latest: await latestOf(witness, origin) })
    return answer(200, 'text/html; charset=utf-8', witnessPage(witness, seen), {
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    })
  }
  return () =>
    (making ??= make().finally(() => {
      making = null
    }))
}

async function latestOf({ store }: Witness, origin: string): Promise<Seen['latest']> {
  try {
    return await store.latest(origin)
  } catch (thrown) {
    if (asStoreError(thrown) === null) throw thrown
    return 'unreadable'
  }
}

function notAllowed(allow: string): HttpAnswer {
  return textAnswer(405, `this is for ${allow}`, { allow })
}

const TEXT = 'text/plain; charset=utf-8'
/** Anybody may read checkpoints, from any page; and always the newest. */
const OPEN = { 'access-control-allow-origin': '*', 'cache-control': 'no-cache' }
