/**
 * The HTTP interface as OpenAPI 3.1, for tools; docs/spec/http.md is the specification. A test holds it to the live server both ways:
 * what is documented is answered, and nothing is answered that is not documented.
 */
import { PROBLEM_PATH, PROBLEM_TYPE, PROBLEMS } from './problem.ts'
import type { ProblemCode } from './problem.ts'

/** One way in which a request is answered: its status's description and its media types. */
export interface DocumentedAnswer {
  readonly description: string
  readonly headers?: Readonly<Record<string, object>>
  readonly content?: Readonly<Record<string, { readonly schema: object }>>
}

export interface DocumentedOperation {
  readonly operationId: string
  readonly summary: string
  readonly parameters?: readonly object[]
  readonly requestBody?: object
  readonly responses: Readonly<Record<string, DocumentedAnswer>>
}

/** The parts of an OpenAPI document that this one has. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0'
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>
    readonly securitySchemes: Readonly<Record<string, object>>
  }
}

const TEXT = 'text/plain; charset=utf-8'
const BYTES = 'application/octet-stream'
const JSON_TYPE = 'application/json'
const LINES = 'application/x-ndjson'

const HASH = { type: 'string', pattern: '^[0-9a-f]{64}$' }
const COUNT = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER }
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` })

/** An answer of one media type. */
function said(
  description: string,
  type: string,
  schema: object,
  headers: readonly string[] = [],
): DocumentedAnswer {
  const fields = headers.map((name) => [name, { schema: { type: 'string' } }] as const)
  return {
    description,
    content: { [type]: { schema } },
    ...(fields.length === 0 ? {} : { headers: Object.fromEntries(fields) }),
  }
}

/** The answers that are problems, by status: of one status there may be several codes. */
function problems(...codes: readonly ProblemCode[]): Record<string, DocumentedAnswer> {
  const answers: Record<string, DocumentedAnswer> = {}
  for (const code of [...codes, ...ANYWHERE]) {
    const status = String(PROBLEMS[code][0])
    const before = answers[status]?.description
    const description = before === undefined ? code : `${before}, ${code}`
    answers[status] = said(description, PROBLEM_TYPE, ref('Problem'))
  }
  return answers
}

/** What any request may be answered with. */
const ANYWHERE: readonly ProblemCode[] = [
  'too-large',
  'unsupported-type',
  'broken',
  'unavailable',
  'crowded',
]

/** GET and HEAD of one address. */
function reading(
  operationId: string,
  summary: string,
  responses: Readonly<Record<string, DocumentedAnswer>>,
  parameters: readonly object[] = [],
): Readonly<Record<string, DocumentedOperation>> {
  const more = parameters.length === 0 ? {} : { parameters }
  return {
    get: { operationId, summary, ...more, responses },
    head: { operationId: `${operationId}Head`, summary, ...more, responses },
  }
}

const inPath = (name: string, pattern: string): object => ({
  name,
  in: 'path',
  required: true,
  schema: { type: 'string', pattern },
})
const inQuery = (name: string, required: boolean, maximum: number): object => ({
  name,
  in: 'query',
  required,
  schema: { type: 'integer', minimum: name === 'limit' ? 1 : 0, maximum },
})
const inHeader = (name: string): object => ({
  name,
  in: 'header',
  required: true,
  schema: { type: 'string' },
})

const RECEIPT_HEADERS = ['location', 'accord-index']
const entriesBody = { required: true, content: { [LINES]: { schema: { type: 'string' } } } }
const eventBody = { required: true, content: { [JSON_TYPE]: { schema: ref('SignedEvent') } } }

