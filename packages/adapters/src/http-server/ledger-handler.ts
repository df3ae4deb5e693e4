/**
 * A ledger over HTTP, by no server in particular (docs/spec/http.md): its published files, the store's routes, submission, and what
 * an operator looks at. One function of a request; nothing here knows of sockets.
 */
import type { Clock, Store } from '@accord-ledger/core'
import { answer } from '../http/http-message.ts'
import type { HttpAnswer, HttpHandler, HttpRequest, WholeAnswer } from '../http/http-message.ts'
import type { HttpHead, HttpRefusal, HttpTarget } from '../http/http-listener.ts'
import type { LiveState } from './live-ledger.ts'
import { METRICS_TYPE } from './metrics.ts'
import type { Metrics } from './metrics.ts'
import { OPENAPI } from './openapi.ts'
import { isProblemCode, OPEN, problem, PROBLEM_PATH, PROBLEMS } from './problem.ts'
import { publishedAnswer, publishedSize } from './published.ts'
import type { PublishedFiles } from './published.ts'
import { senderOf } from './remote-address.ts'
import { bearsToken, storeRoutes } from './store-routes.ts'
import type { Submissions } from './submissions.ts'

/** What is served, and how. */
export interface LedgerHandlerOptions {
  readonly store: Store
  readonly files: PublishedFiles
  /** Without them nothing is submitted here. */
  readonly submissions?: Submissions
  /** Opens `POST /v1/entries`; never together with `submissions`, whose ledger is the only writer of its store. */
  readonly token?: string
  /** Whether the ledger is open: `open` where nothing is said. */
  readonly state?: () => LiveState
  readonly metrics: Metrics
  /** Is told of every request, when its answer begins. */
  readonly log?: (line: AccessLine) => void
  readonly clock: Clock
  /** A proxy in front says who asks, in the last address of `x-forwarded-for`. False by default. */
  readonly trustProxy?: boolean
  /** Aborted when the server closes: nobody waits for entries any more. */
  readonly closing?: AbortSignal
}

/** One request in the log. No query, no header, no body is in it. */
export interface AccessLine {
  /** RFC 3339, milliseconds, UTC. */
  readonly time: string
  readonly method: string
  /** Without the query; at most 200 characters. */
  readonly path: string
  readonly status: number
  readonly milliseconds: number
  /** The address, or the /64 of an IPv6 one. Null where it was refused before that was looked at. */
  readonly sender: string | null
  /** The code of the problem that it was answered with. */
  readonly problem: string | null
}

/** A handler, and what its server answers in its place. */
export interface LedgerHandler {
  readonly handle: HttpHandler
  /** Refusals of the server itself, as problems; counted and logged like all others. */
  readonly refuse: (refusal: HttpRefusal, target: HttpTarget) => HttpAnswer
  /** The bytes that a body may have: many only of who bears the token. */
  readonly maxBodyOf: (head: HttpHead) => number
}

/** The handler of a ledger. Throws a RangeError where there are both submissions and a token. */
export function ledgerHandler(options: LedgerHandlerOptions): LedgerHandler {
  const { store, token, closing, submissions, trustProxy = false } = options
  if (token !== undefined && submissions !== undefined)
    throw new RangeError('a ledger that takes submissions is the only writer of its store')
  const ofStore = storeRoutes({
    store,
    ...(token === undefined ? {} : { token }),
    ...(closing === undefined ? {} : { closing }),
  })
  const handle = async (request: HttpRequest): Promise<HttpAnswer> => {
    const { method, path } = request
    if (path === '/v1/events') {
      if (method !== 'POST') return notAllowed('POST')
      if (submissions === undefined)
        return problem('read-only', 'this server takes no events', {}, { allow: '' })
      const said = await submissions.submit(request, senderOf(request, trustProxy))
      options.metrics.submission(outcomeOf(said))
      return said
    }
    const stored = await ofStore(request)
    if (stored !== null) return stored
    const isRead = method === 'GET' || method === 'HEAD'
    if (isRead) return (await read(options, path)) ?? NOTHING
    return routeOf(path) === 'other' ? NOTHING : notAllowed('GET, HEAD')
  }
  const tell = (
    target: HttpTarget,
    said: HttpAnswer,
    sender: string | null,
    began: number,
  ): HttpAnswer => {
    const milliseconds = Math.max(0, performance.now() - began)
    options.metrics.request(routeOf(target.path), said.status, milliseconds / 1_000)
    options.log?.({
      time: new Date(options.clock()).toISOString(),
      method: target.method,
      path: target.path.slice(0, 200),
      status: said.status,
      milliseconds: Math.round(milliseconds * 10) / 10,
      sender,
      problem: codeOf(said),
    })
    return said
  }
  return {
    handle: async (request) => {
      const began = performance.now()
      return tell(request, await handle(request), senderOf(request, trustProxy), began)
    },
    refuse: ({ code, sentence, headers }, target) =>
      tell(target, problem(REFUSALS[code], sentence, {}, headers), null, performance.now()),
    maxBodyOf: (head) => {
      if (head.method !== 'POST') return 0
      const appends = head.path === '/v1/entries' && token !== undefined
      return appends && bearsToken(head, token) ? 1_048_576 : 65_536
    },
  }
}

