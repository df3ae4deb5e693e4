/** Going on from saved state: verifying what is new, and opening for append. */
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { openFileStore, readRawEntries } from '@accord-ledger/adapters/file'
import { nativeHasher, nativeVerifier } from '@accord-ledger/adapters/native'
import {
  blocksOf,
  entryLink,
  formatStateFile,
  openLedger,
  parseStateFile,
  verifyLog,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { ledgerOf, verified, yes } from '../logs.mjs'
import { inTurns, medianOf, ratios, secondsOf } from '../measure.mjs'
import { NOW } from '../../support/large-log.mjs'

const NEW = 100
const hasher = nativeHasher()

export async function saved({ cache, large, repeats }) {
  const directory = ledgerOf(cache, large, large / 10)
  const before = await stateFileOf(directory, large - NEW)
  const whole = await stateFileOf(directory, large)
  const native = nativeVerifier()
  const seconds = await inTurns(
    {
      resumed: async () => {
        const resume = stateIn(before)
        const store = await openFileStore(directory, { link: entryLink, mode: 'read' })
        const { verdict, size } = await verifyLog(blocksOf(store, resume.size, large), {
          verifier: native,
          resume,
        })
        if (verdict !== 'sound' || size !== large) throw new Error(verdict)
        await store[Symbol.asyncDispose]()
      },
      open: async () => {
        const resume = stateIn(whole)
        const store = await openFileStore(directory, { link: entryLink, mode: 'write' })
        const ledger = right(
          await openLedger({ store, verifier: native, clock: () => NOW, resume })(),
        )
        if (ledger.view().size !== large) throw new Error('another size')
        await store[Symbol.asyncDispose]()
      },
      state: async () => stateIn(whole),
      store: async () => {
        const store = await openFileStore(directory, { link: entryLink, mode: 'write' })
        await store.head()
        await store[Symbol.asyncDispose]()
      },
      read: async () => readOnce(directory),
    },
    repeats,
  )
  // Many times as long as all else here, so once is told apart well enough.
  const full = await secondsOf(() => verified(directory, { verifier: native }))
  const { resumed, open, read, state, store } = seconds
  return [
    {
      id: 'resumed',
      entries: large,
      values: resumed.map((one) => one / full),
      seconds: { resumed, full: [full], 'of which the state file': state },
    },
    {
      id: 'open-saved',
      entries: large,
      values: ratios(open, read),
      seconds: { open, read, 'of which the state file': state, 'of which the store': store },
      note: `state file ${readFileSync(whole).length} bytes; the store alone ÷ reading: ${(medianOf(store) / medianOf(read)).toFixed(2)}`,
    },
  ]
}

function stateIn(path) {
  return right(parseStateFile(readFileSync(path), { hasher, checkRows: false }))
}

/** A state file over the first `size` entries. */
async function stateFileOf(directory, size) {
  const path = `${directory}.state-rows-${size}`
  if (existsSync(path)) return path
  async function* first() {
    let left = size
    for await (const lines of (await readRawEntries(directory)).blocks) {
      if (left === 0) return
      yield lines.slice(0, left)
      left -= Math.min(left, lines.length)
    }
  }
  const { state } = await verifyLog(first(), { verifier: yes })
  if (state.size !== size) throw new Error(`${state.size} entries`)
  writeFileSync(path, formatStateFile(state, hasher))
  return path
}

function readOnce(directory) {
  const folder = join(directory, 'public', 'entries')
  const block = Buffer.alloc(1_048_576)
  for (const name of readdirSync(folder)) {
    const file = openSync(join(folder, name))
    while (readSync(file, block) > 0);
    closeSync(file)
  }
}

function right(either) {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left))
  return either.right
}
