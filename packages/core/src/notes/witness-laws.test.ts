import * as E from 'fp-ts/lib/Either.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatAddCheckpoint } from './add-checkpoint.ts'
import { formatCheckpoint, parseSignedCheckpoint } from './checkpoint.ts'
import { memoryHashReader, rootAt } from '../tree/hash-reader.ts'
import { encodeHex } from '../values/hex.ts'
import { formatNote } from './note.ts'
import { noteKey } from './open-note.ts'
import { proveConsistency } from '../tree/proof.ts'
import type { Signer } from '../crypto/sign.ts'
import { right } from '../test-support/either.ts'
import { acme, credulous, operator, ORIGIN } from '../test-support/story.ts'
import { leafOf, leavesOf } from '../test-support/tree-model.ts'
import { testWitnessStore } from '../test-support/witness-store.ts'
import { addCheckpoint } from './witness.ts'
import type { WitnessStore } from './witness.ts'

const MAX = 12
/** Trees that an operator shows: the second parts from the first at leaf 3, the third at leaf 7. */
const TREES = [3, 7, MAX].map((at) =>
  memoryHashReader(leavesOf(MAX).map((leaf, i) => (i >= at ? leafOf(1000 + at * 100 + i) : leaf))),
)

interface Ask {
  readonly tree: number
  readonly old: number
  readonly size: number
  /** The tree that the proof is of. */
  readonly proof: number
}

const ask: fc.Arbitrary<Ask> = fc
  .record({
    tree: fc.nat(2),
    a: fc.nat(MAX),
    b: fc.nat(MAX),
    honest: fc.boolean(),
    proof: fc.nat(2),
  })
  .map(({ tree, a, b, honest, proof }) => ({
    tree,
    old: Math.min(a, b),
    size: Math.max(a, b),
    proof: honest ? tree : proof,
  }))

const treeOf = (tree: number) => TREES[tree] ?? memoryHashReader([])
const headOf = async (tree: number, size: number) => encodeHex(await rootAt(treeOf(tree), size))

async function bodyOf({ tree, old, size, proof }: Ask): Promise<Uint8Array> {
  const text = formatCheckpoint({ origin: ORIGIN, size, root: await rootAt(treeOf(tree), size) })
  const { id } = noteKey(ORIGIN, operator)
  const note = { text, signatures: [{ name: ORIGIN, id, signature: new Uint8Array(64) }] }
  const signed = right(parseSignedCheckpoint(formatNote(note)))
  const hashes = await proveConsistency(treeOf(proof), old, size)
  return formatAddCheckpoint({ old, proof: hashes, signed })
}

/** Signs nothing, and remembers the texts that it was asked to sign. */
function watchedSigner(): Signer & { readonly texts: readonly string[] } {
  const texts: string[] = []
  return {
    key: acme.key,
    texts,
    sign: async (message) => {
      texts.push(Buffer.from(message).toString())
      return new Uint8Array(64)
    },
  }
}

/** Whether one tree among those shown has both heads, each a size and a root. */
async function consistent(
  a: readonly [number, string],
  b: readonly [number, string],
): Promise<boolean> {
  for (const tree of TREES.keys()) {
    const has = async ([size, root]: readonly [number, string]) =>
      (await headOf(tree, size)) === root
    if ((await has(a)) && (await has(b))) return true
  }
  return false
}

describe('a witness', () => {
  it('never cosigns two inconsistent heads, whatever comes in whatever order and wherever it is killed', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(ask, { minLength: 2, maxLength: 12 }),
        fc.infiniteStream(fc.nat(5)),
        fc.scheduler(),
        async (asks, dice, scheduler) => {
          const unlucky = () => dice.next().value === 0
          const store = testWitnessStore(
            () =>
              scheduler.schedule(
                unlucky() ? Promise.reject(new Error('killed')) : Promise.resolve(),
              ),
            unlucky,
          )
          const signer = watchedSigner()
          let now = 0
          const witness = {
            name: 'w',
            signer,
            store,
            verifier: credulous,
            clock: () => (now += 1000),
            keysOf: () => [noteKey(ORIGIN, operator)],
          }
          const bodies = await Promise.all(asks.map(bodyOf))
          const answers = Promise.allSettled(bodies.map((body) => addCheckpoint(witness, body)))
          await scheduler.waitFor(answers)

          const heads = signer.texts.map((text): readonly [number, string] => {
            const [, , , size = '', root = ''] = text.split('\n')
            return [Number(size), Buffer.from(root, 'base64').toString('hex')]
          })
          for (const a of heads) for (const b of heads) expect(await consistent(a, b)).toBe(true)
          const shown = (await answers).flatMap((each) =>
            each.status === 'fulfilled' && E.isRight(each.value)
              ? [each.value.right.witnessed]
              : [],
          )
          // Later times, larger trees: as of its time each was the largest.
          const inTime = shown.toSorted((a, b) => a.time - b.time)
          expect(inTime.map(({ size }) => size)).toEqual(
            inTime.map(({ size }) => size).toSorted((a, b) => a - b),
          )
          expect(new Set(shown.map((each) => each.time)).size).toBe(shown.length)
          expect(shown.every(({ size }) => size <= (store.kept.get(ORIGIN)?.size ?? 0))).toBe(true)
        },
      ),
      { numRuns: 200 },
    ))

  it('cosigns a larger tree at no earlier time than a smaller one, though it looked at its clock before', async () => {
    const store = testWitnessStore()
    const at = (seconds: number) => ({
      name: 'w',
      signer: watchedSigner(),
      store,
      verifier: credulous,
      clock: () => seconds * 1000,
      keysOf: () => [noteKey(ORIGIN, operator)],
    })
    const [first, again, next] = await Promise.all([
      bodyOf({ tree: 2, old: 0, size: 4, proof: 2 }),
      bodyOf({ tree: 2, old: 4, size: 4, proof: 2 }),
      bodyOf({ tree: 2, old: 4, size: 5, proof: 2 }),
    ])
    right(await addCheckpoint(at(1), first))
    let overtaken = false
    const slow: WitnessStore = {
      latest: (origin) => store.latest(origin),
      compareAndStore: async (...place) => {
        if (!overtaken) {
          overtaken = true
          expect(right(await addCheckpoint(at(11), again)).witnessed.time).toBe(11)
        }
        return store.compareAndStore(...place)
      },
    }
    const late = right(await addCheckpoint({ ...at(10), store: slow }, next))
    expect(late.witnessed).toMatchObject({ size: 5, time: 11 })
  })

  it('cosigns the whole of an honest log, one checkpoint after another', async () => {
    const store = testWitnessStore()
    const signer = watchedSigner()
    const witness = {
      name: 'w',
      signer,
      store,
      verifier: credulous,
      clock: () => 0,
      keysOf: () => [noteKey(ORIGIN, operator)],
    }
    for (let size = 1; size <= MAX; size++) {
      const body = await bodyOf({ tree: 2, old: size - 1, size, proof: 2 })
      expect(right(await addCheckpoint(witness, body)).witnessed.size).toBe(size)
    }
  })
})
