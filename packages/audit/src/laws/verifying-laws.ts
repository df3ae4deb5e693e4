/** Laws of verifying: what is sound is called so, however it comes in. */
import { encodeHex } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { TRANSITIONS, transitionsIn } from '../arbitraries/transitions.ts'
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
    name: 'whatever-may-happen-stands',
    claim: 'a log in which anything has happened that the rules allow is sound, to its last entry',
    protects:
      'honest logs of an unusual past, and that the laws are tried on histories with every transition',
    covers: TRANSITIONS,
    cases: picked,
    check: async (run, { history, pick }) => {
      run.about(history)
      const found = await verified(run, history.log, { block: 1 + (pick % 40) })
      same('the end', briefly(found), { verdict: 'sound', ...endOf(history.log) })
      for (const transition of transitionsIn(history.entries)) run.met(transition)
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
      same('the saved state', encodeHex(subject.formatStateFile(state.right)), encodeHex(saved))
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
    claim: 'a saved state of which a byte was changed is refused',
    protects: 'a verification from a file that rotted',
    covers: ['a changed byte'],
    share: 0.3,
    cases: picked,
    check: async (run, { history, pick }) => {
      run.about(history)
      const { state } = await verified(run, history.log)
      const saved = run.subject.formatStateFile(state)
      const at = placeOf(pick * 7919, saved.length)
      const changed = saved.slice()
      changed[at] = saved[at] === DIGIT_ZERO ? DIGIT_ZERO + 1 : DIGIT_ZERO
      run.note(`byte ${at} of its saved state is changed`)
      insist(E.isLeft(run.subject.parseStateFile(changed)), 'a changed state was taken')
      run.met('a changed byte')
    },
  }),
]

const DIGIT_ZERO = 0x30

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
