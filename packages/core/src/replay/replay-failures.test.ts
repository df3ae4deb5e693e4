import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyState } from './state.ts'
import { formatStateFile } from './state-file.ts'
import { replay } from './replay.ts'
import type { VerifiedEntry } from './replay.ts'
import { admitting, attesting, blocks, logOf, STORY, withdrawing } from '../test-support/story.ts'
import { nobleVerifier } from '../crypto/verifier.ts'
import type { Verifier } from '../crypto/verifier.ts'

const log = await logOf([...STORY, admitting('b'), attesting('b'), withdrawing])

/** Answers as the reference does, but for one batch: `odd` says what becomes of that. */
function oddAt(batch: number, odd: Verifier['verify'], after?: Verifier['verify']): Verifier {
  let asked = 0
  return {
    name: 'odd',
    verify: (checks) => {
      const now = asked
      asked += 1
      if (now === batch) return odd(checks)
      return now === batch + 1 && after !== undefined ? after(checks) : nobleVerifier.verify(checks)
    },
  }
}

const noVerdict: Verifier['verify'] = () => Promise.reject(new Error('the backend is gone'))
const allForged: Verifier['verify'] = (checks) => Promise.resolve(checks.map(() => false))

describe('a replay whose verifier rejects', () => {
  it('rejects as the verifier did, whatever was put to it after', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(log.length - 1), fc.boolean(), async (batch, forged) => {
        const heard: number[] = []
        const replaying = replay(emptyState(), blocks(log, 1), {
          verifier: oddAt(batch, noVerdict, forged ? allForged : undefined),
          onEntry: ({ index }) => heard.push(index),
        })
        await expect(replaying).rejects.toThrow('the backend is gone')
        expect(heard).toEqual(Array.from({ length: batch }, (_, index) => index))
      }),
      { numRuns: 40 },
    )
  })
})

describe('a replay whose listener throws', () => {
  it('rejects with that, and tells of no later entry', async () => {
    for (let at = 0; at < log.length; at++) {
      const heard: number[] = []
      const onEntry = ({ index }: VerifiedEntry): void => {
        heard.push(index)
        if (index === at) throw new Error('it does not want to know')
      }
      const verifier = oddAt(at + 1, allForged)
      await expect(replay(emptyState(), blocks(log, 1), { verifier, onEntry })).rejects.toThrow(
        'it does not want to know',
      )
      expect(heard).toEqual(Array.from({ length: at + 1 }, (_, index) => index))
    }
  })
})

describe('a replay whose source throws', () => {
  it('names a forged entry before that, and rejects as the source did where there is none', async () => {
    for (let size = 0; size < log.length; size++) {
      const cut = async function* (): AsyncGenerator<readonly Uint8Array[]> {
        yield* blocks(log.slice(0, size), 1)
        throw new Error('the source is gone')
      }
      const sound = replay(emptyState(), cut(), { verifier: nobleVerifier })
      await expect(sound).rejects.toThrow('the source is gone')
      for (let at = 0; at < size; at++) {
        const forged = await replay(emptyState(), cut(), { verifier: oddAt(at, allForged) })
        expect(forged.failure).toMatchObject({ rule: 'signature', index: at })
        expect(forged.state.size).toBe(at)
      }
    }
  })
})

describe('the state after a failure', () => {
  it('is that of the entries before it, in every table, however many parts were under way', async () => {
    for (const block of [1, 2, 3])
      for (let at = 1; at < log.length; at++) {
        const before = await replay(emptyState(), blocks(log.slice(0, at), 1), {
          verifier: nobleVerifier,
        })
        const batch = Math.floor(at / block)
        const verifier = oddAt(batch, async (checks) => {
          // One signature each, but for entries that two sign: the first check of entry `at` is refused.
          const keep = await signaturesBefore(at, batch * block)
          return checks.map((_, i) => i !== keep)
        })
        const failed = await replay(emptyState(), blocks(log, block), { verifier })
        expect(failed.failure).toMatchObject({ rule: 'signature', index: at })
        expect(formatStateFile(failed.state)).toEqual(formatStateFile(before.state))
      }
  })
})

/** Signatures of the entries [from, at). */
async function signaturesBefore(at: number, from: number): Promise<number> {
  let count = 0
  await replay(emptyState(), blocks(log.slice(0, at), 1), {
    verifier: nobleVerifier,
    onEntry: ({ index, signatures }) => {
      if (index >= from) count += signatures.length
    },
  })
  return count
}
