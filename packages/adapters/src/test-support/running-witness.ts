/** Witnesses that listen on 127.0.0.1 for one test. */
import { join } from 'node:path'
import { bestVerifier } from '../native.ts'
import { nativeSigner } from '../native/signer.ts'
import type { WitnessConfig } from '../witness/config.ts'
import type { HttpHandler } from '../http/http-message.ts'
import { serveHttp } from '../http/http-server.ts'
import type { HttpLimits } from '../http/http-server.ts'
import { serveWitness } from '../witness/serve.ts'
import type { ServeWitnessOptions, WitnessServer } from '../witness/serve.ts'
import { bytesOfHex, logKeys, vectors } from './add-checkpoint-vectors.ts'

const running: AsyncDisposable[] = []

/** Ends all that were started. */
export async function endAll(): Promise<void> {
  for (const each of running.splice(0)) await each[Symbol.asyncDispose]()
}

/** The witness of the vectors, its state under `directory`. */
export async function serve(
  directory: string,
  more: Partial<ServeWitnessOptions> = {},
  config: Partial<WitnessConfig> = {},
): Promise<WitnessServer> {
  const server = await serveWitness({
    config: {
      name: vectors.name,
      keyFile: 'unused',
      listen: { host: '127.0.0.1', port: 0 },
      state: join(directory, 'state'),
      logs: [{ origin: vectors.origin, keys: logKeys }],
      ...config,
    },
    signer: nativeSigner(bytesOfHex(vectors.seed)),
    verifier: await bestVerifier(),
    clock: () => vectors.time * 1000,
    create: true,
    ...more,
  })
  running.push(server)
  return server
}

/** Any handler; its URL. */
export async function serveHandler(
  handler: HttpHandler,
  limits: Partial<HttpLimits> = {},
): Promise<string> {
  const server = await serveHttp({ handler, host: '127.0.0.1', port: 0, limits })
  running.push(server)
  return server.url
}

/** Posts a request to the witness at `url`. */
export function post(url: string, body: Uint8Array | string): Promise<Response> {
  return fetch(`${url}/add-checkpoint`, { method: 'POST', body: Buffer.from(body) })
}
