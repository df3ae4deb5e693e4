/** What stands in for the library to see whether a law would notice: each is broken in one way. */
import { emptyState } from '@accord-ledger/core'
import type { Verification, Verifier } from '@accord-ledger/core'
import type { Member } from '@accord-ledger/projection'
import * as E from 'fp-ts/lib/Either.js'
import { library } from '../laws/subject.ts'
import type { LedgerSubject } from '../laws/subject.ts'

/** A verifier to whom one rule is nothing. */
export function blindTo(rule: string): LedgerSubject {
  return {
    ...library,
    verifyLog: async (blocks, options) => {
      const found = await library.verifyLog(blocks, options)
      const sees = found.findings.filter((each) => each._tag !== 'Violation' || each.rule !== rule)
      const blind = sees.length < found.findings.length
      return { ...found, ...(blind ? { verdict: 'sound', findings: sees } : {}) }
    },
  }
}

/** A verifier that says something else of what it found. */
function saying(
  change: (found: Verification, resumed: boolean) => Partial<Verification>,
): LedgerSubject {
  return {
    ...library,
    verifyLog: async (blocks, options) => {
      const found = await library.verifyLog(blocks, options)
      return { ...found, ...change(found, options.resume !== undefined) }
    },
  }
}

/** A verifier that believes every signature. */
const gullible: Verifier = { name: 'gullible', verify: async (batch) => batch.map(() => true) }

/** A projection that lists other members. */
function listing(change: (members: readonly Member[]) => readonly Member[]): LedgerSubject {
  return {
    ...library,
    members: (register, accord, at) => {
      const found = library.members(register, accord, at)
      if (E.isLeft(found)) return found
      return E.right({ ...found.right, members: change(found.right.members) })
    },
  }
}

