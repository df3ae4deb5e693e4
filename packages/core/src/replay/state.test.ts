import { describe, expect, it } from 'vitest'
import { actKey, draftOf, emptyState } from './state.ts'
import type { LedgerState, LedgerView } from './state.ts'
import type { AccordId, SignatoryId } from '../values/primitives.ts'
import { replay, trialOn, tryBlock } from './replay.ts'
import { right } from '../test-support/either.ts'
import {
  acme,
  admitting,
  blocks,
  credulous,
  logOf,
  operator,
  signer,
  STORY,
  withdrawing,
} from '../test-support/story.ts'
import { bytesOf } from '../test-support/samples.ts'
import { decodeEntry } from '../events/entry.ts'
import { nobleVerifier } from '../crypto/verifier.ts'

const paris = 'paris-call' as AccordId
const party = 'acme' as SignatoryId
const newcomer = 'b' as SignatoryId
const log = await logOf([...STORY, admitting('b', signer(9)), withdrawing])
const stateAt = async (size: number): Promise<LedgerState> =>
  (await replay(emptyState(), blocks(log.slice(0, size)), { verifier: credulous })).state

/** All that the tables answer about the six entries of `log`. */
function answers(view: LedgerView): unknown {
  return [
    view.size,
    view.head,
    log.map((_, index) => view.hashes.get(index)),
    [operator, acme, signer(9)].map(({ key }) => view.keys.get(key)),
    view.accords.get(paris),
    [party, newcomer].map((id) => [view.signatories.get(id), view.acts.get(actKey(paris, id))]),
  ]
}

async function* broken(): AsyncIterable<readonly Uint8Array[]> {
  yield log.slice(0, 2)
  throw new Error('a bad sector')
}

describe('a state', () => {
  it('of an empty log holds nothing', () => {
    expect(emptyState()).toMatchObject({
      log: null,
      size: 0,
      head: '0'.repeat(64),
      time: null,
      founding: null,
      authority: null,
      rolesSeparated: true,
    })
  })

  it('after each entry is the same, however it came about', async () => {
    for (let size = 0; size <= log.length; size++) {
      const once = answers(await stateAt(size))
      const oneByOne = await replay(emptyState(), blocks(log.slice(0, size), 1), {
        verifier: credulous,
      })
      expect(answers(oneByOne.state)).toEqual(once)
    }
  })

  it('tells who stands where', async () => {
    const state = await stateAt(6)
    expect(state.acts.get(actKey(paris, party))).toMatchObject({
      standing: 'out',
      everSigned: true,
    })
    expect(state.signatories.get(party)).toMatchObject({
      key: acme.key,
      keyOrigin: 'admitted',
      firstKeyDay: '2026-11-22',
    })
    expect(state.keys.get(signer(9).key)).toBe(4)
    expect(actKey(paris, party)).toBe('paris-call/acme')
  })
})

describe('a trial', () => {
  it('shows the log with what was tried, and leaves the state as it was', async () => {
    const state = await stateAt(4)
    const before = answers(state)
    const trial = trialOn(state)
    for (const bytes of log.slice(4)) expect(trial.next(bytes)).toBeNull()
    expect(answers(trial.view())).toEqual(answers(await stateAt(6)))
    expect(answers(state)).toEqual(before)
    const tried = await trial.settle(nobleVerifier)
    expect(answers(state)).toEqual(before)
    expect(tried.failure).toBeNull()
    expect(answers(tried.commit())).toEqual(answers(await stateAt(6)))
  })

  it('that is let go changes nothing, and another one may follow', async () => {
    const state = await stateAt(4)
    await tryBlock(state, log.slice(4), credulous)
    const again = await tryBlock(state, log.slice(4), credulous)
    expect(answers(again.commit())).toEqual(answers(await stateAt(6)))
  })

  it('ends with its first failure: what follows is a bug, and throws', async () => {
    const trial = trialOn(await stateAt(4))
    expect(trial.next(bytesOf({}))).toMatchObject({ rule: 'schema', index: 4 })
    expect(() => trial.next(log[4] ?? new Uint8Array(0))).toThrow(
      'a trial ends with its first failure',
    )
    const tried = await trial.settle(credulous)
    expect([tried.verified, tried.failure]).toMatchObject([[], { rule: 'schema' }])
    expect(answers(tried.commit())).toEqual(answers(await stateAt(4)))
  })

  it('whose signature is forged commits what came before it', async () => {
    const state = await stateAt(3)
    const doubting = {
      name: 'doubting',
      verify: async (batch: readonly unknown[]) => batch.map((_, i) => i < 1),
    }
    const tried = await tryBlock(state, log.slice(3), doubting)
    expect(tried.failure).toMatchObject({ rule: 'signature', index: 4, signatory: 'b' })
    expect(tried.verified.map(({ index }) => index)).toEqual([3])
    expect(answers(tried.commit())).toEqual(answers(await stateAt(4)))
  })

  it.each([0, 1, 7])(
    'by a verifier that gives %d verdicts for three is a bug, and throws',
    async (count) => {
      const broken = {
        name: 'broken',
        verify: async () => Array.from({ length: count }, () => true),
      }
      await expect(tryBlock(await stateAt(4), log.slice(4), broken)).rejects.toThrow(
        `broken gave ${count} verdicts for 3 checks`,
      )
    },
  )

  it('takes nothing for true but true', async () => {
    const odd = {
      name: 'odd',
      verify: async (batch: readonly unknown[]) => {
        const ones: readonly boolean[] = JSON.parse(JSON.stringify(batch.map(() => 1)))
        return ones
      },
    }
    expect((await tryBlock(await stateAt(4), log.slice(4), odd)).failure).toMatchObject({
      index: 4,
    })
  })
})

describe('a draft', () => {
  it('is tried on its own tables', async () => {
    const base = await stateAt(4)
    const draft = draftOf(base)
    const { entry } = right(decodeEntry(log[4] ?? new Uint8Array(0), 4))
    draft.state.keys.set(entry.signatures[0]?.key ?? acme.key, 99)
    draft.state.hashes.set(4, entry.prev)
    expect([base.hashes.get(4), draft.state.hashes.get(4)]).toEqual([undefined, entry.prev])
    const committed = draft.commit(draft.state)
    expect(committed.hashes.get(4)).toBe(entry.prev)
    expect(committed.keys).toBe(base.keys)
  })
})

describe('replay', () => {
  it('stops where its signal says so, with the signal’s reason', async () => {
    const controller = new AbortController()
    const heard: number[] = []
    const replaying = replay(emptyState(), blocks(log, 1), {
      verifier: credulous,
      signal: controller.signal,
      onEntry: ({ index }) => {
        heard.push(index)
        if (index === 2) controller.abort(new Error('enough'))
      },
    })
    await expect(replaying).rejects.toThrow('enough')
    expect(heard).toEqual([0, 1, 2])
  })

  it('rejects where its source does', async () => {
    await expect(replay(emptyState(), broken(), { verifier: credulous })).rejects.toThrow(
      'a bad sector',
    )
  })
})
