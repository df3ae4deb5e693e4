/** `serve DIR`: a ledger over HTTP, for reading or for submissions too. */
import { serveLedger } from '@accord-ledger/adapters/http-server'
import type {
  AccessLine,
  LedgerServer,
  NotListening,
  OperatorOptions,
  ServeError,
} from '@accord-ledger/adapters/http-server'
import { askWitness } from '@accord-ledger/adapters/witness'
import { asStoreError, describe, escaped } from '@accord-ledger/core'
import type { Admission } from '@accord-ledger/core'
import type { Command } from 'commander'
import { Option } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { readCountArgument } from '../arguments.ts'
import type { Context } from '../context.ts'
import { explainMalformed, explainOpen } from '../explain.ts'
import { explainPublish } from '../explain-publish.ts'
import type { CommandFailure, Task } from '../failure.ts'
import { failure, usage } from '../failure.ts'
import { MAX_ADMISSION_BYTES, parseAdmission } from '../io/admission-file.ts'
import { readInput } from '../io/files.ts'
import { formatJson } from '../io/json.ts'
import { loadSigners } from '../io/keys.ts'
import { countOf } from '../io/words.ts'
import { withJson } from '../options.ts'
import type { FormatOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'
import { takePolicy } from '../take-policy.ts'
import { verifierOf } from '../io/verifier.ts'

export interface ServeOptions extends FormatOptions {
  readonly operator?: string
  readonly oldOperator?: string
  readonly host?: string
  readonly port?: number
  readonly policy?: string
  readonly admit?: string
  readonly publishEvery?: number
  readonly requireWitness?: boolean
  readonly trustProxy?: boolean
  readonly storeTokenFile?: string
  readonly log?: 'json' | 'text' | 'none'
}

/** Serves the ledger in `dir` until it is told to stop. It says at once where it listens. */
export function serveDir(context: Context, dir: string, options: ServeOptions): Task<Result> {
  return async () => {
    // Listened to before anybody knows that it runs: who is told may stop it at once.
    const stopped = context.untilStopped()
    const server = await started(context, dir, options)
    if (E.isLeft(server)) return server
    tellReady(context, server.right, options)
    await stopped
    await server.right.close()
    return E.right({ json: { stopped: true }, text: () => 'stopped\n' })
  }
}

async function started(
  context: Context,
  dir: string,
  options: ServeOptions,
): Promise<E.Either<CommandFailure, LedgerServer>> {
  const odd = oddTogether(options)
  if (odd !== null) return E.left(usage(odd, 'serve'))
  const token = await tokenOf(context, options)
  if (E.isLeft(token)) return token
  const operator = await operatorOf(context, dir, options)
  if (E.isLeft(operator)) return operator
  const { host = '127.0.0.1', port = 8080, trustProxy = false } = options
  const log = logger(context, options)
  const server = await serveLedger(dir, {
    host,
    port,
    clock: context.clock,
    trustProxy,
    onError: (thrown) => tellFault(context, thrown),
    ...(log === null ? {} : { log }),
    ...(operator.right === null ? {} : { operator: operator.right }),
    ...(token.right === null ? {} : { token: token.right }),
  })()
  return E.isLeft(server) ? E.left(explainServe(server.left, dir)) : server
}

/** Options that do not go together; null where they do. */
function oddTogether(options: ServeOptions): string | null {
  const { operator, oldOperator, policy, admit, publishEvery, requireWitness } = options
  // Node would listen at every address of the machine.
  if (options.host === '') return '--host is an address'
  if (operator !== undefined)
    return options.storeTokenFile === undefined
      ? null
      : '--store-token-file is for a server that does not log: give it without --operator'
  const idle = { oldOperator, policy, admit, publishEvery, requireWitness }
  const [first] = Object.entries(idle).filter(([, given]) => given !== undefined)
  if (first === undefined) return null
  const name = first[0].replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return `--${name} is for a server that logs: give --operator, too`
}

/** What taking submissions needs; null for a server that only reads. */
async function operatorOf(
  context: Context,
  dir: string,
  options: ServeOptions,
): Promise<E.Either<CommandFailure, OperatorOptions | null>> {
  const { operator, oldOperator, policy, admit, publishEvery = 60, requireWitness } = options
  if (operator === undefined) return E.right(null)
  const signers = await loadSigners([
    operator,
    ...(oldOperator === undefined ? [] : [oldOperator]),
  ])()
  if (E.isLeft(signers)) return signers
  const admission = await admissionOf(context, admit)
  if (E.isLeft(admission)) return admission
  if (policy !== undefined) {
    const taken = await takePolicy(context, dir, policy, signers.right)()
    if (E.isLeft(taken)) return taken
  }
  return E.right({
    signers: signers.right,
    ask: (url, request) => askWitness(context.fetch, url, request),
    verifier: await verifierOf(context),
    publishEvery,
    ...(admission.right === null ? {} : { admit: admission.right }),
    ...(requireWitness === undefined ? {} : { requireWitness }),
  })
}

async function admissionOf(
  context: Context,
  path: string | undefined,
): Promise<E.Either<CommandFailure, Admission | null>> {
  if (path === undefined) return E.right(null)
  const bytes = await readInput(context, path, MAX_ADMISSION_BYTES)()
  if (E.isLeft(bytes)) return bytes
  const admission = parseAdmission(bytes.right)
  return E.isLeft(admission) ? E.left(explainMalformed(admission.left)) : admission
}

/** The token in a file, without the line feed at its end. */
async function tokenOf(
  context: Context,
  { storeTokenFile }: ServeOptions,
): Promise<E.Either<CommandFailure, string | null>> {
  if (storeTokenFile === undefined) return E.right(null)
  const bytes = await readInput(context, storeTokenFile, 1_024)()
  if (E.isLeft(bytes)) return bytes
  const token = new TextDecoder().decode(bytes.right).replace(/\n$/, '')
  return /^[\x21-\x7e]{16,512}$/.test(token)
    ? E.right(token)
    : E.left(
        failure(
          'input',
          `${escaped(storeTokenFile)} holds no token`,
          'put 16 to 512 printable characters without a space into it, such as: openssl rand -hex 32',
        ),
      )
}

function tellReady(
  { stdout }: Context,
  { url, size }: LedgerServer,
  { operator, json = false }: ServeOptions,
): void {
  const takes = operator === undefined ? 'for reading' : 'and takes events'
  stdout.write(
    json
      ? `${formatJson({ url, size, submissions: operator !== undefined })}\n`
      : `the ledger of ${countOf(size, 'entry', 'entries')} is served at ${url} ${takes}\n`,
  )
}

/** Writes a line a request to standard error. */
function logger(
  { stderr }: Context,
  { log = 'text' }: ServeOptions,
): ((line: AccessLine) => void) | null {
  if (log === 'none') return null
  if (log === 'json') return (line) => stderr.write(`${JSON.stringify(line)}\n`)
  return ({ time, method, path, status, milliseconds, sender, problem }) => {
    const why = problem === null ? '' : ` ${problem}`
    const who = sender ?? '-'
    stderr.write(
      `${time} ${who} ${escaped(method)} ${escaped(path)} ${status}${why} ${milliseconds} ms\n`,
    )
  }
}

/** What a client was told nothing of but that it failed. */
function tellFault({ stderr }: Context, thrown: unknown): void {
  const error = asStoreError(thrown)
  const sentence =
    error !== null
      ? describe(error)
      : typeof thrown === 'object' && thrown !== null && 'message' in thrown
        ? String(thrown.message)
        : String(thrown)
  stderr.write(`fault: ${escaped(sentence)}\n`)
}

function explainServe(error: ServeError | NotListening, dir: string): CommandFailure {
  switch (error._tag) {
    case 'NotListening':
      return failure(
        'listen',
        `cannot listen at ${escaped(error.host)}, port ${error.port}: ${WHY[error.code] ?? escaped(error.code)}`,
        'choose another --host or --port',
      )
    case 'StoreError':
    case 'Violation':
    case 'Unrecognised':
    case 'ClockBehind':
      return explainOpen(error, dir)
    default:
      return explainPublish(error, dir)
  }
}

const WHY: { readonly [code: string]: string } = {
  EADDRINUSE: 'somebody listens there already',
  EACCES: 'this user may not listen there',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'there is no such host',
}

/** Adds `serve` to `program`. */
export function defineServe(program: Command, run: Run): void {
  withJson(
    program
      .command('serve')
      .summary('serve a ledger over HTTP')
      .description(
        [
          'Serves a ledger over HTTP (docs/spec/http.md): for reading, and with --operator it takes signed events, logs them,',
          'answers with receipts, and publishes. It prints where it listens, and runs until Ctrl-C or SIGTERM.',
        ].join(' '),
      )
      .argument('<dir>', 'the ledger')
      .option('--operator <keyfile>', "log events and publish, with the operator's key")
      .option('--old-operator <keyfile>', 'the key before it, during the overlap of a rotation')
      .option('--host <address>', 'where to listen (default: 127.0.0.1)')
      .addOption(
        new Option('--port <n>', 'its port; 0 for any (default: 8080)').argParser(
          readCountArgument,
        ),
      )
      .option('--policy <file>', "make this the ledger's policy before anything is signed")
      .option('--admit <file>', 'what is not logged, JSON (docs/cli.md)')
      .addOption(
        new Option('--publish-every <seconds>', 'how often to publish (default: 60)').argParser(
          readCountArgument,
        ),
      )
      .option(
        '--require-witness',
        'log nothing before a witness has confirmed what was signed last',
      )
      .option('--trust-proxy', 'a proxy in front says who asks, in x-forwarded-for')
      .option('--store-token-file <file>', 'let who has this token append entries as they are')
      .addOption(
        new Option('--log <how>', 'a line a request, to standard error (default: text)').choices([
          'json',
          'text',
          'none',
        ]),
      ),
  ).action((dir: string, options: ServeOptions) =>
    run((context) => serveDir(context, dir, options), options),
  )
}
