/** Laws of what is handed out: receipts, and proofs of a fork. */
import { leafHash, noteKey } from '@accord-ledger/core'
import type { Receipt } from '@accord-ledger/core'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { aHistory, makeHistory } from '../arbitraries/history.ts'
import type { History } from '../arbitraries/history.ts'
import { muteKeyring } from '../arbitraries/keyring.ts'
import { operatorAt, policyOf, publishedOf, receiptOf } from '../arbitraries/proofs.ts'
import { insist, law, same } from './law.ts'
import type { Law, LawRun, Sources } from './law.ts'
import { placeOf } from './logs.ts'
import { tilesFor } from './tiles.ts'
import { flipped } from './tree-laws.ts'

const NOW = 1_800_000_000_000
const ANY_AGE = Infinity

const picked = ({
  keys,
  length,
}: Sources): fc.Arbitrary<{ history: History; a: number; b: number }> =>
  fc.record({
    history: aHistory({ keys, length: Math.min(length, 20) }),
    a: fc.nat(10_000),
    b: fc.nat(10_000),
  })

/** The laws of receipts and forks. */
export const receiptLaws: readonly Law[] = [
  law({
    kind: 'proof',
    name: 'receipts-show-what-was-logged',
    claim:
      'a receipt of any entry, under the checkpoint of any tree that holds it, shows that entry',
    protects: 'signatories who keep a receipt',
    covers: ['under a later tree', 'after another operator came'],
    share: 0.2,
    cases: picked,
    check: async (run, { history, a, b }) => {
      run.about(history)
      const size = 1 + placeOf(a, history.log.length)
      const index = placeOf(b, size)
      run.note(`a receipt of entry ${index} under the first ${size}`)
      const bytes = await receiptOf(history, index, size)
      const logged = await run.subject.verifyReceipt(bytes, policyOf(history, size), {
        now: NOW,
        maxAge: ANY_AGE,
        verifier: run.verifier,
      })
      if (E.isLeft(logged)) throw new Error(`refused: ${JSON.stringify(logged.left)}`)
      same('the entry', logged.right.entry, history.entries[index])
      const parsed = run.subject.parseReceipt(bytes)
      if (E.isLeft(parsed)) throw new Error('a receipt is read')
      same('the receipt printed again', run.subject.formatReceipt(parsed.right), bytes)
      if (index < size - 1) run.met('under a later tree')
      if (operatorAt(history, size) !== operatorAt(history, 1))
        run.met('after another operator came')
    },
  }),
  law({
    kind: 'proof',
    name: 'receipts-show-nothing-else',
    claim:
      'a receipt in which anything was changed is refused: its entry, its place, its proof, its checkpoint, the operator that it is by',
    protects: 'readers who are handed a receipt',
    covers: [
      'another entry',
      'another index',
      'a changed proof',
      'another tree',
      'another operator',
      'a changed byte',
      'a checkpoint signature that does not stand',
      'an entry that nobody signed',
    ],
    share: 0.4,
    cases: (sources) => fc.record({ of: picked(sources), how: fc.nat(7) }),
    check: async (run, { of: { history, a, b }, how }) => {
      const size = 1 + placeOf(a, history.log.length)
      const index = placeOf(b, size)
      const parsed = run.subject.parseReceipt(await receiptOf(history, index, size))
      if (E.isLeft(parsed)) throw new Error('a receipt is read')
      const found = await spoiltReceipt(run, history, parsed.right, { how, a, b })
      if (found === null) return
      run.about(history)
      run.note(`a receipt of entry ${index} under the first ${size}, with ${found.what}`)
      const policy = how === 4 ? strangersPolicy(history) : policyOf(history, size)
      const answer = await run.subject.verifyReceipt(found.bytes, policy, {
        now: NOW,
        maxAge: ANY_AGE,
        verifier: run.verifier,
      })
      insist(E.isLeft(answer), `a receipt with ${found.what} is taken`)
      run.met(found.what)
    },
  }),
  law({
    kind: 'proof',
    name: 'receipts-from-tiles',
    claim: 'a receipt that is made from tiles is the one that the operator would give',
    protects: 'readers of a log that only tiles are left of',
    covers: ['a receipt'],
    share: 0.2,
    cases: picked,
    check: async (run, { history, a, b }) => {
      run.about(history)
      const size = 1 + placeOf(a, history.log.length)
      const index = placeOf(b, size)
      const signed = await publishedOf(history, size)
      const leaves = history.log.map(leafHash)
      const { source } = tilesFor(
        { leaves, reader: run.subject.memoryHashReader(leaves) },
        size,
        history.log,
      )
      const made = await run.subject.receiptFromTiles(source, signed, index)()
      if (E.isLeft(made)) throw new Error(`no receipt: ${JSON.stringify(made.left)}`)
      same(
        'the receipt',
        run.subject.formatReceipt(made.right),
        await receiptOf(history, index, size),
      )
      run.met('a receipt')
    },
  }),
  law({
    kind: 'proof',
    name: 'forks-are-shown',
    claim:
      'two checkpoints of trees of which neither begins with the other give a fork proof that checks, and those of one log give none',
    protects: 'that an operator who shows two lists is caught with evidence',
    covers: ['a fork', 'no fork', 'a fork at one size'],
    share: 0.3,
    cases: (sources) => fc.record({ of: picked(sources), forked: fc.boolean() }),
    check: async (run, { of: { history, a, b }, forked }) => {
      run.about(history)
      const { subject, verifier } = run
      const newerSize = 1 + placeOf(a, history.log.length)
      const olderSize = 1 + placeOf(b, newerSize)
      const at = placeOf(a + b, olderSize)
      run.note(
        forked
          ? `the first ${olderSize} were shown with another entry ${at}`
          : `shown at ${olderSize}, then at ${newerSize}`,
      )
      const shown = forked
        ? { ...history, log: history.log.with(at, new TextEncoder().encode('other')) }
        : history
      const [older, newer] = [
        await publishedOf(shown, olderSize),
        await publishedOf(history, newerSize),
      ]
      const proof = await subject.findFork(
        older,
        newer,
        subject.memoryHashReader(history.log.map(leafHash)),
      )
      same('there is a fork', proof !== null, forked)
      run.met(forked ? 'a fork' : 'no fork')
      if (forked && olderSize === newerSize) run.met('a fork at one size')
      if (proof === null) return
      const keys = [olderSize, newerSize].map((size) =>
        noteKey(history.cast.origin, { key: operatorAt(history, size) }),
      )
      const distinct = keys.filter((key, i) => keys.findIndex(({ id }) => id === key.id) === i)
      const checked = await subject.verifyFork(subject.formatForkProof(proof), distinct, verifier)
      if (E.isLeft(checked))
        throw new Error(`the evidence is refused: ${JSON.stringify(checked.left)}`)
      same(
        'its sizes',
        [checked.right.older.size, checked.right.newer.size],
        [olderSize, newerSize],
      )
    },
  }),
]

