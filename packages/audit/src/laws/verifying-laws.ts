/** Laws of verifying: what is sound is called so, however it comes in. */
import * as E from 'fp-ts/lib/Either.js'
import { insist, law, same } from './law.ts'
import type { Law } from './law.ts'
import { endOf, inBlocks, placeOf, saidBy } from './logs.ts'
import { briefly, broken, picked, signed, stateIn, TYPES, verified } from './verified.ts'

/** The laws of verifying. */
export const verifyingLaws: readonly Law[] = [
  law({
    kind: 'ledger',
    name: 'honest-logs-are-sound',
    claim:
      'a log in which every event was signed by whom the rules ask for is sound, to its last entry',
    protects: 'honest logs from being called forged',
    covers: TYPES,
    share: 0.3,
    cases: signed,
    check: async (run, { history, pick }) => {
      run.about(history)
      const found = await verified(run, history.log, {
        verifier: run.verifier,
        block: 1 + (pick % 40),
      })
      same('the end', briefly(found), { verdict: 'sound', ...endOf(history.log) })
      for (const { event } of history.entries) run.met(event.type)
    },
  }),
  law({
    kind: 'ledger',
    name: 'blocks-are-no-matter',
    claim: 'a verification says the same, state and all, whatever blocks the log comes in',
    protects: 'that two readers of one log agree',
    covers: ['blocks of one entry', 'one block', 'an empty block'],
    share: 0.5,
    cases: picked,
    check: async (run, { history, pick }) => {
      run.about(history)
      const whole = await verified(run, history.log, { block: history.log.length })
      run.met('one block')
      const size = 1 + (pick % 9)
      const other = await run.subject.verifyLog(withEmptyBlocks(history.log, size), {
        verifier: run.believing,
      })
      run.met('an empty block')
      if (size === 1) run.met('blocks of one entry')
      same('what is said', saidBy(other), saidBy(whole))
      same('the state', stateIn(run, other), stateIn(run, whole))
    },
  }),
  law({
    kind: 'ledger',
    name: 'every-prefix-is-sound',
    claim:
      'every beginning of a sound log is sound, and ends with the root of RFC 6962 over its entries',
    protects: 'readers who read while the log grows',
    covers: ['one entry', 'a power of two', 'another size'],
    share: 0.3,
    cases: picked,
    check: async (run, { history }) => {
      run.about(history)
      for (let size = 1; size <= history.log.length; size++) {
        const log = history.log.slice(0, size)
        const found = await verified(run, log)
        same(`the first ${size}`, briefly(found), { verdict: 'sound', ...endOf(log) })
        run.met(size === 1 ? 'one entry' : isPowerOfTwo(size) ? 'a power of two' : 'another size')
      }
    },
  }),
  law({
    kind: 'ledger',
    name: 'resuming-is-replaying',
    claim: 'a verification that goes on from a saved state says what one of the whole log says',
    protects: 'that nobody has to choose between fast and sure',
    covers: ['saved in the middle', 'saved at the end', 'goes on to a bad entry'],
    share: 0.5,
    cases: picked,
    check: async (run, { history, pick }) => {
      run.about(history)
      const { subject } = run
      const size = 1 + placeOf(pick, history.log.length)
      const log = pick % 4 === 0 ? spoiltLast(history.log) : history.log
      const early = Math.min(size, pick % 4 === 0 ? log.length - 1 : log.length)
      if (early === 0) return
      const saved = subject.formatStateFile((await verified(run, log.slice(0, early))).state)
      run.note(`saves its state after ${early} entries`)
      const state = subject.parseStateFile(saved)
      if (E.isLeft(state)) throw new Error('a saved state is not read')
      same('the saved state', subject.formatStateFile(state.right), saved)
      const resumed = await run.subject.verifyLog(inBlocks(log.slice(early), 5), {
        verifier: run.believing,
        resume: state.right,
      })
      const whole = await verified(run, log)
      same('what is said', saidBy(resumed), saidBy(whole))
      same('the state', stateIn(run, resumed), stateIn(run, whole))
      run.met(early === log.length ? 'saved at the end' : 'saved in the middle')
      if (pick % 4 === 0) run.met('goes on to a bad entry')
    },
  }),
  law({
    kind: 'ledger',
    name: 'saved-states-are-checked',
    claim: 'a saved state of which a character was changed is refused',
    protects: 'a verification from a file that rotted',
    covers: ['a changed character'],
    share: 0.3,
    cases: picked,
    check: async (run, { history, pick }) => {
      run.about(history)
      const { state } = await verified(run, history.log)
      const saved = run.subject.formatStateFile(state)
      const at = placeOf(pick * 7919, saved.length)
      const changed = `${saved.slice(0, at)}${saved[at] === '0' ? '1' : '0'}${saved.slice(at + 1)}`
      run.note(`character ${at} of its saved state is changed`)
      insist(E.isLeft(run.subject.parseStateFile(changed)), 'a changed state was taken')
      run.met('a changed character')
    },
  }),
]

async function* withEmptyBlocks(
  log: readonly Uint8Array[],
  length: number,
): AsyncIterable<readonly Uint8Array[]> {
  yield []
  for await (const block of inBlocks(log, length)) {
    yield block
    yield []
  }
}

function spoiltLast(log: readonly Uint8Array[]): readonly Uint8Array[] {
  return log.map((bytes, i) => (i === log.length - 1 ? broken(bytes) : bytes))
}

function isPowerOfTwo(size: number): boolean {
  return Number.isInteger(Math.log2(size))
}
