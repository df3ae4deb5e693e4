/** The policy of a ledger: whose cosignatures its checkpoints wait for. A file in `state/`, as it was given. */
import { join } from 'node:path'
import {
  describe,
  encodeHex,
  liftStore,
  MAX_POLICY_BYTES,
  noteKey,
  parsePolicy,
  quote,
  sameVerifierKey,
} from '@accord-ledger/core'
import type { Origin, Policy, PublicKey, StoreError } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import { readSmallFile, replaceFile } from '../file/small-file.ts'
import { findFiles, withPublisherLock } from './ledger-files.ts'
import type { LedgerFiles, PublicationOptions } from './ledger-files.ts'
import type { BadPolicy } from './publish-error.ts'

/** The log that a policy is to be for. */
export interface PolicySubject {
  readonly origin: Origin
  /** The operator's key in force; during an overlap one more. */
  readonly keys: readonly PublicKey[]
  /** Other keys that none of its witnesses may have: those of registrars, and of former operators. */
  readonly others?: readonly PublicKey[]
}

/**
 * Makes `bytes` the policy of the ledger at `directory`. One of its log lines names this log and its operator's key; lines for
 * other logs may stand there too. No witness has a key of `subject`. Left: `BadPolicy`, and nothing changed, or what the store says.
 */
export function setPolicy(
  directory: string,
  bytes: Uint8Array,
  subject: PolicySubject,
  options: PublicationOptions = {},
): TE.TaskEither<StoreError | BadPolicy, Policy> {
  return async () => {
    const policy = policyFor(bytes, subject)
    if (E.isLeft(policy)) return policy
    const own = new Uint8Array(bytes)
    const written = await liftStore(async () => {
      const files = await findFiles(directory, options)
      const writing = { name: NAME, mode: 0o600 }
      await withPublisherLock(files, () => replaceFile(files.fs, pathOf(files), own, writing))
    })()
    return E.isLeft(written) ? written : policy
  }
}

/** The policy of the ledger at `directory`, or null where none was set. Left: a file that is none, or what the store says. */
export function readPolicy(
  directory: string,
  options: PublicationOptions = {},
): TE.TaskEither<StoreError | BadPolicy, Policy | null> {
  return async () => {
    const bytes = await liftStore(async () => policyBytes(await findFiles(directory, options)))()
    if (E.isLeft(bytes)) return bytes
    return bytes.right === null ? E.right(null) : parsed(bytes.right)
  }
}

/** The bytes of a ledger's policy, or null. Rejects with a StoreFailure. */
export function policyBytes(files: LedgerFiles): Promise<Uint8Array | null> {
  return readSmallFile(files.fs, pathOf(files), NAME, MAX_POLICY_BYTES)
}

/** The policy in `bytes`, if it is one for `subject`. */
export function policyFor(
  bytes: Uint8Array,
  { origin, keys, others = [] }: PolicySubject,
): E.Either<BadPolicy, Policy> {
  const policy = parsed(bytes)
  if (E.isLeft(policy)) return policy
  const taken = new Set<string>([...keys, ...others])
  const partial = policy.right.witnesses.find(({ key }) => taken.has(encodeHex(key.key)))
  if (partial !== undefined) {
    const message = `the policy names as witness ${quote(partial.name)} a key of this log's own operator or registrars, ${encodeHex(partial.key.key)}: a log is not witnessed by who runs it`
    return E.left({ _tag: 'BadPolicy', reason: null, message })
  }
  const own = keys.map((key) => noteKey(origin, { key }))
  const named = policy.right.logs.some((log) => own.some((key) => sameVerifierKey(key, log.key)))
  if (named) return policy
  const asName = policy.right.logs.find(({ key }) => key.name === origin)
  const message =
    asName === undefined
      ? `the policy has no log line for ${quote(origin)}`
      : `the policy names another key for ${quote(origin)} than the operator's, ${keys.join(', ')}`
  return E.left({ _tag: 'BadPolicy', reason: null, message })
}

const NAME = 'state/policy'

function pathOf({ layout }: LedgerFiles): string {
  return join(layout.root, NAME)
}

function parsed(bytes: Uint8Array): E.Either<BadPolicy, Policy> {
  const policy = parsePolicy(bytes)
  return E.isLeft(policy)
    ? E.left({ _tag: 'BadPolicy', reason: policy.left, message: describe(policy.left) })
    : policy
}
