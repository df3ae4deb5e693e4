/**
 * What is published of a log, to attack: checkpoints that are cosigned, receipts and tiles. The keys of an audited log
 * are not at hand, so a stand-in operator and two stand-in witnesses sign the log's real tree, under a policy that
 * asks for all three. Their seeds are known to everybody; nothing that they sign ever leaves the audit.
 */
import {
  cosign,
  decodeHex,
  formatCheckpoint,
  formatNote,
  formatVerifierKey,
  memoryHashReader,
  noteKey,
  parseNote,
  parsePolicy,
  parseSignedCheckpoint,
  proveInclusion,
  formatReceipt,
  rootAt,
  signNote,
  signerFromSeed,
  witnessKey,
  withSignatures,
} from '@accord-ledger/core'
import type {
  HashReader,
  Note,
  NoteSigner,
  Origin,
  Policy,
  SignedCheckpoint,
  Signer,
  TreeHead,
  VerifiedEntry,
} from '@accord-ledger/core'
import { impostorOf, knownSeed } from './impostor.ts'
import type { LogTarget } from './log-target.ts'
import { present } from './places.ts'

/** A log and what is published of it. */
export interface PublishedTarget {
  readonly log: LogTarget
  readonly origin: Origin
  /** Leaf hashes in log order. */
  readonly leaves: readonly Uint8Array[]
  readonly reader: HashReader
  /** The tree of the whole log. */
  readonly head: TreeHead
  readonly policy: Policy
  /** The lines of its file: the log, two witnesses, the group of both, the quorum. */
  readonly policyLines: readonly string[]
  /** Of the whole log, cosigned at `cosignedAt`. */
  readonly signed: SignedCheckpoint
  /** Milliseconds since 1970: a minute after the cosignatures. */
  readonly now: number
  /** Signs a head with the keys of the policy, as wrong as is wished. */
  readonly sign: (options?: Signing) => Promise<Note>
  /** The receipt of an entry under a checkpoint. */
  readonly receipt: (index: number, note: Note) => Promise<Uint8Array>
}

/** How a checkpoint is signed; in all that is not named, as it should be. */
export interface Signing {
  readonly origin?: string
  readonly head?: TreeHead
  readonly operator?: Signer
  /** Who cosigns. */
  readonly witnesses?: readonly NoteSigner[]
  /** Seconds since 1970. */
  readonly cosignedAt?: number
}

/** How old a checkpoint may be in an audit, in milliseconds: a day. */
export const MAX_AGE = 86_400_000

/** Seconds since 1970 at which the stand-in witnesses cosign: any time does, if it is always the same. */
export const COSIGNED_AT = 1_700_000_000

/** The target of a log, or of the beginning of one; of at least one entry. */
export async function publishedLog(entries: readonly VerifiedEntry[]): Promise<PublishedTarget> {
  const { event, time } = present(entries[0])
  const leaves = entries.map(({ hash }) => decodeHex(hash) ?? new Uint8Array(0))
  return publishedTarget({ entries, impostor: impostorOf(event.log, time) }, leaves)
}

async function publishedTarget(
  log: LogTarget,
  leaves: readonly Uint8Array[],
): Promise<PublishedTarget> {
  const origin = present(log.entries[0]).event.log
  const operator = signerFromSeed(knownSeed(0xb1))
  const witnesses = standInWitnesses()
  const policyLines = linesOf(origin, operator, witnesses)
  const policy = right(parsePolicy(policyBytes(policyLines)))
  const reader = memoryHashReader(leaves)
  const head = { size: leaves.length, root: await rootAt(reader, leaves.length) }
  const signed = new Map<string, Promise<Note>>()
  const sign = (how: Signing = {}): Promise<Note> => {
    const { origin: named = origin, head: of = head, cosignedAt = COSIGNED_AT } = how
    const signer = how.operator ?? operator
    const cosigners = how.witnesses ?? witnesses
    const text = formatCheckpoint({ origin: named, ...of })
    const keys = [signer, ...cosigners.map((each) => each.signer)].map(({ key }) => key)
    const name = `${keys.join(' ')} ${cosignedAt} ${text}`
    const made = signed.get(name) ?? signAll(text, named, signer, cosigners, cosignedAt)
    signed.set(name, made)
    return made
  }
  return {
    log,
    origin,
    leaves,
    reader,
    head,
    policy,
    policyLines,
    signed: right(parseSignedCheckpoint(formatNote(await sign()))),
    now: (COSIGNED_AT + 60) * 1000,
    sign,
    receipt: async (index, note) => {
      const signed = right(parseSignedCheckpoint(formatNote(note)))
      const hashes = await proveInclusion(reader, index, signed.checkpoint.size)
      const entry = present(log.entries[index]).bytes
      return formatReceipt({ entry, proof: { index, hashes, signed, extra: null } })
    },
  }
}

/** The head of the first `size` entries. */
export async function headAt({ reader }: PublishedTarget, size: number): Promise<TreeHead> {
  return { size, root: await rootAt(reader, size) }
}

/** Another root: of a tree that nobody has. */
export function otherRoot(root: Uint8Array): Uint8Array {
  return root.map((byte, i) => (i === 0 ? byte ^ 1 : byte))
}

async function signAll(
  text: string,
  origin: string,
  operator: Signer,
  witnesses: readonly NoteSigner[],
  cosignedAt: number,
): Promise<Note> {
  const note = right(parseNote(await signNote(text, [{ name: origin, signer: operator }])))
  const lines = await Promise.all(
    witnesses.map(({ name, signer }) => cosign(text, name, signer, cosignedAt)),
  )
  return withSignatures(note, lines)
}

const WITNESSES = [
  { name: 'first.witness.example', seed: knownSeed(0xb2) },
  { name: 'second.witness.example', seed: knownSeed(0xb3) },
]

/** The stand-in witnesses of every target. */
export function standInWitnesses(): readonly NoteSigner[] {
  return WITNESSES.map(({ name, seed }) => ({ name, signer: signerFromSeed(seed) }))
}

/** The file of a policy. */
export function policyBytes(lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(`${lines.join('\n')}\n`)
}

function linesOf(
  origin: string,
  operator: Signer,
  witnesses: readonly NoteSigner[],
): readonly string[] {
  return [
    `log ${formatVerifierKey(noteKey(origin, operator))}`,
    ...witnesses.map(
      ({ name, signer }, i) => `witness W${i} ${formatVerifierKey(witnessKey(name, signer))}`,
    ),
    `group all all ${witnesses.map((_, i) => `W${i}`).join(' ')}`,
    'quorum all',
  ]
}

/** What is right because it was just made so. */
function right<A>(
  either:
    | { readonly _tag: 'Left'; readonly left: unknown }
    | { readonly _tag: 'Right'; readonly right: A },
): A {
  if (either._tag === 'Left') throw new Error(`a stand-in is bad: ${JSON.stringify(either.left)}`)
  return either.right
}
