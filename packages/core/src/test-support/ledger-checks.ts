/** What the tests of a ledger ask of it after every step. */
import { expect } from 'vitest'
import type { SignedEvent } from '../events/entry.ts'
import type { Author, Ledger } from '../ledger/ledger.ts'
import type { Verifier } from '../crypto/verifier.ts'
import { nobleVerifier } from '../crypto/verifier.ts'
import { verifyLog } from '../replay/verify.ts'
import { right } from './either.ts'
import { blocks } from './story.ts'
import type { TestStore } from './test-store.ts'

/** What `author` would send now. */
export async function written(author: Author<unknown>, ledger: Ledger): Promise<SignedEvent> {
  return right(await author(ledger.view()))
}

/** The whole log verifies, and the ledger stands at its end. */
export async function expectSound(
  store: TestStore,
  ledger: Ledger,
  verifier: Verifier = nobleVerifier,
): Promise<void> {
  const verified = await verifyLog(blocks(store.log), { verifier })
  expect([verified.verdict, verified.size]).toEqual(['sound', store.log.length])
  expect([ledger.view().size, ledger.view().head]).toEqual([verified.size, verified.head])
}
