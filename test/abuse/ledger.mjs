/** The ledger that is served and attacked, and the events that are sent to it: fixed keys, made by the library's own hands. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openFileStore } from '@accord-ledger/adapters/file'
import { nativeSigner, nativeVerifier } from '@accord-ledger/adapters/native'
import * as al from '@accord-ledger/core'

const ORIGIN = 'accords.example/abuse'
const seedOf = (words) => al.sha256(new TextEncoder().encode(`abuse ${words}`))
const signerOf = (words) => nativeSigner(seedOf(words))
const [operator, registrar] = [signerOf('operator'), signerOf('registrar')]
const TEXT = 'b'.repeat(64)
const effective = new Date().toISOString().slice(0, 10)

/** The key of party `n`. */
export const partyKey = (n) => signerOf(`party ${n}`)

const clock = () => Date.now() - 60_000

/**
 * Founds a ledger of an accord and `parties` parties, with long names so that a page of entries is a large answer, in
 * `folder`/ledger, and writes `folder`/operator.key.
 */
export async function makeLedger(folder, parties) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'operator.key'), al.formatKeyFile(seedOf('operator')), { mode: 0o600 })
  const store = await openFileStore(join(folder, 'ledger'), {
    link: al.entryLink,
    mode: 'write',
    create: true,
  })
  const ledger = right(await al.openLedger({ store, verifier: nativeVerifier(), clock })())
  const founding = { log: ORIGIN, operator: operator.key, registrars: [registrar.key] }
  const accord = { accord: 'call', title: 'Call', text: TEXT, uri: null, open: true, effective }
  const admissions = Array.from({ length: parties }, (_, n) => admitting(n))
  const first = [
    al.authorFounding(founding, [operator, registrar]),
    al.authorEvent({ type: 'accord', ...accord }, [registrar]),
  ]
  const authors = [...first, ...admissions]
  for (let from = 0; from < authors.length; from += 250)
    right(await ledger.appendEach(authors.slice(from, from + 250))())
  await store[Symbol.asyncDispose]()
}

function admitting(n) {
  const name = `Party ${n} ${'of a long name '.repeat(30)}`.trim()
  const rest = { category: 'company', country: null, effective }
  const key = partyKey(n)
  const intent = { type: 'signatory', signatory: `party-${n}`, name, key: key.key, ...rest }
  return al.authorEvent(intent, [registrar, key])
}

/** The log of the server at `url`, replayed with all its rules. */
export async function viewOf(url) {
  const entries = []
  for (;;) {
    const lines = (await (await fetch(`${url}/v1/entries?from=${entries.length}`)).text()).split(
      '\n',
    )
    if (lines.length < 3) break
    entries.push(...lines.slice(0, -2).map((line) => new TextEncoder().encode(line)))
  }
  const blocks = (async function* () {
    yield entries
  })()
  const { state, failure } = await al.replay(al.emptyState(), blocks, {
    verifier: nativeVerifier(),
  })
  if (failure !== null) throw new Error(JSON.stringify(failure))
  return state
}

/** The bytes of the event by which party `n` joins, written on the log as `view` has it. */
export async function joining(view, n) {
  const act = { accord: 'call', text: TEXT, signatory: `party-${n}`, effective }
  return al.encodeSignedEvent(
    right(await al.authorEvent({ type: 'endorse', ...act }, [partyKey(n)])(view)),
  )
}

export function right(either) {
  if (either._tag === 'Left') throw new Error(al.describe(either.left))
  return either.right
}