/** What lies at an address that is only read; null where nothing does. */
async function read(options: LedgerHandlerOptions, path: string): Promise<HttpAnswer | null> {
  if (path === '/v1/health') return health(options)
  if (path === '/v1/metrics')
    return answer(200, METRICS_TYPE, await metricsOf(options), { 'cache-control': 'no-store' })
  if (path === '/v1/openapi.json') return OPENAPI_ANSWER
  if (path.startsWith(PROBLEM_PATH)) return problemPage(path.slice(PROBLEM_PATH.length))
  return publishedAnswer(options.files, path)
}

/** Where the server stands: `ok`, or why it is not. It reads the store and the published checkpoint. */
async function health({ store, files, state }: LedgerHandlerOptions): Promise<HttpAnswer> {
  const now = state?.() ?? 'open'
  if (now !== 'open') return standing(503, { status: now })
  try {
    const [{ size }, published] = await Promise.all([store.head(), publishedSize(files)])
    return standing(200, { status: 'ok', size, published })
  } catch {
    return standing(503, { status: 'unreadable' })
  }
}

function standing(status: number, said: object): WholeAnswer {
  const headers = { 'cache-control': 'no-store', ...OPEN }
  return answer(status, 'application/json', `${JSON.stringify(said)}\n`, headers)
}

async function metricsOf(options: LedgerHandlerOptions): Promise<string> {
  const { store, files, state, submissions, metrics } = options
  const sizes = await Promise.all([store.head(), publishedSize(files)]).catch(() => null)
  const { rss, heapUsed } = process.memoryUsage()
  return metrics.format([
    { name: 'open', help: '1 where the ledger is open', value: isOpen(state) ? 1 : 0 },
    ...(sizes === null
      ? []
      : [
          { name: 'size', help: 'entries', value: sizes[0].size },
          { name: 'published_size', help: 'entries under the checkpoint', value: sizes[1] },
        ]),
    {
      name: 'signature_queue',
      help: 'events that wait for their signatures to be checked',
      value: submissions?.waiting ?? 0,
    },
    { name: 'resident_memory_bytes', help: 'memory of the process', value: rss },
    { name: 'heap_used_bytes', help: 'memory of the JavaScript heap', value: heapUsed },
  ])
}

const isOpen = (state: LedgerHandlerOptions['state']): boolean => (state?.() ?? 'open') === 'open'

/** The page that the `type` of a problem leads to. */
function problemPage(code: string): HttpAnswer | null {
  if (!isProblemCode(code)) return null
  const [status, title] = PROBLEMS[code]
  const text = `${code} (HTTP ${status})\n${title}.\nSee docs/spec/http.md, section 5.\n`
  const headers = { 'cache-control': 'public, max-age=3600', ...OPEN }
  return answer(200, 'text/plain; charset=utf-8', text, headers)
}

function notAllowed(allow: string): HttpAnswer {
  return problem('method-not-allowed', `this address takes ${allow}`, {}, { allow })
}

const NOTHING = problem(
  'not-found',
  'there is nothing at this address',
  {},
  {
    'cache-control': 'public, max-age=5',
  },
)

const OPENAPI_ANSWER = answer(200, 'application/json', `${JSON.stringify(OPENAPI)}\n`, {
  'cache-control': 'public, max-age=3600',
  ...OPEN,
})

const REFUSALS = {
  'too-large': 'too-large',
  encoded: 'unsupported-type',
  crowded: 'crowded',
  broken: 'broken',
  unavailable: 'unavailable',
} as const

/** The route of a path, from a closed set: what metrics are labelled with. */
function routeOf(path: string): string {
  if (ROUTES.has(path)) return path
  if (path.startsWith('/tile/')) return '/tile'
  return path.startsWith(PROBLEM_PATH) ? '/v1/problems' : 'other'
}

const ROUTES: ReadonlySet<string> = new Set([
  '/checkpoint',
  '/v1/head',
  '/v1/entries',
  '/v1/events',
  '/v1/health',
  '/v1/metrics',
  '/v1/openapi.json',
])

/** The code of the problem that an answer is; null for any other answer. */
function codeOf({ headers, body }: HttpAnswer): string | null {
  if (headers['content-type'] !== 'application/problem+json') return null
  if (!(body instanceof Uint8Array)) return null
  return /"code":"([a-z-]+)"/.exec(Buffer.from(body).toString())?.[1] ?? null
}

function outcomeOf(said: WholeAnswer): string {
  return codeOf(said) ?? (said.status === 201 ? 'logged' : 'known')
}
