/** A small log that most tests begin with: who is in it, what they say, and a ledger that holds it. */
import { authorEvent, authorFounding } from '../events/author.ts'
import type { Intent } from '../events/compose.ts'
import type { Malformed } from '../replay/failure.ts'
import type { Author, Ledger, LedgerOptions } from '../ledger/ledger.ts'
import { openLedger } from '../ledger/open.ts'
import { signerFromSeed } from '../crypto/sign.ts'
import type { Signer } from '../crypto/sign.ts'
import type { Verifier } from '../crypto/verifier.ts'
import { nobleVerifier } from '../crypto/verifier.ts'
import { right } from './either.ts'
import { B, C } from './samples.ts'
import { testStore } from './test-store.ts'
import type { TestStore } from './test-store.ts'

/** 2026-11-22T09:00:00Z. */
export const NOW: number = Date.UTC(2026, 10, 22, 9)

/** Signers with fixed seeds: 32 times the byte `n`. */
export function signer(n: number): Signer {
  return signerFromSeed(new Uint8Array(32).fill(n))
}

export const operator: Signer = signer(1)
export const registrar: Signer = signer(2)
export const acme: Signer = signer(3)

export const ORIGIN = 'accords.example/1'
export const founding: Author<Malformed> = authorFounding(
  { log: ORIGIN, operator: operator.key, registrars: [registrar.key] },
  [operator, registrar],
)

export const PARIS_CALL = {
  type: 'accord',
  accord: 'paris-call',
  title: 'Paris Call',
  text: B,
  uri: null,
  open: true,
  effective: '2018-11-12',
} as const satisfies Intent
export const publishing: Author<Malformed> = authorEvent(PARIS_CALL, [registrar])

/** Admits `count` parties without keys, by signatures that only `credulous` takes: it costs no curve. */
export function crowd(count: number): readonly Author<Malformed>[] {
  const idle: Signer = { key: registrar.key, sign: async () => new Uint8Array(64) }
  return Array.from({ length: count }, (_, i) => authorEvent(admission(`party-${i}`, null), [idle]))
}

/** Admits the party `id`, named `name`, with or without a key. */
export function admitting(id: string, holder: Signer | null = null, name = id): Author<Malformed> {
  const signers = holder === null ? [registrar] : [registrar, holder]
  return authorEvent(admission(id, holder, name), signers)
}

function admission(id: string, holder: Signer | null, name = id): Intent {
  return {
    type: 'signatory',
    signatory: id,
    name,
    category: 'company',
    country: null,
    key: holder?.key ?? null,
    effective: '2026-11-22',
  }
}

export const ENDORSEMENT = {
  type: 'endorse',
  accord: 'paris-call',
  text: B,
  signatory: 'acme',
  effective: '2026-11-22',
} as const satisfies Intent
export const endorsing: Author<Malformed> = authorEvent(ENDORSEMENT, [acme])
export const WITHDRAWAL = {
  type: 'withdraw',
  accord: 'paris-call',
  signatory: 'acme',
  effective: '2026-11-22',
  reason: null,
} as const satisfies Intent
export const withdrawing: Author<Malformed> = authorEvent(WITHDRAWAL, [acme])
export const attesting = (id: string): Author<Malformed> =>
  authorEvent(
    {
      type: 'attest',
      accord: 'paris-call',
      signatory: id,
      act: 'endorse',
      text: null,
      effective: '2018-11-12',
      reason: null,
      evidence: C,
    },
    [registrar],
  )

/** Founded, an accord published, a party admitted with its key, and its endorsement: four entries. */
export const STORY: readonly Author<Malformed>[] = [
  founding,
  publishing,
  admitting('acme', acme),
  endorsing,
]

/** Says yes to every signature, for tests of something else and many entries. */
export const credulous: Verifier = {
  name: 'credulous',
  verify: async (batch) => batch.map(() => true),
}

/** A ledger over `store`, its clock at NOW. */
export async function opened(store: TestStore, more: Partial<LedgerOptions> = {}): Promise<Ledger> {
  return right(await openLedger({ store, verifier: nobleVerifier, clock: () => NOW, ...more })())
}

/** The bytes of the log that `authors` write, one minute between two. */
export async function logOf(authors: readonly Author<Malformed>[]): Promise<readonly Uint8Array[]> {
  const store = testStore()
  const clock = (): number => NOW + 60_000 * store.log.length
  const ledger = await opened(store, { clock, verifier: credulous })
  for (const author of authors) right(await ledger.appendEach([author])())
  return store.log
}

/** `log` in blocks of `size`, as `verifyLog` takes it. */
export async function* blocks(
  log: readonly Uint8Array[],
  size = 1024,
): AsyncIterable<readonly Uint8Array[]> {
  for (let from = 0; from < log.length; from += size) yield log.slice(from, from + size)
}
