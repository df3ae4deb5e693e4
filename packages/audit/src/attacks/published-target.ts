/**
 * What is published of a log, to attack: checkpoints that are cosigned, receipts and tiles. The keys of an audited log
 * are not at hand, so a stand-in operator and two stand-in witnesses sign the log's real tree, under a policy that
 * asks for all three. Their seeds are known to everybody; nothing that they sign ever leaves the audit.
 */
import {
  cosign,
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
} from '@accord-ledger/core'
import { knownSeed } from './impostor.ts'
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
  /** Seconds since 1970. */
  readonly cosignedAt?: number
}

/** How old a checkpoint may be in an audit, in milliseconds: a day. */
export const MAX_AGE = 86_400_000

/** Seconds since 1970 at which the stand-in witnesses cosign: any time does, if it is always the same. */
export const COSIGNED_AT = 1_700_000_000

/** The target of a log with these leaf hashes. */
export async function publishedTarget(
  log: LogTarget,
  leaves: readonly Uint8Array[],
): Promise<PublishedTarget> {
  const origin = present(log.entries[0]).event.log
  const operator = signerFromSeed(knownSeed(0xb1))
  const witnesses = WITNESSES.map(({ name, seed }) => ({ name, signer: signerFromSeed(seed) }))
  const policy = policyOf(origin, operator, witnesses)
  const reader = memoryHashReader(leaves)
  const head = { size: leaves.length, root: await rootAt(reader, leaves.length) }
  const signed = new Map<string, Promise<Note>>()
  const sign = (how: Signing = {}): Promise<Note> => {
    const { origin: named = origin, head: of = head, cosignedAt = COSIGNED_AT } = how
    const signer = how.operator ?? operator
    const text = formatCheckpoint({ origin: named, ...of })
    const name = `${signer.key} ${cosignedAt} ${text}`
    const made = signed.get(name) ?? signAll(text, named, signer, witnesses, cosignedAt)
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

function policyOf(origin: string, operator: Signer, witnesses: readonly NoteSigner[]): Policy {
  const lines = [
    `log ${formatVerifierKey(noteKey(origin, operator))}`,
    ...witnesses.map(
      ({ name, signer }, i) => `witness W${i} ${formatVerifierKey(witnessKey(name, signer))}`,
    ),
    `group all all ${witnesses.map((_, i) => `W${i}`).join(' ')}`,
    'quorum all',
  ]
  return right(parsePolicy(new TextEncoder().encode(`${lines.join('\n')}\n`)))
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
