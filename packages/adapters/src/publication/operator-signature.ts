/** The operator's own signature under a tree head: by whoever runs the log after its last entry, and during an overlap by who ran it before. */
import { openCheckpoint, parseSignedCheckpoint, rootAt, signCheckpoint } from '@accord-ledger/core'
import type { SignedCheckpoint, Signer, Verifier } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { operatorAt } from './log-track.ts'
import type { WrongSigners } from './publish-error.ts'
import { keysOf } from './signed-before.ts'
import type { SignedLog } from './signed-before.ts'

/** `signers` in the order of their lines, or why they are not who signs now. */
export function requireOperators(
  log: SignedLog,
  signers: readonly Signer[],
): E.Either<WrongSigners, readonly Signer[]> {
  const expected = operatorAt(log, log.size)
  if (expected === null) throw new Error('entry 0 names an operator')
  const found = signers.map(({ key }) => key)
  const refused = (message: string): E.Either<WrongSigners, never> =>
    E.left({ _tag: 'WrongSigners', expected, found, message })
  const first = signers.filter(({ key }) => key === expected)
  const others = signers.filter(({ key }) => key !== expected)
  if (first.length !== 1)
    return refused(`the operator's key in force is ${expected}: it signs, and signs once`)
  if (others.length > 1) return refused('two keys sign during an overlap, not more')
  const stranger = others.find(({ key }) => !log.operators.some((term) => term.key === key))
  return stranger === undefined
    ? E.right([...first, ...others])
    : refused(`${stranger.key} was never an operator's key of this log`)
}

/** Signs the head of `log`. Left: a signer signs with another key than it says. */
export async function signHead(
  log: SignedLog,
  signers: readonly Signer[],
  verifier: Verifier,
): Promise<E.Either<WrongSigners, SignedCheckpoint>> {
  const { origin, size, hashes } = log
  const bytes = await signCheckpoint(origin, { size, root: await rootAt(hashes, size) }, signers)
  const signed = parseSignedCheckpoint(bytes)
  if (E.isLeft(signed)) throw new Error('a signed checkpoint can be read back')
  const opened = await openCheckpoint(bytes, keysOf(log, null), verifier)
  if (E.isRight(opened) && opened.right.signers.length === signers.length) return signed
  const found = signers.map(({ key }) => key)
  const [expected] = found
  if (expected === undefined) throw new Error('somebody signs')
  const message =
    'a signature was made that does not stand: a signer holds another key than it says'
  return E.left({ _tag: 'WrongSigners', expected, found, message })
}
