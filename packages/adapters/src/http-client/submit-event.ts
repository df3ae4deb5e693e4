/**
 * Submitting a signed event: `POST /v1/events` with the caller's bytes, and those alone. Nothing is signed, rebuilt or put in another
 * order here; where an answer is lost, the same bytes are sent again, and a server logs them once.
 *
 *     sent                      answer                what is done
 *     not at all                none                  again, in a while
 *     perhaps                   none, 500, 502, 504   again, in a while: it may be logged
 *     yes                       429, 503              again, in a while
 *     yes                       another 4xx, 507      SubmissionRefused
 *     yes                       200, 201              the receipt is checked
 */
import { decodeSignedEvent, encodeEvent, escaped, MAX_RECEIPT_BYTES } from '@accord-ledger/core'
import type { Logged, Verifier, VerifierKey } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { exchangeBounded, targetBelow } from '../http/ask-bounded.ts'
import type { Fetch, FullAnswer } from '../http/ask-bounded.ts'
import { jsonMembers, PROBLEM_TYPE } from '../http/store-wire.ts'
import { waitBefore } from './ask-again.ts'
import type { Patience } from './ask-again.ts'
import { checkReceipt } from './check-receipt.ts'
import { pause } from './pause.ts'
import type {
  SubmissionAmbiguous,
  SubmissionRefused,
  SubmissionUnavailable,
  SubmitError,
} from './submit-error.ts'

/** How an event is submitted. */
export interface SubmitOptions extends Patience {
  readonly fetch: Fetch
  /** The operator's keys, at least one, named by the log's origin: the receipt's checkpoint must be signed by one. */
  readonly keys: readonly VerifierKey[]
  readonly verifier: Verifier
  /** Milliseconds since 1970, for the report. `Date.now` by default. */
  readonly clock?: () => number
  readonly signal?: AbortSignal
}

/** An event that was logged. */
export interface Submitted {
  /** The receipt as it came: to be kept. */
  readonly receipt: Uint8Array
  /** What the receipt shows; all its checks were made, but for a quorum. */
  readonly logged: Logged
  /** The event was in the log already, by an earlier sending of it. */
  readonly replayed: boolean
  /** How often it was sent. */
  readonly attempts: number
}

/**
 * Sends a signed event, as `--offline` writes it: canonical bytes, with a final line feed or without. `url` is the server's prefix.
 * After an ambiguous answer the same bytes are sent again, `attempts` times in all (5 by default). Right: the receipt, checked: of
 * this event, included under a checkpoint by one of `keys`. Rejects only with the reason of `signal`, where nothing was sent, and
 * where the verifier does.
 */
export function submitEvent(
  url: string,
  signed: Uint8Array,
  options: SubmitOptions,
): TE.TaskEither<SubmitError, Submitted> {
  return async () => {
    const target = targetBelow(url, 'v1/events')
    if (target === null)
      return E.left({
        _tag: 'NotSubmittable',
        reason: null,
        message: 'it is no http or https address of a server',
      })
    const decoded = decodeSignedEvent(signed)
    if (E.isLeft(decoded)) {
      const { path, expected, found } = decoded.left
      const at = path === '' ? '' : ` at ${path}`
      const message = `it is no signed event: expected ${expected}${at}, found ${found}`
      return E.left({ _tag: 'NotSubmittable', reason: decoded.left, message })
    }
    // A copy: the caller's array may change while answers are waited for.
    const body = new Uint8Array(signed)
    const sent = await sendUntilAnswered(target, body, options)
    if (E.isLeft(sent)) return sent
    const { answer, attempts } = sent.right
    const { status } = answer
    const checked = await checkReceipt(answer.body, encodeEvent(decoded.right.event), options)
    return E.isLeft(checked)
      ? checked
      : E.right({ receipt: answer.body, logged: checked.right, replayed: status === 200, attempts })
  }
}

type Lost = SubmissionAmbiguous | SubmissionUnavailable

/** The answer 200 or 201. Left: what else came of it, after the last attempt. */
async function sendUntilAnswered(
  url: string,
  body: Uint8Array<ArrayBuffer>,
  options: SubmitOptions,
): Promise<
  E.Either<Lost | SubmissionRefused, { readonly answer: FullAnswer; readonly attempts: number }>
> {
  const { fetch, signal, attempts = 5, timeoutMs = 30_000 } = options
  const question = {
    url,
    body,
    headers: { 'content-type': 'application/json' },
    maxBytes: MAX_RECEIPT_BYTES,
  }
  let ambiguous: SubmissionAmbiguous | null = null
  let last: Lost = unavailable(null, `${url}: it was not asked`)
  for (let n = 0; n < attempts; n++) {
    if (ambiguous === null) signal?.throwIfAborted()
    const asked = await exchangeBounded(fetch, question, {
      timeoutMs,
      ...(signal === undefined ? {} : { signal }),
    })
    if (E.isLeft(asked)) {
      const { sent, message } = asked.left
      last = (sent ? ambiguousAt : unavailable)(null, `${url}: ${message}`)
    } else {
      const { status } = asked.right
      if (status === 200 || status === 201) return E.right({ answer: asked.right, attempts: n + 1 })
      const answered = outcomeOf(url, asked.right)
      if (answered._tag === 'SubmissionRefused') return E.left(answered)
      last = answered
    }
    if (last._tag === 'SubmissionAmbiguous') ambiguous = last
    if (signal?.aborted === true || n + 1 === attempts) break
    const retryAfter = E.isRight(asked) ? asked.right.header('retry-after') : null
    await pause(waitBefore(n, options, retryAfter), signal)
  }
  // What was once in doubt stays so: a later "not now" says nothing of it.
  if (ambiguous === null) signal?.throwIfAborted()
  return E.left(ambiguous ?? last)
}

/** What an answer that is not 200 or 201 says. Attacker-controlled. */
function outcomeOf(url: string, { status, type, body }: FullAnswer): Lost | SubmissionRefused {
  const members = type === PROBLEM_TYPE ? jsonMembers(body) : {}
  const { code, detail, title } = members
  const said = [detail, title].find((each) => typeof each === 'string')
  const message =
    typeof said === 'string'
      ? `${url} answers ${status}: ${escaped(said.slice(0, 500))}`
      : `${url} answers ${status}`
  const isNotLogged = status === 429 || (status === 503 && NOTHING_LOGGED.has(code))
  if (isNotLogged) return unavailable(status, message)
  if (status >= 400 && (status < 500 || status === 507))
    return {
      _tag: 'SubmissionRefused',
      status,
      code: typeof code === 'string' && /^[a-z-]{1,40}$/.test(code) ? code : null,
      members,
      message,
    }
  return ambiguousAt(status, message)
}

/** Codes of 503 by which our server says that nothing was logged. Any other 503 may be a proxy's, whose server did log. */
const NOTHING_LOGGED: ReadonlySet<unknown> = new Set(['unavailable', 'crowded'])

function unavailable(status: number | null, message: string): SubmissionUnavailable {
  return { _tag: 'SubmissionUnavailable', status, message }
}

function ambiguousAt(status: number | null, message: string): SubmissionAmbiguous {
  return { _tag: 'SubmissionAmbiguous', status, message }
}
