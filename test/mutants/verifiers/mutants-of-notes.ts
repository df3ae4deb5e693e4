/** Readers of notes, checkpoints, keys and policies that are wrong, and judges of a quorum that are too kind, or late. */
import type { QuorumMember, Verifier } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { LedgerMutant } from './mutant.ts'

const believing: Verifier = {
  name: 'believing',
  verify: (batch) => Promise.resolve(batch.map(() => true)),
}

/** A quorum in which every group asks for as many more members. */
function asking(member: QuorumMember, more: number): QuorumMember {
  if (member.kind === 'witness') return member
  const members = member.members.map((each) => asking(each, more))
  return { ...member, members, threshold: Math.max(0, member.threshold + more) }
}

/** A judge of a quorum that asks for so many more of each group. */
const offBy =
  (more: number): LedgerMutant['spoil'] =>
  ({ judgeQuorum }) => ({
    judgeQuorum: ({ quorum }, cosignatures) =>
      judgeQuorum({ quorum: quorum === null ? null : asking(quorum, more) }, cosignatures),
  })

export const mutantsOfNotes: readonly LedgerMutant[] = [
  {
    what: 'opens a note without looking at a signature',
    breaks: 'changed-notes-do-not-open',
    spoil: ({ openNote }) => ({
      openNote: (bytes, keys) => openNote(bytes, keys, believing),
    }),
  },
  {
    what: 'forgets the lines of a note that it does not know',
    breaks: 'unknown-lines-are-kept',
    spoil: () => ({ withSignatures: (note) => note }),
  },
  {
    what: 'appends a line by a key that has one',
    breaks: 'unknown-lines-are-kept',
    spoil: () => ({
      withSignatures: (note, lines) => ({ ...note, signatures: [...note.signatures, ...lines] }),
    }),
  },
  {
    what: 'writes the lines of a note the other way round',
    breaks: 'notes-reread',
    spoil: ({ formatNote }) => ({
      formatNote: (note) => formatNote({ ...note, signatures: note.signatures.toReversed() }),
    }),
  },
  {
    what: 'does not look whose checkpoint it opens',
    breaks: 'checkpoints-reread-and-open',
    spoil: ({ openCheckpoint, parseCheckpoint }) => ({
      openCheckpoint: (bytes, keys, verifier) => {
        const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
        const read = parseCheckpoint(`${text.split('\n\n')[0] ?? ''}\n`)
        const origin = E.isRight(read) ? read.right.origin : ''
        const logs = keys.logs.map((key) => ({ ...key, name: origin }))
        return openCheckpoint(bytes, { ...keys, logs }, { ...verifier, ...believing })
      },
    }),
  },
  {
    what: 'takes a cosignature for one of any time',
    breaks: 'checkpoints-reread-and-open',
    spoil: ({ openCheckpoint }) => ({
      openCheckpoint: (bytes, keys) => openCheckpoint(bytes, keys, believing),
    }),
  },
  {
    what: 'counts sizes in 32 bits',
    breaks: 'checkpoints-reread-and-open',
    spoil: ({ parseCheckpoint }) => ({
      parseCheckpoint: (text) => {
        const read = parseCheckpoint(text)
        return E.isLeft(read) ? read : E.right({ ...read.right, size: read.right.size % 2 ** 32 })
      },
    }),
  },
  {
    what: 'reads a key in capital letters too',
    breaks: 'keys-reread',
    spoil: ({ parseVerifierKey }) => ({
      parseVerifierKey: (text) => {
        const [name = '', id = '', ...key] = text.split('+')
        return parseVerifierKey([name, id.toLowerCase(), ...key].join('+'))
      },
    }),
  },
  {
    what: 'is content with one witness fewer',
    breaks: 'quorums-as-the-model-says',
    spoil: offBy(-1),
  },
  {
    what: 'asks for one witness more',
    breaks: 'quorums-as-the-model-says',
    spoil: offBy(1),
  },
  {
    what: 'dates a quorum by its newest cosignature',
    breaks: 'quorums-as-the-model-says',
    spoil: ({ judgeQuorum }) => ({
      judgeQuorum: (policy, cosignatures) => {
        const verdict = judgeQuorum(policy, cosignatures)
        const newest = Math.max(...cosignatures.map(({ time }) => time))
        return verdict.time === null ? verdict : { ...verdict, time: newest }
      },
    }),
  },
  {
    what: 'counts only the first cosignatures that come',
    breaks: 'order-is-no-matter',
    spoil: ({ judgeQuorum }) => ({
      judgeQuorum: (policy, cosignatures) => judgeQuorum(policy, cosignatures.slice(0, 2)),
    }),
  },
  {
    what: 'is put off by the cosignature of a stranger',
    breaks: 'more-cosignatures-never-harm',
    spoil: ({ judgeQuorum }) => ({
      judgeQuorum: (policy, cosignatures) => judgeQuorum(policy, cosignatures.slice(-2)),
    }),
  },
  {
    what: 'reads no quorum from a policy',
    breaks: 'policies-say-what-they-say',
    spoil: ({ parsePolicy }) => ({
      parsePolicy: (bytes) => {
        const read = parsePolicy(bytes)
        return E.isLeft(read) ? read : E.right({ ...read.right, quorum: null })
      },
    }),
  },
  {
    what: 'reads a policy without a quorum as one that asks for none',
    breaks: 'broken-policies-are-refused',
    spoil: ({ parsePolicy }) => ({
      parsePolicy: (bytes) => {
        const read = parsePolicy(bytes)
        const line = new TextEncoder().encode('quorum none\n')
        return E.isLeft(read) ? parsePolicy(Uint8Array.from([...bytes, ...line])) : read
      },
    }),
  },
]