interface HowSpoilt {
  readonly how: number
  readonly a: number
  readonly b: number
}

async function spoiltReceipt(
  { subject }: LawRun,
  history: History,
  receipt: Receipt,
  { how, a, b }: HowSpoilt,
): Promise<{ readonly what: string; readonly bytes: Uint8Array } | null> {
  const { proof, entry } = receipt
  const { size } = proof.signed.checkpoint
  const printed = (what: string, more: Partial<Receipt>): { what: string; bytes: Uint8Array } => ({
    what,
    bytes: subject.formatReceipt({ ...receipt, ...more }),
  })
  switch (how) {
    case 0: {
      const other = history.log[(proof.index + 1) % history.log.length]
      return other === undefined || history.log.length === 1
        ? null
        : printed('another entry', { entry: other })
    }
    case 1:
      return size === 1
        ? null
        : printed('another index', { proof: { ...proof, index: (proof.index + 1) % size } })
    case 2: {
      const [first = entry, ...rest] = proof.hashes
      return size === 1
        ? null
        : printed('a changed proof', { proof: { ...proof, hashes: [flipped(first, a), ...rest] } })
    }
    case 3: {
      if (size === history.log.length) return null
      return printed('another tree', {
        proof: { ...proof, signed: await publishedOf(history, size + 1) },
      })
    }
    case 4:
      return { what: 'another operator', bytes: subject.formatReceipt(receipt) }
    case 5: {
      const { note, checkpoint } = proof.signed
      const signatures = note.signatures.map((line) => ({
        ...line,
        signature: flipped(line.signature, a),
      }))
      const signed = { checkpoint, note: { ...note, signatures } }
      return printed('a checkpoint signature that does not stand', { proof: { ...proof, signed } })
    }
    case 6: {
      const unsigned = makeHistory(history.cast, history.steps, muteKeyring(history.keys))
      const published = { ...unsigned, keys: history.keys }
      return {
        what: 'an entry that nobody signed',
        bytes: await receiptOf(published, proof.index, size),
      }
    }
    default: {
      const bytes = subject.formatReceipt(receipt)
      const at = placeOf(a * 7919 + b, bytes.length)
      return { what: 'a changed byte', bytes: bytes.with(at, (bytes[at] ?? 0) ^ 1) }
    }
  }
}

/** A policy that trusts somebody else under the log's name. */
function strangersPolicy(history: History): ReturnType<typeof policyOf> {
  const stranger = history.keys.nth(1_000_002).key
  const entries = history.entries.map((entry) =>
    entry.event.type === 'authority'
      ? { ...entry, event: { ...entry.event, operator: stranger } }
      : entry,
  )
  return policyOf({ ...history, entries }, 1)
}
