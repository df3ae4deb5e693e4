/** Small logs, who signs them, and witnesses that are asked without a network. */
import {
  encodeHex,
  formatCheckpoint,
  leafHash,
  memoryHashReader,
  noteKey,
  parseSignedCheckpoint,
  proveConsistency,
  rootAt,
  signCheckpoint,
} from '@accord-ledger/core'
import type {
  AddCheckpoint,
  LeafIndex,
  Origin,
  Signer,
  Verifier,
  Witness,
  Witnessed,
  WitnessStore,
} from '@accord-ledger/core'
import { isRight } from 'fp-ts/lib/Either.js'
import type { Either } from 'fp-ts/lib/Either.js'
import { nativeSigner } from '../native/signer.ts'
import type { TrackedLog } from '../publication/log-track.ts'
import type { Fetch } from '../http/ask-bounded.ts'
import { plainRequest, readBody } from '../http/http-message.ts'
import type { HttpHandler } from '../http/http-message.ts'

export const ORIGIN = 'accords.example/1' as Origin

/** A signer with a fixed seed: 32 times the byte `n`. */
export function signer(n: number): Signer {
  return nativeSigner(new Uint8Array(32).fill(n))
}

export const operator: Signer = signer(1)

/** 2026-11-22T09:00:00Z, in milliseconds. */
export const NOW: number = Date.UTC(2026, 10, 22, 9)

export function utf8(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text))
}

/** The right, or an error with what is on the left. */
export function right<L, A>(either: Either<L, A>): A {
  if (isRight(either)) return either.right
  throw new Error(`left: ${JSON.stringify(either.left)}`)
}

/** The left, or an error. */
export function left<L, A>(either: Either<L, A>): L {
  if (isRight(either)) throw new Error(`right: ${JSON.stringify(either.right)}`)
  return either.left
}

/** Leaf hashes of a history of `size` entries, which parts from the first one at leaf `forkAt`. */
export function leaves(size: number, forkAt: number = size): readonly Uint8Array[] {
  return Array.from({ length: size }, (_, i) =>
    leafHash(utf8(i < forkAt ? `entry ${i}` : `other ${forkAt}.${i}`)),
  )
}

/** A log as publishing sees it. `operators` came with the entries at these indexes. */
export function tracked(
  hashes: readonly Uint8Array[],
  operators: readonly (readonly [number, Signer])[] = [[0, operator]],
): TrackedLog {
  return {
    origin: hashes.length === 0 ? null : ORIGIN,
    size: hashes.length,
    hashes: memoryHashReader(hashes),
    operators: operators.map(([from, { key }]) => ({ key, from: from as LeafIndex })),
  }
}

/** The checkpoint of the first `size` of `hashes`, signed. */
export async function checkpointOf(
  hashes: readonly Uint8Array[],
  size: number = hashes.length,
  signers: readonly Signer[] = [operator],
): Promise<Uint8Array> {
  const root = await rootAt(memoryHashReader(hashes), size)
  return signCheckpoint(ORIGIN, { size, root }, signers)
}

/** A request to cosign the first `size` of `hashes` after the first `old`. */
export async function requestOf(
  hashes: readonly Uint8Array[],
  old: number,
  size: number = hashes.length,
): Promise<AddCheckpoint> {
  const signed = right(parseSignedCheckpoint(await checkpointOf(hashes, size)))
  return { old, proof: await proveConsistency(memoryHashReader(hashes), old, size), signed }
}

/** What a witness remembers of the first `size` of `hashes`, cosigned at `time`. Its signature line does not stand. */
export async function witnessedOf(
  hashes: readonly Uint8Array[],
  size: number,
  time = 1,
): Promise<Witnessed> {
  const root = await rootAt(memoryHashReader(hashes), size)
  return witnessedAt(size, root, time)
}

/** As `witnessedOf`, of any root. */
export function witnessedAt(size: number, root: Uint8Array, time = 1): Witnessed {
  const { id } = noteKey(ORIGIN, operator)
  const text = formatCheckpoint({ origin: ORIGIN, size, root })
  const signatures = [{ name: ORIGIN, id, signature: new Uint8Array(64) }]
  return { size, root, time, text, signatures }
}

/** Says yes to every signature, for tests of something else. */
export const credulous: Verifier = {
  name: 'credulous',
  verify: async (batch) => batch.map(() => true),
}

/** A witness's memory that forgets everything at the end. */
export function memoryWitnessStore(): WitnessStore & { readonly kept: Map<string, Witnessed> } {
  const kept = new Map<string, Witnessed>()
  return {
    kept,
    latest: async (origin) => kept.get(origin) ?? null,
    compareAndStore: async (origin, expected, next) => {
      if (nameOf(kept.get(origin)) !== nameOf(expected)) return false
      kept.set(origin, next)
      return true
    },
  }
}

function nameOf(witnessed: Witnessed | undefined | null): string {
  if (witnessed === undefined || witnessed === null) return ''
  return `${witnessed.size} ${encodeHex(witnessed.root)} ${witnessed.time}`
}

/** A witness for `ORIGIN`, run by `signer(n)`, its clock at NOW. */
export function witness(n: number, more: Partial<Witness> = {}): Witness {
  return {
    name: `witness.example/w${n}`,
    signer: signer(n),
    keysOf: (origin) => (origin === ORIGIN ? [noteKey(ORIGIN, operator)] : null),
    store: memoryWitnessStore(),
    clock: () => NOW,
    verifier: credulous,
    ...more,
  }
}

/** A `fetch` to handlers by the beginning of a URL; nothing listens anywhere else. */
export function fetchFrom(handlers: ReadonlyMap<string, HttpHandler>): Fetch {
  return async (url, { method, body, signal }) => {
    signal.throwIfAborted()
    const [prefix, handler] = [...handlers].find(([start]) => url.startsWith(`${start}/`)) ?? []
    if (prefix === undefined || handler === undefined)
      throw Object.assign(new TypeError('fetch failed'), {
        cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
      })
    const path = url.slice(prefix.length)
    const answer = await handler(
      plainRequest({
        method,
        path,
        body: typeof body === 'object' ? body : utf8(body ?? ''),
        signal,
      }),
    )
    return {
      status: answer.status,
      headers: { get: (name) => answer.headers[name] ?? null },
      body: (async function* () {
        yield await readBody(answer)
      })(),
    }
  }
}
