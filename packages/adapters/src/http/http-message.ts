/** What a handler is asked and what it answers: HTTP without any server's types. */

/** A request whose body has been read in full. All of it is attacker-controlled. */
export interface HttpRequest {
  readonly method: string
  /** Without the query. Begins with a slash, not decoded. */
  readonly path: string
  /** What follows the first question mark, not decoded; empty where there is none. */
  readonly query: string
  /** The value of a header; null without it. Asked for in lower case. One sent several times is joined by `, `. */
  readonly header: (name: string) => string | null
  readonly body: Uint8Array
  /** The address of the other end of the connection, as node:net prints it: a proxy's, where there is one. */
  readonly remote: string
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal
}

export interface HttpAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /**
   * Bytes, or parts that are asked for one at a time as the client takes them. Where the parts end by an error, the connection is
   * cut, so that a client sees that the body is not whole.
   */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>
}

/** An answer whose body is there in full. */
export interface WholeAnswer extends HttpAnswer {
  readonly body: Uint8Array
}

/** Answers one request. Where it rejects, the server says that it failed, and nothing else. */
export type HttpHandler = (request: HttpRequest) => Promise<HttpAnswer>

/** A request made in this process: of `method` and `path`, and else without anything. Header names are in lower case. */
export function plainRequest({
  headers = {},
  ...given
}: Pick<HttpRequest, 'method' | 'path'> &
  Partial<Omit<HttpRequest, 'header'>> & {
    readonly headers?: Readonly<Record<string, string>>
  }): HttpRequest {
  return {
    query: '',
    header: (name) => (Object.hasOwn(headers, name) ? (headers[name] ?? null) : null),
    body: new Uint8Array(0),
    remote: '127.0.0.1',
    signal: new AbortController().signal,
    ...given,
  }
}

/** The whole body of an answer. Rejects as its parts do. */
export async function readBody({ body }: HttpAnswer): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body
  const parts: Uint8Array[] = []
  for await (const part of body) parts.push(part)
  return new Uint8Array(Buffer.concat(parts))
}

/** An answer in plain text: a sentence and a line feed. */
export function textAnswer(
  status: number,
  sentence: string,
  headers: Readonly<Record<string, string>> = {},
): WholeAnswer {
  return answer(status, 'text/plain; charset=utf-8', `${sentence}\n`, headers)
}

/** An answer with a body of one media type. */
export function answer(
  status: number,
  type: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): WholeAnswer {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  return { status, headers: { 'content-type': type, ...headers }, body: bytes }
}
