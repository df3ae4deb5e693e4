/** What a handler is asked and what it answers: HTTP without any server's types. */

/** A request whose body has been read in full. */
export interface HttpRequest {
  readonly method: string
  /** Without the query. Begins with a slash, not decoded. Attacker-controlled. */
  readonly path: string
  readonly body: Uint8Array
}

export interface HttpAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** Answers one request. Where it rejects, the server says that it failed, and nothing else. */
export type HttpHandler = (request: HttpRequest) => Promise<HttpAnswer>

/** An answer in plain text: a sentence and a line feed. */
export function textAnswer(
  status: number,
  sentence: string,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  return answer(status, 'text/plain; charset=utf-8', `${sentence}\n`, headers)
}

/** An answer with a body of one media type. */
export function answer(
  status: number,
  type: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  return { status, headers: { 'content-type': type, ...headers }, body: bytes }
}
