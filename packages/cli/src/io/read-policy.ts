/** Policies from files, as verifiers give them. */
import { describe, MAX_POLICY_BYTES, parsePolicy, quote } from '@accord-ledger/core'
import type { Policy } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import type { Task } from '../failure.ts'
import { failure } from '../failure.ts'
import { readInput } from './files.ts'

/** The policy in the file at `path`, or, for `-`, on standard input. */
export function loadPolicy(context: Context, path: string): Task<Policy> {
  return async () => {
    const bytes = await readInput(context, path, MAX_POLICY_BYTES)()
    if (E.isLeft(bytes)) return bytes
    const policy = parsePolicy(bytes.right)
    if (E.isRight(policy)) return policy
    const { rule, line } = policy.left
    return E.left(
      failure(
        'malformed',
        `${quote(path)} is no policy: ${describe(policy.left)}`,
        'correct it; docs/guides/keep-a-receipt.md has an example, docs/spec/proofs.md the rules (8.1)',
        { details: { rule, line } },
      ),
    )
  }
}