/** What breaks each law but those of the rules. */
export const BROKEN: Readonly<Record<string, LedgerSubject>> = {
  'honest-logs-are-sound': saying(() => ({ verdict: 'unsound' })),
  'whatever-may-happen-stands': saying(({ size }) => (size > 4 ? { verdict: 'unsound' } : {})),
  'blocks-are-no-matter': {
    ...library,
    verifyLog: async (blocks, options) => {
      let count = 0
      async function* counted(): AsyncGenerator<readonly Uint8Array[]> {
        for await (const block of blocks) {
          count += 1
          yield block
        }
      }
      const found = await library.verifyLog(counted(), options)
      return count > 3 ? { ...found, origin: null } : found
    },
  },
  'every-prefix-is-sound': saying(({ size, head, root }) => ({ root: size === 3 ? head : root })),
  'resuming-is-replaying': saying((found, resumed) => (resumed ? { size: found.size + 1 } : {})),
  'saved-states-are-checked': {
    ...library,
    parseStateFile: (bytes) => {
      const read = library.parseStateFile(bytes)
      return E.isLeft(read) ? E.right(emptyState()) : read
    },
  },
  'entries-reread': {
    ...library,
    encodeEntry: (entry) =>
      library.encodeEntry(entry.event.type === 'strike' ? { ...entry, signatures: [] } : entry),
  },
  'later-entries-change-nothing': saying(({ verdict, size }) =>
    verdict === 'unsound' ? { size: Math.max(0, size - 1) } : {},
  ),
  'each-entry-is-told-once': {
    ...library,
    verifyLog: (blocks, { onEntry, ...options }) =>
      library.verifyLog(blocks, {
        ...options,
        onEntry: (entry) => {
          onEntry?.(entry)
          if (entry.index === 4) onEntry?.(entry)
        },
      }),
  },
  'trust-is-asked-for': {
    ...library,
    verifyLog: (blocks, { trust: _trust, ...options }) => library.verifyLog(blocks, options),
  },
  'later-versions-are-unknown': saying(({ verdict }) =>
    verdict === 'unknown' ? { verdict: 'sound' } : {},
  ),
  'append-and-verify-agree': {
    ...library,
    openLedger: (options) =>
      library.openLedger({ ...options, clock: () => options.clock() + 1000 }),
  },
  'append-refuses-what-verify-refuses': {
    ...library,
    openLedger: (options) => library.openLedger({ ...options, verifier: gullible }),
  },
  'roots-are-rfc-6962': {
    ...library,
    rootAt: (reader, size) => library.rootAt(reader, size === 7 ? 6 : size),
  },
  'inclusion-is-complete': {
    ...library,
    proveInclusion: async (reader, index, size) =>
      (await library.proveInclusion(reader, index, size)).slice(0, 6),
  },
  'inclusion-is-sound': {
    ...library,
    checkInclusion: (head, index, leaf, proof) =>
      E.isRight(library.checkInclusion(head, index, leaf, proof.slice(0, -1)))
        ? E.right(undefined)
        : library.checkInclusion(head, index, leaf, proof),
  },
  'consistency-is-complete': {
    ...library,
    proveConsistency: (reader, older, newer) =>
      library.proveConsistency(reader, older === 8 ? 7 : older, newer),
  },
  'consistency-is-sound': {
    ...library,
    checkConsistency: (older, newer, proof) =>
      older.size === newer.size
        ? E.right(undefined)
        : library.checkConsistency(older, newer, proof),
  },
  'receipts-show-what-was-logged': {
    ...library,
    formatReceipt: (receipt) => library.formatReceipt(receipt).slice(1),
  },
  'receipts-show-nothing-else': {
    ...library,
    verifyReceipt: (bytes, policy, options) =>
      library.verifyReceipt(bytes, policy, { ...options, verifier: gullible }),
  },
  'receipts-from-tiles': {
    ...library,
    receiptFromTiles: (source, signed, index) =>
      library.receiptFromTiles(source, signed, Math.max(0, index - 1)),
  },
  'forks-are-shown': { ...library, findFork: async () => null },
  'tiles-say-what-the-tree-says': {
    ...library,
    tileHashReader: (head, source) => {
      const reader = library.tileHashReader(head, source)
      return { readHashes: async (ids) => (await reader.readHashes(ids)).toReversed() }
    },
  },
  'tiles-are-not-believed': {
    ...library,
    tileHashReader: (_, source) => ({
      readHashes: async (ids) => {
        await source.readTile({ kind: 'hashes', level: 0, index: 0, width: 1 })
        return ids.map(() => new Uint8Array(32))
      },
    }),
  },
  'tiles-have-one-name': {
    ...library,
    tilesBetween: (older, newer) => [...library.tilesBetween(older, newer)].slice(0, -1),
  },
  'members-as-the-model-says': listing((all) =>
    all.map((each) => ({ ...each, retroactive: false })),
  ),
  'evolving-is-projecting': {
    ...library,
    members: (register, accord, { size: _size, ...at }) => library.members(register, accord, at),
  },
  'counts-add-up': {
    ...library,
    counts: (register, accord, by, at) =>
      library.counts(register, accord, by === 'country' ? 'category' : by, at),
  },
  'differences-lead-over': {
    ...library,
    diff: (register, accord, from, to) => library.diff(register, accord, to, from),
  },
  'history-agrees-with-membership': {
    ...library,
    members: (register, accord, at) =>
      library.members(register, accord, { ...at, size: Math.max(0, register.size - 1) }),
  },
  'reports-can-be-recomputed': {
    ...library,
    report: (register, { from }, at) => library.report(register, { from, to: from }, at),
  },
  'what-cannot-matter-does-not': listing((all) =>
    all.filter(({ suspendedSince }) => suspendedSince === null),
  ),
  'times-are-sizes': {
    ...library,
    members: (register, accord, { time: _time, ...at }) => library.members(register, accord, at),
  },
  'wordings-and-pairs-as-the-model-says': {
    ...library,
    both: (register, first, _, at) => library.both(register, first, first, at),
  },
  'notes-reread': {
    ...library,
    formatNote: ({ text, signatures }) =>
      library.formatNote({ text, signatures: signatures.toReversed() }),
  },
  'notes-open-by-known-keys': {
    ...library,
    openNote: (bytes, keys) => library.openNote(bytes, keys, gullible),
  },
  'changed-notes-do-not-open': {
    ...library,
    openNote: (bytes, keys) => library.openNote(bytes, keys, gullible),
  },
  'unknown-lines-are-kept': { ...library, withSignatures: (note) => note },
  'checkpoints-reread-and-open': {
    ...library,
    cosign: (text, name, signer, time) => library.cosign(text, name, signer, Math.floor(time / 2)),
  },
  'keys-reread': {
    ...library,
    formatVerifierKey: (key) => library.formatVerifierKey({ ...key, id: key.id.toUpperCase() }),
  },
  'policies-say-what-they-say': {
    ...library,
    parsePolicy: (bytes) => {
      const read = library.parsePolicy(bytes)
      return E.isLeft(read) ? read : E.right({ ...read.right, quorum: null })
    },
  },
  'quorums-as-the-model-says': {
    ...library,
    judgeQuorum: (policy, cosignatures) => {
      const verdict = library.judgeQuorum(policy, cosignatures)
      return {
        ...verdict,
        time: verdict.time === null ? null : Math.max(...cosignatures.map(({ time }) => time)),
      }
    },
  },
  'more-cosignatures-never-harm': {
    ...library,
    judgeQuorum: (policy, cosignatures) => library.judgeQuorum(policy, cosignatures.slice(-2)),
  },
  'order-is-no-matter': {
    ...library,
    judgeQuorum: (policy, cosignatures) => library.judgeQuorum(policy, cosignatures.slice(1)),
  },
  'broken-policies-are-refused': {
    ...library,
    parsePolicy: (bytes) =>
      library.parsePolicy(bytes.at(-1) === 0x0a ? bytes : Uint8Array.of(...bytes, 0x0a)),
  },
}
