/** A ledger that is served, and a party that submits to it. `node serve-and-submit.js FOLDER` makes the ledger in FOLDER. */
import { openFileStore } from '@accord-ledger/adapters/file'
import { submitEvent } from '@accord-ledger/adapters/http-client'
import { serveLedger } from '@accord-ledger/adapters/http-server'
import { bestVerifier } from '@accord-ledger/adapters/native'
import * as al from '@accord-ledger/core'

const [folder = 'ledger'] = process.argv.slice(2)
const signer = () => al.signerFromSeed(crypto.getRandomValues(new Uint8Array(32)))
const [operator, registrar, acme] = [signer(), signer(), signer()] as const
const text = al.encodeHex(al.sha256(new TextEncoder().encode('We keep the peace.\n')))
const effective = al.dayOf(al.timeFromMilliseconds(Date.now()))
const verifier = await bestVerifier()
const log = 'accords.example/1'

// The operator founds the ledger, and the registrar admits Acme, which then knows the log so far.
const store = await openFileStore(folder, { link: al.entryLink, mode: 'write', create: true })
const opened = await al.openLedger({ store, verifier, clock: Date.now })()
if (opened._tag === 'Left') throw new Error(al.describe(opened.left))
// prettier-ignore
await opened.right.appendEach([
  al.authorFounding({ log, operator: operator.key, registrars: [registrar.key] }, [operator, registrar]),
  al.authorEvent({ type: 'accord', accord: 'peace', title: 'Peace', text, uri: null, open: true, effective }, [registrar]),
  al.authorEvent({ type: 'signatory', signatory: 'acme', name: 'Acme', category: 'company', country: 'FR', key: acme.key, effective }, [registrar, acme]),
])()
const endorse = { type: 'endorse', accord: 'peace', text, signatory: 'acme', effective } as const
const signed = await al.authorEvent(endorse, [acme])(opened.right.view())
if (signed._tag === 'Left') throw new Error(al.describe(signed.left))
await store[Symbol.asyncDispose]()

// #region serve
const server = await serveLedger(folder, {
  clock: Date.now,
  operator: { signers: [operator], verifier, ask: () => Promise.reject(new Error('no witness')) },
})()
if (server._tag === 'Left') throw new Error(server.left._tag)
const { url } = server.right
// #endregion serve

// #region submit
const keys = [al.noteKey(log, operator)]
const event = al.encodeSignedEvent(signed.right)
const submitted = await submitEvent(url, event, { fetch, keys, verifier })()
if (submitted._tag === 'Left') throw new Error(submitted.left.message)
console.log(al.describeEntry(submitted.right.logged.entry)) // and keep submitted.right.receipt
// #endregion submit

// Sent again, it is logged once, and the receipt is of that entry.
const again = await submitEvent(url, event, { fetch, keys, verifier })()
console.log(again._tag === 'Right' && again.right.replayed ? 'logged already' : 'logged twice')
await server.right.close()
