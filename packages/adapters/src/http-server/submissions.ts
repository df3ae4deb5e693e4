/**
 * POST /v1/events: a signed event becomes an entry. Checks come in the order of their cost, and what is cheap to refuse is refused
 * before it costs a signature check:
 *
 *     type and size → JSON and schema → an id that is logged already (200) → the sender's bucket → admission → rules 1 to 31
 *     → signatures, in a fair queue → the key's bucket → append, durable → a signed checkpoint → 201 and a receipt
 *
 * Nothing is acknowledged that is not durable. What is not known is said to be so; the same bytes may be sent again at any time.
 */
import { decodeSignedEvent } from '@accord-ledger/core'
import type {
  Admission,
  AppendError,
  Clock,
  LedgerView,
  SignedEvent,
  VerifiedEntry,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { HttpRequest, WholeAnswer } from '../http/http-message.ts'
import { brokenNow, malformedEvent, notLogged, SOON, appendProblem } from './event-checks.ts'
import type { LiveLedger, OpenLedger } from './live-ledger.ts'
import { knownAnswer, receiptAnswer, UNAVAILABLE, unsigned } from './logged-answers.ts'
import { problem } from './problem.ts'
import { signsAgain } from './receipts.ts'
import { sharedAddresses } from './shared-address.ts'
import { signatureQueue } from './signature-queue.ts'
import type { RememberedSignatures } from './remembered-signatures.ts'
import { tokenBuckets } from './token-buckets.ts'
import type { BucketLimits } from './token-buckets.ts'

/** How much is taken from whom. */
export interface SubmissionLimits {
  /** Of one sender: an address, or a /64 of IPv6. */
  readonly sender: BucketLimits
  /** By one signing key, of events whose signatures stand. */
  readonly key: BucketLimits
  /** Tokens that a forged signature costs its sender. */
  readonly forgeryCost: number
}

/** What holds where nothing else is said: ten events a second from one sender, and 60 at once. */
export const SUBMISSION_LIMITS: SubmissionLimits = {
  sender: { burst: 60, perSecond: 10 },
  key: { burst: 120, perSecond: 10 },
  forgeryCost: 10,
}

export interface SubmissionOptions {
  readonly live: LiveLedger
  readonly signatures: RememberedSignatures
  readonly clock: Clock
  /** Asked after the sender's bucket and before the rules. The ledger asks it again when it appends. */
  readonly admit?: Admission
  readonly limits?: Partial<SubmissionLimits>
  /** Told of every failure whose cause the author does not hear. */
  readonly onError?: (thrown: unknown) => void
}

export interface Submissions {
  /** Answers POST /v1/events. `sender` is whose bucket it takes from. */
  submit(request: HttpRequest, sender: string): Promise<WholeAnswer>
  /** Events that wait for their signatures to be checked. */
  readonly waiting: number
  /** Resolves when no append is under way. */
  idle(): Promise<void>
}

/** Takes submissions for a ledger. */
export function submissions(options: SubmissionOptions): Submissions {
  const { live, signatures, clock, onError } = options
  const limits = { ...SUBMISSION_LIMITS, ...options.limits }
  const senders = tokenBuckets(limits.sender, clock)
  const keys = tokenBuckets(limits.key, clock)
  const shared = sharedAddresses(clock)
  const checks = signatureQueue(signatures.checking)
  const appends = new Set<Promise<unknown>>()
  const underWay = new Map<string, Promise<WholeAnswer>>()

  const take = async (signed: SignedEvent, sender: string): Promise<WholeAnswer> => {
    const open = live.current()
    if (open === null) return UNAVAILABLE
    const known = await knownAnswer(open, signed, onError)
    if (known !== null) return known
    const wait = senders.take(sender)
    if (wait > 0 && !shared.hears(signed, sender, open.ledger.view()))
      return slowDown('this address has sent many events', wait)
    const refused = refusal(open, signed, options)
    if (refused !== null) return refused
    if (!(await isSigning(open, options))) return UNAVAILABLE
    const verdict = await checks.check(signed, sender)
    if (verdict === 'crowded')
      return problem('crowded', 'many events wait for their signatures to be checked', {}, SOON)
    if (verdict === 'forged') {
      senders.charge(sender, limits.forgeryCost)
      shared.forged(signed, sender)
      return forged(open, signed)
    }
    const late = Math.max(...signed.signatures.map(({ key }) => keys.take(key)))
    if (late > 0) return slowDown('this key has signed many events', late)
    const appending = append(live, signed, onError)
    appends.add(appending)
    const appended = await appending
    appends.delete(appending)
    return logged(appended, signed)
  }

  const logged = async (
    appended: E.Either<AppendError, VerifiedEntry>,
    signed: SignedEvent,
  ): Promise<WholeAnswer> => {
    const open = live.current()
    if (E.isRight(appended))
      return open === null ? unsigned() : receiptAnswer(201, open, appended.right, onError)
    if (appended.left._tag === 'StoreError') return appendProblem(appended.left)
    if (open === null) return UNAVAILABLE
    // The same event may have come by another way meanwhile.
    return (
      (await knownAnswer(open, signed, onError)) ??
      notLogged(appended.left, signed, open.ledger.view())
    )
  }

  return {
    get waiting() {
      return checks.waiting
    },
    idle: async () => {
      while (appends.size > 0) await Promise.all(appends)
    },
    submit: (request, sender) => {
      if (mediaType(request) !== 'application/json')
        return Promise.resolve(problem('unsupported-type', 'an event is sent as application/json'))
      const decoded = decodeSignedEvent(request.body)
      if (E.isLeft(decoded)) return Promise.resolve(malformedEvent(decoded.left))
      // The same bytes, sent again by the same sender before the first answer: one submission.
      const name = `${sender} ${Buffer.from(request.body).toString('latin1').trimEnd()}`
      const first = underWay.get(name)
      if (first !== undefined) return first
      const taken = take(decoded.right, sender).finally(() => underWay.delete(name))
      underWay.set(name, taken)
      return taken
    },
  }
}

/** Whether entries get receipts: without that no more of them are logged. */
async function isSigning(open: OpenLedger, { live, onError }: SubmissionOptions): Promise<boolean> {
  const signs = await signsAgain(open)
  if (E.isRight(signs)) return true
  onError?.(signs.left)
  // A publisher that lost its lock gets none back.
  if (signs.left._tag === 'StoreError' && ['closed', 'locked'].includes(signs.left.code))
    live.reopen(open)
  return false
}

/** Logs one event; the ledger appends together what comes at once. Never rejects. */
async function append(
  live: LiveLedger,
  signed: SignedEvent,
  onError: SubmissionOptions['onError'],
): Promise<E.Either<AppendError, VerifiedEntry>> {
  const open = live.current()
  if (open === null)
    return E.left({ _tag: 'StoreError', code: 'unavailable', message: 'the ledger is not open' })
  try {
    const appended = await open.ledger.append([signed])()
    if (E.isLeft(appended)) {
      if (appended.left._tag === 'StoreError') {
        onError?.(appended.left)
        live.reopen(open)
      }
      return appended
    }
    live.worked()
    const [entry] = appended.right
    if (entry === undefined) throw new Error('an append answers every event')
    return E.right(entry)
  } catch (thrown) {
    // Whether it was stored is not known, and what was thrown may come again.
    onError?.(thrown)
    live.reopen(open)
    return E.left({ _tag: 'StoreError', code: 'ambiguous', message: 'appending failed' })
  }
}

/** What admission and rules 1 to 31 say, before any signature is looked at; null where they let it pass. */
function refusal(
  { ledger }: OpenLedger,
  signed: SignedEvent,
  { admit, clock }: SubmissionOptions,
): WholeAnswer | null {
  const view = ledger.view()
  const message = notOverHttp(signed, view) ?? admit?.(signed, view) ?? null
  if (message !== null) return problem('refused', message, { why: 'admission' })
  const broken = brokenNow(view, signed, clock())
  return broken === null ? null : notLogged(broken, signed, view)
}

/** What only the operator's own process does: found a log, and change the key that this server signs with. */
function notOverHttp({ event }: SignedEvent, { size, authority }: LedgerView): string | null {
  if (size === 0) return 'this log has no entry yet; its operator founds it'
  return event.type === 'authority' && event.operator !== authority?.operator
    ? "the operator's key is changed by the operator, not over HTTP"
    : null
}

function forged({ ledger }: OpenLedger, signed: SignedEvent): WholeAnswer {
  const view = ledger.view()
  return notLogged(
    {
      _tag: 'Violation',
      rule: 'signature',
      index: view.size,
      path: 'signatures',
      expected: 'signatures by these keys under this event',
      found: 'one that does not verify',
      accord: null,
      signatory: null,
    },
    signed,
    view,
  )
}

function slowDown(detail: string, milliseconds: number): WholeAnswer {
  const seconds = String(Math.max(1, Math.ceil(milliseconds / 1_000)))
  return problem('slow-down', detail, {}, { 'retry-after': seconds })
}

/** The media type of a request's body, lower case; a charset other than UTF-8 makes another one of it. */
function mediaType({ header }: HttpRequest): string {
  const [type = '', ...parameters] = (header('content-type') ?? '').toLowerCase().split(';')
  const odd = parameters.some((each) => !/^\s*charset="?utf-8"?\s*$/.test(each))
  return odd ? '' : type.trim()
}
