/** The 34 founders of the Tech Accord sign for themselves, with keys made for the demo: the library at work. */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { openFileStore } from '@accord-ledger/adapters/file'
import { readKeyFile } from '@accord-ledger/adapters/key-file'
import { bestVerifier, nativeSigner } from '@accord-ledger/adapters/native'
import { authorEvent, describe, entryLink, openLedger, parseKeyFile } from '@accord-ledger/core'
import type { Intent, Ledger, Signer, VerifiedEntry } from '@accord-ledger/core'
import type { Either } from 'fp-ts/lib/Either.js'

/** A founder, as the register has it, with a key of its own. */
export interface Founder {
  readonly id: string
  readonly name: string
  readonly category: string
  readonly country: string
  readonly signer: Signer
}

/** The companies that signed on the first day, of a register in the shape of test/data. */
export async function foundersOf(register: string, day: string): Promise<readonly Founder[]> {
  const { events } = JSON.parse(await readFile(register, 'utf8')) as {
    events: readonly { date: string; signatory: Omit<Founder, 'signer'> }[]
  }
  return events
    .filter(({ date }) => date === day)
    .map(({ signatory: { id, name, category, country } }) => ({
      id: id.replaceAll(/[^a-z0-9]+/g, '-'),
      name,
      category,
      country,
      signer: nativeSigner(randomBytes(32)),
    }))
}

/** Opens the ledger in `folder`, hands it to `use`, and closes it. */
export async function withLedger<A>(
  folder: string,
  use: (ledger: Ledger) => Promise<A>,
): Promise<A> {
  const store = await openFileStore(folder, { link: entryLink, mode: 'write' })
  try {
    const options = { store, verifier: await bestVerifier(), clock: Date.now }
    return await use(right(await openLedger(options)()))
  } finally {
    await store[Symbol.asyncDispose]()
  }
}

/** Admits every founder with its key, and has each endorse `accord`. Answers the entries. */
export async function signFounders(
  ledger: Ledger,
  founders: readonly Founder[],
  registrar: Signer,
  { accord, text, effective }: { accord: string; text: string; effective: string },
): Promise<readonly VerifiedEntry[]> {
  const admit = ({ id, name, category, country, signer }: Founder) => {
    const intent: Intent = {
      type: 'signatory',
      signatory: id,
      name,
      category,
      country,
      key: signer.key,
      effective,
    }
    return authorEvent(intent, [registrar, signer])
  }
  const endorse = ({ id: signatory, signer }: Founder) =>
    authorEvent({ type: 'endorse', accord, text, signatory, effective }, [signer])
  const authors = [...founders.map(admit), ...founders.map(endorse)]
  return right(await ledger.appendEach(authors)())
}

/** Logs one event of `signer`'s. */
export async function say(ledger: Ledger, intent: Intent, signer: Signer): Promise<void> {
  right(await ledger.appendEach([authorEvent(intent, [signer])])())
}

/** The signer whose key lies in `file`. */
export async function signerFromFile(file: string): Promise<Signer> {
  const text = await readKeyFile(file)()
  if (text._tag === 'Left') throw new Error(text.left.message)
  return nativeSigner(right(parseKeyFile(text.right)))
}

function right<A>(result: Either<Parameters<typeof describe>[0], A>): A {
  if (result._tag === 'Left') throw new Error(describe(result.left))
  return result.right
}