/** The document, as `/v1/openapi.json` gives it. */
export const OPENAPI: OpenApiDocument = {
  openapi: '3.1.0',
  info: {
    title: 'Accord Ledger',
    version: '1',
    description: 'A verifiable ledger of who signed which public accord. See docs/spec/http.md.',
  },
  paths: {
    '/checkpoint': reading('checkpoint', 'The published checkpoint', {
      '200': said('a signed note (proofs §4)', TEXT, { type: 'string' }),
      ...problems('not-found', 'damaged'),
    }),
    '/tile/{tile}': reading(
      'tile',
      'A hash tile or an entry bundle (c2sp.org/tlog-tiles); the path has several segments',
      {
        '200': said('the tile', BYTES, { type: 'string', format: 'binary' }),
        ...problems('not-found', 'damaged'),
      },
      [inPath('tile', '^(entries|[0-9]+)/(x[0-9]{3}/)*[0-9]{3}(\\.p/[0-9]+)?$')],
    ),
    '/v1/head': reading('head', 'The head of the log', {
      '200': said('the head', JSON_TYPE, ref('HeadAndCaps'), ['etag']),
      '304': { description: 'the head is that of if-none-match' },
      ...problems('malformed', 'damaged'),
    }),
    '/v1/entries': {
      ...reading(
        'entries',
        'Entries, one a line, and a last line that says that the page is whole',
        {
          '200': said('a page', LINES, { type: 'string' }),
          ...problems('malformed', 'range', 'damaged'),
        },
        [
          inQuery('from', true, Number.MAX_SAFE_INTEGER),
          inQuery('limit', false, 1_000),
          inQuery('wait', false, 20),
        ],
      ),
      post: {
        operationId: 'appendEntries',
        summary: 'Appends entries, for the operator’s own process; needs the token of the server',
        parameters: [inHeader('if-match'), inHeader('authorization')],
        requestBody: entriesBody,
        responses: {
          '200': said('these entries stood there already', JSON_TYPE, ref('Appended'), ['etag']),
          '201': said('appended', JSON_TYPE, ref('Appended'), ['etag']),
          ...problems(
            'malformed',
            'unauthorized',
            'forbidden',
            'read-only',
            'precondition-failed',
            'invalid',
            'precondition-required',
            'ambiguous',
            'damaged',
            'full',
          ),
        },
      },
    },
    '/v1/events': {
      post: {
        operationId: 'submitEvent',
        summary: 'Submits a signed event',
        requestBody: eventBody,
        responses: {
          '200': said(
            'a receipt: the event is logged already',
            TEXT,
            ref('Receipt'),
            RECEIPT_HEADERS,
          ),
          '201': said('a receipt: the event is logged now', TEXT, ref('Receipt'), RECEIPT_HEADERS),
          ...problems(
            'malformed',
            'refused',
            'read-only',
            'stale-previous',
            'stale-seen',
            'invalid',
            'slow-down',
            'ambiguous',
            'full',
          ),
        },
      },
    },
    '/v1/health': reading('health', 'Whether the server can do its work', {
      ...problems(),
      '200': said('it can', JSON_TYPE, ref('Health')),
      '503': {
        description: 'it cannot now',
        content: {
          [JSON_TYPE]: { schema: ref('Health') },
          [PROBLEM_TYPE]: { schema: ref('Problem') },
        },
      },
    }),
    '/v1/metrics': reading('metrics', 'Counters in the text format of Prometheus', {
      '200': said('counters', 'text/plain; version=0.0.4; charset=utf-8', { type: 'string' }),
      ...problems(),
    }),
    '/v1/openapi.json': reading('openapi', 'This document', {
      '200': said('this document', JSON_TYPE, { type: 'object' }),
      ...problems(),
    }),
    [`${PROBLEM_PATH}{code}`]: reading(
      'problem',
      'What a problem means',
      {
        '200': said('a few sentences', TEXT, { type: 'string' }),
        ...problems('not-found'),
      },
      [inPath('code', '^[a-z-]+$')],
    ),
  },
  components: {
    schemas: {
      Head: {
        type: 'object',
        required: ['hash', 'size'],
        properties: { hash: HASH, size: COUNT },
      },
      HeadAndCaps: {
        type: 'object',
        required: ['caps', 'hash', 'size'],
        properties: { caps: { type: 'object' }, hash: HASH, size: COUNT },
      },
      Appended: {
        type: 'object',
        required: ['head', 'replayed'],
        properties: { head: ref('Head'), replayed: { type: 'boolean' } },
      },
      SignedEvent: {
        type: 'object',
        required: ['event', 'signatures'],
        properties: { event: { type: 'object' }, signatures: { type: 'array', maxItems: 32 } },
        additionalProperties: false,
      },
      Receipt: { type: 'string', description: 'docs/spec/proofs.md §7.1' },
      Health: {
        type: 'object',
        required: ['status'],
        properties: { status: { type: 'string' }, size: COUNT, published: COUNT },
      },
      Problem: {
        type: 'object',
        required: ['type', 'title', 'status', 'detail', 'code'],
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer' },
          detail: { type: 'string' },
          code: { enum: Object.keys(PROBLEMS) },
        },
      },
    },
    securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
  },
}
