/** A ledger is audited, as CI does it. `node audit.js FOLDER` makes a small one in FOLDER, and runs the command on it. */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { openFileStore } from '@accord-ledger/adapters/file'
import { bestVerifier } from '@accord-ledger/adapters/native'
import * as al from '@accord-ledger/core'

const [folder = 'ledger'] = process.argv.slice(2)
// Keys and a time that are always the same, so that this prints the same everywhere. Yours must be random.
const signer = (fill: number) => al.signerFromSeed(new Uint8Array(32).fill(fill))
const [operator, registrar, acme] = [signer(1), signer(2), signer(3)] as const
const clock = () => Date.parse('2026-11-22T09:00:00Z')
const textOf = (words: string) => al.encodeHex(al.sha256(new TextEncoder().encode(words)))
const text = textOf('We keep the peace.\n')
const effective = al.dayOf(al.timeFromMilliseconds(clock()))
const log = 'accords.example/1'

const store = await openFileStore(folder, { link: al.entryLink, mode: 'write', create: true })
const opened = await al.openLedger({ store, verifier: await bestVerifier(), clock })()
if (opened._tag === 'Left') throw new Error(al.describe(opened.left))
const act = { accord: 'peace', signatory: 'acme', effective } as const
// prettier-ignore
const appended = await opened.right.appendEach([
  al.authorFounding({ log, operator: operator.key, registrars: [registrar.key] }, [operator, registrar]),
  al.authorEvent({ type: 'accord', accord: 'peace', title: 'Peace', text, uri: null, open: true, effective }, [registrar]),
  al.authorEvent({ type: 'accord', accord: 'trust', title: 'Trust', text: textOf('We trust.\n'), uri: null, open: true, effective }, [registrar]),
  al.authorEvent({ type: 'signatory', signatory: 'acme', name: 'Acme', category: 'company', country: 'FR', key: acme.key, effective }, [registrar, acme]),
  al.authorEvent({ type: 'signatory', signatory: 'zeta', name: 'Zeta', category: 'company', country: null, key: null, effective }, [registrar]),
  al.authorEvent({ type: 'endorse', ...act, text }, [acme]),
  al.authorEvent({ type: 'withdraw', ...act, reason: null }, [acme]),
])()
if (appended._tag === 'Left') throw new Error(appended.left._tag)
await store[Symbol.asyncDispose]()

// #region audit
const manifest = createRequire(import.meta.url).resolve('@accord-ledger/cli/package.json')
const command = join(dirname(manifest), 'dist', 'main.js')
const args = ['audit', folder, '--seed', '1', '--runs', '25']
const { stdout, stderr, status } = spawnSync(process.execPath, [command, ...args], {
  encoding: 'utf8',
})
process.stderr.write(stderr)
process.stdout.write(stdout)
process.exitCode = status ?? 1
// #endregion audit
