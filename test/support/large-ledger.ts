/** A ledger that grows while its state does not: a registrar restates one accord over and over. */
import {
  authorEvent,
  authorFounding,
  openLedger,
  type Ledger,
  type LedgerOptions,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { nthSigner } from './signers.ts'

const [operator, registrar] = [nthSigner(0), nthSigner(1)]

/** The clock of these ledgers stands still. */
export const NOW = Date.UTC(2026, 0, 1)

export async function opened(options: Omit<LedgerOptions, 'clock'>): Promise<Ledger> {
  const ledger = await openLedger({ ...options, clock: () => NOW })()
  if (E.isLeft(ledger)) throw new Error(JSON.stringify(ledger.left))
  return ledger.right
}

/** Appends entries, `each` in a call, until there are `size`. */
export async function grow(ledger: Ledger, size: number, each = 256): Promise<void> {
  while (ledger.view().size < size) {
    const from = ledger.view().size
    const count = Math.min(each, size - from)
    const authors = Array.from({ length: count }, (_, i) =>
      from + i === 0
        ? authorFounding(
            { log: 'accords.example/1', operator: operator.key, registrars: [registrar.key] },
            [operator, registrar],
          )
        : authorEvent(restated(from + i), [registrar]),
    )
    const appended = await ledger.appendEach(authors)()
    if (E.isLeft(appended)) throw new Error(JSON.stringify(appended.left))
  }
}

function restated(n: number): Parameters<typeof authorEvent>[0] {
  return {
    type: 'accord',
    accord: 'pact',
    title: 'The Pact',
    text: 'a'.repeat(64),
    uri: `https://accords.example/${n}`,
    open: true,
    effective: '2026-01-01',
  }
}
