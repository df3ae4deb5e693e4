/** A ledger inside a program: found it, publish an accord, admit a party, let it sign, ask who is in. */
// #region embed
import { memoryStore } from '@accord-ledger/adapters/memory' // or a folder: adapters/file
import * as al from '@accord-ledger/core'
import { members, register } from '@accord-ledger/projection'

const signer = () => al.signerFromSeed(crypto.getRandomValues(new Uint8Array(32)))
const [operator, registrar, acme] = [signer(), signer(), signer()] as const
const text = al.encodeHex(al.sha256(new TextEncoder().encode('We keep the peace.\n')))
const effective = al.dayOf(al.timeFromMilliseconds(Date.now()))
let list = register.initialState()
const onEntry = (entry: al.VerifiedEntry) => (list = register.evolve(list, entry))
const store = memoryStore({ link: al.entryLink })
const ports = { store, verifier: al.nobleVerifier, clock: Date.now, onEntry }
const opened = await al.openLedger(ports)()
if (opened._tag === 'Left') throw new Error(al.describe(opened.left))
// prettier-ignore
const logged = await opened.right.appendEach([
  al.authorFounding({ log: 'accords.example/1', operator: operator.key, registrars: [registrar.key] }, [operator, registrar]),
  al.authorEvent({ type: 'accord', accord: 'peace', title: 'Peace', text, uri: null, open: true, effective }, [registrar]),
  al.authorEvent({ type: 'signatory', signatory: 'acme', name: 'Acme', category: 'company', country: 'FR', key: acme.key, effective }, [registrar, acme]),
  al.authorEvent({ type: 'endorse', accord: 'peace', text, signatory: 'acme', effective }, [acme]),
])()
if (logged._tag === 'Left') throw new Error(al.describe(logged.left))
console.dir(members(list, 'peace', { on: effective }), { depth: null })
// #endregion embed
