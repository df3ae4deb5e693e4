/** A witness that runs: its memory, its handler and its server, from a configuration. */
import { decodeHex, formatVerifierKey, quote, storeFailure, witnessKey } from '@accord-ledger/core'
import type { Clock, Signer, Verifier, VerifierKey, WitnessStore } from '@accord-ledger/core'
import type { FileSystem } from '../file/file-system.ts'
import type { WitnessConfig } from './config.ts'
import { openFileWitnessStore } from './file-witness-store.ts'
import { witnessHandler } from './handler.ts'
import { serveHttp } from '../http/http-server.ts'
import type { HttpLimits, HttpServer } from '../http/http-server.ts'

export interface ServeWitnessOptions {
  readonly config: WitnessConfig
  /** Holds the key of `config.keyFile`. */
  readonly signer: Signer
  readonly verifier: Verifier
  readonly clock: Clock
  /** The first time: make its state. Later, a state that is missing is refused. */
  readonly create?: boolean
  readonly limits?: Partial<HttpLimits>
  /** Told of every failure behind a 500 or 503 answer. */
  readonly onError?: (thrown: unknown) => void
  /** For tests: another file system than that of the machine. */
  readonly fileSystem?: FileSystem
}

/** A witness that listens. Closing it lets answers end that are under way, and gives up its state. */
export interface WitnessServer extends HttpServer {
  /** Its verifier key, for the policies of logs. */
  readonly key: string
}

/**
 * Opens a witness's state, looks at what it remembers of each of its logs, and listens. Rejects: as `openFileWitnessStore`; with a
 * StoreFailure `damaged` where a record is not what was written; `unsupported` where its key is a log's; as `node:net` does.
 */
export async function serveWitness(options: ServeWitnessOptions): Promise<WitnessServer> {
  const { config, signer, create, fileSystem } = options
  requireOwnKey(config, signer)
  const store = await openFileWitnessStore(config.state, {
    ...(create === undefined ? {} : { create }),
    ...(fileSystem === undefined ? {} : { fileSystem }),
  })
  try {
    for (const { origin } of config.logs) await store.latest(origin)
    const server = await listen(options, store)
    const key = formatVerifierKey(witnessKey(config.name, signer))
    const close = async (): Promise<void> => {
      await server.close()
      await store[Symbol.asyncDispose]()
    }
    return { url: server.url, key, close, [Symbol.asyncDispose]: close }
  } catch (thrown) {
    await store[Symbol.asyncDispose]()
    throw thrown
  }
}

function listen(
  { config, signer, verifier, clock, limits, onError }: ServeWitnessOptions,
  store: WitnessStore,
): Promise<HttpServer> {
  const keys = new Map(config.logs.map((log) => [log.origin, log.keys]))
  const keysOf = (origin: string): readonly VerifierKey[] | null => keys.get(origin) ?? null
  const witness = { name: config.name, signer, keysOf, store, clock, verifier }
  return serveHttp({
    ...config.listen,
    handler: witnessHandler({ witness, origins: [...keys.keys()] }),
    ...(limits === undefined ? {} : { limits }),
    ...(onError === undefined ? {} : { onError }),
  })
}

/** A cosignature does not bind its signer's name, and a log's key signs other texts: each has a key of its own. */
function requireOwnKey({ logs }: WitnessConfig, signer: Signer): void {
  const own = decodeHex(signer.key) ?? new Uint8Array(0)
  for (const { origin, keys } of logs)
    if (keys.some(({ key }) => Buffer.compare(key, own) === 0))
      throw storeFailure(
        'unsupported',
        `the witness's key is a key of the log ${quote(origin)}: a witness has a key of its own`,
      )
}
