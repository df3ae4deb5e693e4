/** One pass over a ledger's entries for `compare`: the tree over all lines, and beside it the verification as far as it goes. */
import {
  decodeEntry,
  isFounding,
  leafHash,
  liftStore,
  encodeHex,
  signatureChecks,
  verifyLog,
} from '@accord-ledger/core'
import type { Entry, PublicKey, Verification, Verifier } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { explainStore } from '../explain.ts'
import type { Task } from '../failure.ts'
import type { Blocks } from '../io/read-log.ts'
import type { Context } from '../context.ts'
import { verifierOf } from '../io/verifier.ts'

/** What a party signed over another history: rule 12 is broken by what `seen` names, and the signatures stand. */
export interface SeenMismatch {
  /** The entry that was signed over another history. */
  readonly index: number
  readonly signers: readonly PublicKey[]
  /** The earlier entry that it names, and with which hash. */
  readonly seen: { readonly index: number; readonly hash: string }
  /** The hash of that entry in this history. */
  readonly found: string
}

/** A ledger's entries, sound or not. */
export interface History {
  /** The leaf hashes of all lines. */
  readonly leaves: readonly Uint8Array[]
  /** Of the lines up to the first that breaks a rule. */
  readonly verification: Verification
  /** The keys that ran the log, as far as it is verified, in the order of the log. */
  readonly operators: readonly PublicKey[]
  readonly seen: readonly SeenMismatch[]
}

/** Reads all entries of the ledger that `name` names. Left: they cannot be read to their end. */
export function readHistory(
  context: Context,
  name: string,
  entries: () => Promise<Blocks>,
): Task<History> {
  return pipe(
    liftStore(async () => historyOf(await entries(), await verifierOf(context))),
    TE.mapLeft((error) => explainStore(error, name)),
  )
}

async function historyOf(blocks: Blocks, verifier: Verifier): Promise<History> {
  const source = blocks[Symbol.asyncIterator]()
  const leaves: Uint8Array[] = []
  const suspects: { readonly entry: Entry; readonly mismatch: SeenMismatch }[] = []

  function take(bytes: Uint8Array): void {
    const suspect = mismatchIn(bytes, leaves)
    if (suspect !== null) suspects.push(suspect)
    leaves.push(leafHash(bytes))
  }
  // Verification ends at the first entry that breaks a rule; the lines behind it are compared all the same.
  async function* shared(): AsyncGenerator<readonly Uint8Array[]> {
    for (let step = await source.next(); step.done !== true; step = await source.next()) {
      for (const bytes of step.value) take(bytes)
      yield step.value
    }
  }

  const operators: PublicKey[] = []
  const verification = await verifyLog(shared(), {
    verifier,
    onEntry: ({ event }) => {
      if (event.type === 'authority') operators.push(event.operator)
    },
  })
  for await (const block of shared()) void block
  const seen: SeenMismatch[] = []
  for (const { entry, mismatch } of suspects) {
    // Of what nobody signed it is no evidence, nor of what a stranger to the log did.
    if (!mismatch.signers.every((key) => verification.state.keys.get(key) !== undefined)) continue
    const verdicts = await verifier.verify(signatureChecks(entry))
    if (verdicts.length > 0 && verdicts.every((verdict) => verdict)) seen.push(mismatch)
  }
  return { leaves, verification, operators, seen }
}

function mismatchIn(
  bytes: Uint8Array,
  before: readonly Uint8Array[],
): { readonly entry: Entry; readonly mismatch: SeenMismatch } | null {
  const index = before.length
  const decoded = decodeEntry(bytes, index)
  if (E.isLeft(decoded) || decoded.right.unknown !== null) return null
  const { entry } = decoded.right
  if (isFounding(entry.event)) return null
  const { seen } = entry.event
  const leaf = before[seen.index]
  if (leaf === undefined) return null
  const found = encodeHex(leaf)
  if (found === seen.hash) return null
  const signers = entry.signatures.map(({ key }) => key)
  return { entry, mismatch: { index, signers, seen, found } }
}
