/** Ledgers whose checkpoints are published in tests, and the witnesses of their policies. */
import {
  decodeEntryBundle,
  decodeHex,
  formatTilePath,
  formatVerifierKey,
  leafHash,
  noteKey,
  parseSignedCheckpoint,
  TILE_WIDTH,
  tileHashReader,
  tilesOf,
  witnessKey,
} from '@accord-ledger/core'
import type { Signer, Verifier, Witness } from '@accord-ledger/core'
import { openFileStore } from '../file/open.ts'
import type { FileSystem } from '../file/file-system.ts'
import { nativeVerifier } from '../native/verifier.ts'
import type { AskWitness } from '../publication/ask-witnesses.ts'
import type { PublicationOptions } from '../publication/ledger-files.ts'
import type { TrackedLog } from '../publication/log-track.ts'
import type { PublishOptions } from '../publication/publisher.ts'
import { folderTiles } from '../tiles/folder-tiles.ts'
import { askWitness } from '../witness/ask-witness.ts'
import { witnessHandler } from '../witness/handler.ts'
import {
  fetchFrom,
  NOW,
  operator,
  ORIGIN,
  right,
  signer,
  tracked,
  utf8,
  witness,
} from './checkpoints.ts'
import { testOptions } from './file-subject.ts'
import { appendTexts } from './ledger-under-test.ts'

export const verifier: Verifier = nativeVerifier()

/** Appends to the ledger at `directory` until it has `size` entries, in segments of four; the log of it. */
export async function grow(
  directory: string,
  size: number,
  fileSystem?: FileSystem,
): Promise<TrackedLog> {
  const store = await openFileStore(directory, {
    ...testOptions,
    mode: 'write',
    create: true,
    ...(fileSystem === undefined ? {} : { fileSystem }),
  })
  for (let at = (await store.head()).size; at < size; at++) await appendTexts(store, `entry ${at}`)
  const hashes: Uint8Array[] = []
  for await (const { hash } of store.read(0)) hashes.push(decodeHex(hash) ?? new Uint8Array(0))
  await store[Symbol.asyncDispose]()
  return tracked(hashes)
}

/** The URL under which `askAmong` finds the witness of `signer(n)`. */
export function urlOf(n: number): string {
  return `https://w${n}.example`
}

/** Witnesses of the log, by number, that check what they are sent. */
export function crowd(...numbers: readonly number[]): ReadonlyMap<number, Witness> {
  return new Map(numbers.map((n) => [n, witness(n, { verifier })]))
}

/** Asks those of `witnesses`; whoever else is asked does not answer. */
export function askAmong(witnesses: ReadonlyMap<number, Witness>): AskWitness {
  const handlers = new Map(
    [...witnesses].map(([n, each]) => [
      urlOf(n),
      witnessHandler({ witness: each, origins: [ORIGIN] }),
    ]),
  )
  return (url, request) => askWitness(fetchFrom(handlers), url, request, { timeoutMs: 5_000 })
}

/** A policy for the log: `need` of the witnesses by these numbers. */
export function policyOf(
  need: number,
  numbers: readonly number[],
  by: Pick<Signer, 'key'> = operator,
): Uint8Array {
  const names = numbers.map((n) => `W${n}`)
  const lines = [
    `log ${formatVerifierKey(noteKey(ORIGIN, by))}`,
    ...numbers.map((n) => {
      const key = formatVerifierKey(witnessKey(`witness.example/w${n}`, signer(n)))
      return `witness W${n} ${key} ${urlOf(n)}`
    }),
    `group all ${need} ${names.join(' ')}`,
    'quorum all',
  ]
  return utf8(`${lines.join('\n')}\n`)
}

/** How tests publish: signed by the operator, no witness to be found, the clock at NOW. */
export function publishing(
  directory: string,
  log: TrackedLog,
  more: Partial<PublishOptions> = {},
): PublishOptions {
  return {
    directory,
    log,
    signers: [operator],
    ask: askAmong(new Map()),
    verifier,
    clock: () => NOW,
    ...more,
  }
}

/** A log that grows while it is published. */
export interface GrowingLog extends TrackedLog {
  /** Appends until it has `size` entries. */
  readonly to: (size: number, fileSystem?: FileSystem) => Promise<void>
}

/** The log of the ledger at `directory`, of `size` entries. */
export async function growing(
  directory: string,
  size: number,
  fileSystem?: FileSystem,
): Promise<GrowingLog> {
  let log = await grow(directory, size, fileSystem)
  return {
    get origin() {
      return log.origin
    },
    get size() {
      return log.size
    },
    get hashes() {
      return log.hashes
    },
    get operators() {
      return log.operators
    },
    to: async (more, system = fileSystem) => {
      log = await grow(directory, more, system)
    },
  }
}

/**
 * The size of the published checkpoint in `directory`, 0 for none. Throws unless all its tiles lie there, and hold what its root
 * commits to.
 */
export async function sizeInTiles(
  directory: string,
  options: PublicationOptions = {},
): Promise<number> {
  const folder = folderTiles(directory, options)
  const bytes = await folder.checkpoint()
  if (bytes === null) return 0
  const { checkpoint } = right(parseSignedCheckpoint(bytes))
  const hashes = tileHashReader(checkpoint, folder)
  for (const tile of tilesOf(checkpoint.size)) {
    const stored = await folder.readTile(tile)
    if (stored === null) throw new Error(`${formatTilePath(tile)} is missing`)
    if (tile.kind === 'hashes') continue
    const entries = right(decodeEntryBundle(stored, tile.width))
    const ids = entries.map((_, i) => ({ level: 0, index: tile.index * TILE_WIDTH + i }))
    const leaves = await hashes.readHashes(ids)
    for (const [i, entry] of entries.entries())
      if (Buffer.compare(leafHash(entry), leaves[i] ?? new Uint8Array(0)) !== 0)
        throw new Error(`${formatTilePath(tile)} has another entry ${i}`)
  }
  return checkpoint.size
}
