/** What all of these checks share: who runs the ledger, what is logged in it, and a witness that cannot be reached. */
import { nativeSigner, nativeVerifier } from '@accord-ledger/adapters/native'
import { memoryStore } from '@accord-ledger/adapters/memory'
import * as al from '@accord-ledger/core'

export const ORIGIN = 'accords.example/faults'
/** 2026-01-01T09:00:00Z, in milliseconds: the same keys and the same clock give the same bytes. */
export const NOW = Date.UTC(2026, 0, 1, 9)

export const seedOf = (words) => al.sha256(new TextEncoder().encode(`faults ${words}`))
export const operator = nativeSigner(seedOf('operator'))
const registrar = nativeSigner(seedOf('registrar'))
const witness = nativeSigner(seedOf('witness'))

/** Of nobody who was asked comes an answer. */
export const unreachable = async () => ({ kind: 'failed', message: 'nobody listens there' })

/** A policy that waits for one witness. */
export function policyBytes() {
  const name = 'witness.example/faults'
  const lines = [
    `log ${al.formatVerifierKey(al.noteKey(ORIGIN, operator))}`,
    `witness W ${al.formatVerifierKey(al.witnessKey(name, witness))} https://w.example`,
    'quorum W',
  ]
  return new TextEncoder().encode(`${lines.join('\n')}\n`)
}

/** A log of `size` entries, made by the library in memory: the bytes of each. */
export async function makeEntries(size) {
  const store = memoryStore({ link: al.entryLink })
  const verifier = nativeVerifier()
  const ledger = right(await al.openLedger({ store, verifier, clock: () => NOW })())
  const authors = { registrars: [registrar.key], operator: operator.key, log: ORIGIN }
  right(await ledger.appendEach([al.authorFounding(authors, [operator, registrar])])())
  for (let from = 1; from < size; from += 200)
    right(
      await ledger.appendEach(
        Array.from({ length: Math.min(200, size - from) }, (_, n) => admit(from + n)),
      )(),
    )
  const entries = []
  for await (const { bytes } of store.read(0)) entries.push(bytes)
  return entries
}

const admit = (n) =>
  al.authorEvent(
    {
      type: 'signatory',
      signatory: `party-${n}`,
      name: `Party ${n}`,
      category: 'company',
      country: null,
      key: null,
      effective: '2026-01-03',
    },
    [registrar],
  )

/** What is on the right. What is on the left is thrown, as the `left` of an error. */
export function right(either) {
  if (either._tag === 'Right') return either.right
  throw Object.assign(new Error(al.describe(either.left)), { left: either.left })
}
