/** Following a log: each round verifies what is new on top of what was verified before, and judges what is published of it. */
import { trackLog } from '@accord-ledger/adapters/publication'
import { emptyState, rootAt } from '@accord-ledger/core'
import type { LedgerState, Policy, Trust, VerifiedEntry, Verifier } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import { explainStore } from '../explain.ts'
import type { CommandFailure } from '../failure.ts'
import { failure } from '../failure.ts'
import { explainFindings, readLog } from '../io/read-log.ts'
import { countOf } from '../io/words.ts'
import { judgePublished } from '../verify/judge-published.ts'
import type { TroubleKind } from './notice.ts'
import type { Look, Tail } from './tail.ts'

/** By what a log is followed. */
export interface FollowOptions {
  readonly trust?: Trust
  readonly policy: Policy | null
  /** Milliseconds: how late a checkpoint, and how old its cosignatures may be. */
  readonly maxAge: number
  readonly verifier: Verifier
  /** Told of every entry, in order, once it is verified. What is published may yet contradict it. */
  readonly onEntry: (entry: VerifiedEntry) => void
}

/** Something that is late or missing, and no proof of anything. */
export interface Trouble {
  readonly kind: TroubleKind
  readonly says: string
}

export interface Follower {
  /** Of what was verified. */
  readonly state: () => LedgerState
  /** Reads and verifies what is new. Right: what is late or missing. Left: it could not be read, or the log is unsound. */
  readonly round: () => Promise<E.Either<CommandFailure, readonly Trouble[]>>
}

/** Begins with nothing verified: the first round reads the whole log. */
export function follower(
  context: Context,
  place: string,
  tail: Tail,
  options: FollowOptions,
): Follower {
  const { trust, onEntry } = options
  const track = trackLog()
  const times: number[] = []
  let state = emptyState()

  /** What is left to say once all entries are read: of the checkpoint, and of how late it is. */
  async function judged({
    published,
  }: Look): Promise<E.Either<CommandFailure, readonly Trouble[]>> {
    const { policy, maxAge, verifier } = options
    const covered = published?.checkpoint.size ?? 0
    const root = covered <= track.size ? await rootAt(track.hashes, covered) : null
    const operator = track.operators.findLast(({ from }) => from < covered)?.key ?? null
    const at = { root: () => root, operator: () => (root === null ? null : operator) }
    const now = context.clock()
    const subject = { origin: state.log, size: state.size }
    const { findings } = await judgePublished(published, subject, at, {
      policy,
      now,
      maxAge,
      verifier,
    })
    const unsound = findings.find(({ weight }) => weight === 'unsound')
    if (unsound !== undefined) {
      const { message, kind } = unsound.finding
      return E.left(
        failure('unsound', message, `look at all of it with: accord-ledger verify ${place}`, {
          details: { kind },
        }),
      )
    }
    const troubles = findings.flatMap(({ weight, finding: { kind, message } }) =>
      weight === 'unknown' && isTrouble(kind) ? [{ kind, says: message }] : [],
    )
    const since = times[covered]
    if (since === undefined || now - since <= maxAge) return E.right(troubles)
    return E.right([...troubles, lateness(published === null, covered, since)])
  }

  return {
    state: () => state,
    round: async () => {
      const looked = await tail.look()()
      if (E.isLeft(looked)) return looked
      const look = looked.right
      const { size: before } = state
      const changed = changeIn(place, state, look)
      if (changed !== null) return E.left(changed)
      const { verification, storeError } = await readLog(context, sourceOf(look, before), {
        ...(trust === undefined ? {} : { trust }),
        begin: (blocks) => Promise.resolve({ blocks, resume: state }),
        onEntry: (entry) => {
          track.onEntry(entry)
          times.push(Date.parse(entry.time))
          onEntry(entry)
        },
      })
      // What was verified until the reading ended is part of the state, whatever ended it.
      state = verification.state
      if (storeError !== null) return E.left(explainStore(storeError, place))
      const unsound = explainFindings(verification, place)
      if (unsound !== null) return E.left(unsound)
      const troubles = await judged(look)
      if (E.isLeft(troubles)) return troubles
      const kept = await look.keep()()
      return E.isLeft(kept) ? kept : troubles
    },
  }
}

function sourceOf(look: Look, from: number): Parameters<typeof readLog>[1] {
  return {
    entries: () =>
      Promise.resolve({
        blocks: look.entries(from),
        report: () => ({ tornTail: null, misplaced: [], foreign: [] }),
      }),
    total: () => Promise.resolve(look.size - from),
    measure: () => 1,
  }
}

const TROUBLES: readonly TroubleKind[] = ['quorum-missing', 'stale', 'policy']

function isTrouble(kind: string): kind is TroubleKind {
  return TROUBLES.some((each) => each === kind)
}

function lateness(nothing: boolean, index: number, since: number): Trouble {
  const time = new Date(since).toISOString().slice(0, 19)
  return nothing
    ? {
        kind: 'checkpoint-missing',
        says: `nothing is published, though entry ${index} was logged at ${time}Z`,
      }
    : {
        kind: 'checkpoint-late',
        says: `the published checkpoint covers ${countOf(index, 'entry', 'entries')}, though entry ${index} was logged at ${time}Z`,
      }
}

/** What was verified is gone, or another; null where it stands, as far as its size and its last entry tell. */
function changeIn(place: string, { size, head }: LedgerState, look: Look): CommandFailure | null {
  const next =
    'keep this copy as evidence, and compare it with another one from the operator or a witness'
  if (look.size < size) {
    return failure(
      'unsound',
      `the ledger at ${place} had ${countOf(size, 'entry', 'entries')}, and has ${look.size} now`,
      next,
      { details: { kind: 'rolled-back', index: look.size } },
    )
  }
  if (look.size > size || look.head === null || look.head === head) return null
  return failure(
    'unsound',
    `entry ${size - 1} of the ledger at ${place} was ${head}, and is ${look.head} now: its history was changed`,
    next,
    { details: { kind: 'rewritten', index: size - 1 } },
  )
}
