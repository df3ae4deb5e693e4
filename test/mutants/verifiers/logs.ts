/** What broken verifiers do with whole logs. */
import {
  encodeHex,
  isHash,
  leafHash,
  type Hash,
  type Verification,
  type VerifyOptions,
} from '@accord-ledger/core'
import type { LedgerSubject } from '@accord-ledger/audit'

type VerifyLog = LedgerSubject['verifyLog']

/** All entries of a log. */
export async function wholeOf(
  blocks: AsyncIterable<readonly Uint8Array[]>,
): Promise<readonly Uint8Array[]> {
  const log: Uint8Array[] = []
  for await (const block of blocks) log.push(...block)
  return log
}

/** A log in one block. */
export async function* blockOf(log: readonly Uint8Array[]): AsyncGenerator<readonly Uint8Array[]> {
  yield log
}

/** A verifier that sees another log than it is given. */
export const seeing =
  (bend: (log: readonly Uint8Array[]) => readonly Uint8Array[]) =>
  ({ verifyLog }: LedgerSubject): { readonly verifyLog: VerifyLog } => ({
    verifyLog: async (blocks, options) => verifyLog(blockOf(bend(await wholeOf(blocks))), options),
  })

/** A verifier that says something else than it found. */
export const saying =
  (bend: (found: Verification, log: readonly Uint8Array[]) => Verification) =>
  ({ verifyLog }: LedgerSubject): { readonly verifyLog: VerifyLog } => ({
    verifyLog: async (blocks, options) => {
      const log = await wholeOf(blocks)
      return bend(await verifyLog(blockOf(log), options), log)
    },
  })

/** A verifier with other options than it is given. */
export const under =
  (bend: (options: VerifyOptions) => VerifyOptions) =>
  ({ verifyLog }: LedgerSubject): { readonly verifyLog: VerifyLog } => ({
    verifyLog: (blocks, options) => verifyLog(blocks, bend(options)),
  })

/** `found`, and yet the log is called sound to its end. */
export function calledSound(found: Verification, log: readonly Uint8Array[]): Verification {
  const head = hashOf(log.at(-1)) ?? found.head
  const findings = found.findings.filter(({ _tag }) => _tag !== 'Violation')
  return { ...found, verdict: 'sound', size: log.length, head, findings }
}

function hashOf(entry: Uint8Array | undefined): Hash | null {
  const hash = entry === undefined ? null : encodeHex(leafHash(entry))
  return isHash(hash) ? hash : null
}
