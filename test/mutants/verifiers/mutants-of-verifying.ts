/** Verifiers that keep to the rules and are wrong about the log, about what they trust, or about what they saved. */
import {
  concatBytes,
  emptyState,
  encodeHex,
  isHash,
  leafHash,
  nodeHash,
  sha256,
  type VerifiedEntry,
} from '@accord-ledger/core'
import { saying, seeing, under } from './logs.ts'
import type { LedgerMutant } from './mutant.ts'

/** A root that closes an odd level by pairing its last hash with itself. */
function pairedRoot(log: readonly Uint8Array[]): string {
  let level = log.map((entry) => leafHash(entry))
  while (level.length > 1) {
    const pairs = level
    level = pairs.flatMap((left, i) => (i % 2 === 0 ? [nodeHash(left, pairs[i + 1] ?? left)] : []))
  }
  return encodeHex(level[0] ?? sha256(new Uint8Array(0)))
}

export const mutantsOfVerifying: readonly LedgerMutant[] = [
  {
    what: 'skips the last entry',
    breaks: 'honest-logs-are-sound',
    spoil: seeing((log) => log.slice(0, -1)),
  },
  {
    what: 'calls a log of rotated keys forged',
    breaks: 'honest-logs-are-sound',
    spoil: saying((found, log) =>
      log.some((entry) =>
        new TextDecoder('utf-8', { fatal: true }).decode(entry).includes('rotate'),
      )
        ? { ...found, verdict: 'unsound' }
        : found,
    ),
  },
  {
    what: 'closes an odd level of the tree with its last hash twice',
    breaks: 'every-prefix-is-sound',
    spoil: saying((found, log) => {
      const root = pairedRoot(log.slice(0, found.size))
      return isHash(root) ? { ...found, root } : found
    }),
  },
  {
    what: 'loses the first entry of every block but the first',
    breaks: 'blocks-are-no-matter',
    spoil: ({ verifyLog }) => ({
      verifyLog: (blocks, options) =>
        verifyLog(
          (async function* () {
            let first = true
            for await (const block of blocks) {
              yield first ? block : block.slice(1)
              first = false
            }
          })(),
          options,
        ),
    }),
  },
  {
    what: 'stops at an empty block',
    breaks: 'blocks-are-no-matter',
    spoil: ({ verifyLog }) => ({
      verifyLog: (blocks, options) =>
        verifyLog(
          (async function* () {
            for await (const block of blocks) {
              if (block.length === 0) return
              yield block
            }
          })(),
          options,
        ),
    }),
  },
  {
    what: 'tells the last good entry again when it meets a bad one',
    breaks: 'later-entries-change-nothing',
    spoil: ({ verifyLog }) => ({
      verifyLog: async (blocks, { onEntry, ...options }) => {
        const told: VerifiedEntry[] = []
        const found = await verifyLog(blocks, {
          ...options,
          onEntry: (entry) => {
            told.push(entry)
            onEntry?.(entry)
          },
        })
        const last = told.at(-1)
        if (found.verdict === 'unsound' && last !== undefined) onEntry?.(last)
        return found
      },
    }),
  },
  {
    what: 'names the entry behind the bad one',
    breaks: 'later-entries-change-nothing',
    spoil: saying((found) => ({
      ...found,
      findings: found.findings.map((finding) =>
        finding._tag === 'Violation' ? { ...finding, index: finding.index + 1 } : finding,
      ),
    })),
  },
  {
    what: 'tells every other entry only',
    breaks: 'each-entry-is-told-once',
    spoil: under(({ onEntry, ...options }) => ({
      ...options,
      ...(onEntry === undefined
        ? {}
        : { onEntry: (entry) => (entry.index % 2 === 0 ? onEntry(entry) : undefined) }),
    })),
  },
  {
    what: 'tells an entry twice',
    breaks: 'each-entry-is-told-once',
    spoil: under(({ onEntry, ...options }) => ({
      ...options,
      ...(onEntry === undefined
        ? {}
        : {
            onEntry: (entry) => {
              onEntry(entry)
              if (entry.index === 0) onEntry(entry)
            },
          }),
    })),
  },
  {
    what: 'begins anew where it should go on from a saved state',
    breaks: 'resuming-is-replaying',
    spoil: under((options) => ({ ...options, resume: emptyState() })),
  },
  {
    what: 'takes any saved state whose sum was made to fit',
    breaks: 'saved-states-are-checked',
    spoil: ({ parseStateFile }) => ({
      parseStateFile: (bytes) => {
        const above = bytes.subarray(0, -'sha256 \n'.length - 64)
        const sum = new TextEncoder().encode(`sha256 ${encodeHex(sha256(above))}\n`)
        return parseStateFile(concatBytes(above, sum))
      },
    }),
  },
  {
    what: 'trusts whoever founded the log',
    breaks: 'trust-is-asked-for',
    spoil: under(({ trust: _, ...options }) => options),
  },
  {
    what: 'does not say that nobody vouches for the log',
    breaks: 'trust-is-asked-for',
    spoil: saying((found) => ({
      ...found,
      findings: found.findings.filter(({ _tag }) => _tag !== 'TrustedOnFirstUse'),
    })),
  },
  {
    what: 'calls an event of a later version forged',
    breaks: 'later-versions-are-unknown',
    spoil: saying((found) =>
      found.verdict === 'unknown' ? { ...found, verdict: 'unsound' } : found,
    ),
  },
  {
    what: 'calls a log sound that it cannot read to its end',
    breaks: 'later-versions-are-unknown',
    spoil: saying((found) =>
      found.verdict === 'unknown' ? { ...found, verdict: 'sound' } : found,
    ),
  },
  {
    what: 'writes the members of an entry in another order',
    breaks: 'entries-reread',
    spoil: () => ({
      encodeEntry: ({ event, index, ...rest }) =>
        new TextEncoder().encode(JSON.stringify({ index, ...rest, event })),
    }),
  },
]
