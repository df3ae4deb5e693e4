/** An entry by a machine whose clock is a day ahead. */
import { readFileSync } from 'node:fs'
import { openFileStore } from '@accord-ledger/adapters/file'
import {
  authorEvent,
  dayOf,
  describe,
  entryLink,
  nobleVerifier,
  openLedger,
  signerFromSeed,
  timeFromMilliseconds,
} from '@accord-ledger/core'

/** Admits a party to the ledger at `directory`, at tomorrow's time, by the registrar's key in `keyFile`. */
export async function logTomorrow(directory: string, keyFile: string): Promise<void> {
  const seed = /^private ([0-9a-f]{64})$/m.exec(readFileSync(keyFile, 'utf8'))
  const registrar = signerFromSeed(Buffer.from(seed?.[1] ?? '', 'hex'))
  const effective = dayOf(timeFromMilliseconds(tomorrow()))
  const party = { signatory: 'b', name: 'B', category: 'state', country: null, key: null }
  const store = await openFileStore(directory, { link: entryLink, mode: 'write' })
  try {
    const ledger = await openLedger({ store, verifier: nobleVerifier, clock: tomorrow })()
    if (ledger._tag === 'Left') throw new Error(describe(ledger.left))
    const author = authorEvent({ type: 'signatory', ...party, effective }, [registrar])
    const logged = await ledger.right.appendEach([author])()
    if (logged._tag === 'Left') throw new Error(describe(logged.left))
  } finally {
    await store[Symbol.asyncDispose]()
  }
}

const tomorrow = (): number => Date.now() + 86_400_000
