/** `witness serve CONFIG`: runs a witness. */
import { readWitnessConfig, serveWitness } from '@accord-ledger/adapters/witness'
import type { WitnessConfig, WitnessServer } from '@accord-ledger/adapters/witness'
import { asStoreError, describe, escaped } from '@accord-ledger/core'
import type { StoreError } from '@accord-ledger/core'
import type { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import { explainMalformed } from '../explain.ts'
import type { CommandFailure, ExitCode, Task } from '../failure.ts'
import { failure } from '../failure.ts'
import { formatJson } from '../io/json.ts'
import { loadSigner } from '../io/keys.ts'
import { countOf } from '../io/words.ts'
import { withJson } from '../options.ts'
import type { FormatOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'
import { verifierOf } from '../io/verifier.ts'

export interface ServeOptions extends FormatOptions {
  readonly create?: boolean
}

/** Runs the witness that `file` configures until it is told to stop. It says at once where it listens. */
export function serve(context: Context, file: string, options: ServeOptions): Task<Result> {
  return async () => {
    const config = await readWitnessConfig(file)()
    if (E.isLeft(config)) {
      return E.left(
        config.left._tag === 'Malformed'
          ? explainMalformed(config.left)
          : explainWitness(config.left),
      )
    }
    // Listened to before anybody knows that it runs: who is told may stop it at once.
    const stopped = context.untilStopped()
    const server = await started(context, config.right, options)
    if (E.isLeft(server)) return server
    tellReady(context, config.right, server.right, options)
    await stopped
    await server.right.close()
    return E.right({ json: { stopped: true }, text: () => 'stopped\n' })
  }
}

async function started(
  context: Context,
  config: WitnessConfig,
  { create = false }: ServeOptions,
): Promise<E.Either<CommandFailure, WitnessServer>> {
  const signer = await loadSigner(config.keyFile)()
  if (E.isLeft(signer)) return signer
  try {
    const server = await serveWitness({
      config,
      signer: signer.right,
      verifier: await verifierOf(context),
      clock: context.clock,
      create,
      onError: (thrown) => tellFault(context, thrown),
    })
    return E.right(server)
  } catch (thrown) {
    const error = asStoreError(thrown)
    if (error !== null) return E.left(explainWitness(error))
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : null
    if (code === null) throw thrown
    return E.left(explainListen(config, code))
  }
}

function tellReady(
  { stdout }: Context,
  { name, logs }: WitnessConfig,
  { url, key }: WitnessServer,
  { json = false }: ServeOptions,
): void {
  const origins = logs.map(({ origin }) => origin)
  stdout.write(
    json
      ? `${formatJson({ url, key, name, origins })}\n`
      : [
          `witness ${escaped(name)} listens at ${url}, for ${countOf(logs.length, 'log')}`,
          `verifier key ${escaped(key)}`,
          '',
        ].join('\n'),
  )
}

/** What a client was told nothing of but that it failed. */
function tellFault({ stderr }: Context, thrown: unknown): void {
  const error = asStoreError(thrown)
  stderr.write(`fault: ${escaped(error === null ? String(thrown) : describe(error))}\n`)
}

function explainWitness({ code, message }: StoreError): CommandFailure {
  const { exit, next } = WITNESS_NEXT[code] ?? {
    exit: 1,
    next: 'see what the system says of the path',
  }
  return failure(code === 'locked' ? 'busy' : 'store', message, next, {
    exit,
    details: { store: code },
  })
}

const WITNESS_NEXT: {
  readonly [C in StoreError['code']]?: { readonly exit: ExitCode; readonly next: string }
} = {
  unavailable: {
    exit: 2,
    next: 'check the path and that its disk is mounted; for a new witness, and only then, give --create',
  },
  locked: { exit: 75, next: 'stop the other one first: two may not share a state' },
  damaged: {
    exit: 1,
    next: 'this witness has ended: put back no older copy, and make a new key under a new name; docs/guides/run-a-witness.md says why',
  },
  unsupported: { exit: 2, next: 'correct what it says, and start it again' },
  full: { exit: 1, next: 'make room and start it again' },
  'read-only': { exit: 1, next: 'make the directory writable for this user' },
}

function explainListen({ listen: { host, port } }: WitnessConfig, code: string): CommandFailure {
  const why: { readonly [code: string]: string } = {
    EADDRINUSE: 'somebody listens there already',
    EACCES: 'this user may not listen there',
    EADDRNOTAVAIL: 'this machine has no such address',
    ENOTFOUND: 'there is no such host',
  }
  return failure(
    'listen',
    `cannot listen at ${host}, port ${port}: ${why[code] ?? code}`,
    'choose another host or port under "listen" in the configuration',
  )
}

/** Adds `witness` to `program`. */
export function defineWitness(program: Command, run: Run): void {
  const witness = program.command('witness').summary('run a witness').description('A witness.')
  withJson(
    witness
      .command('serve')
      .summary('run a witness')
      .description(
        [
          'Runs a witness (c2sp.org/tlog-witness) from a configuration file: it cosigns the checkpoints of the logs',
          'it knows, each only as the continuation of the last. It prints where it listens and its verifier key, and',
          'runs until Ctrl-C or SIGTERM. docs/guides/run-a-witness.md has an example.',
        ].join(' '),
      )
      .argument('<config>', 'its configuration, JSON')
      .option('--create', 'make its state: the first time, and only then'),
  ).action((file: string, options: ServeOptions) =>
    run((context) => serve(context, file, options), options),
  )
}
