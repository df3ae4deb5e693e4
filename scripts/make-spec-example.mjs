/**
 * Makes docs/spec/example.jsonl, the log of the spec's worked examples, and docs/spec/example.fork-proof,
 * what shows that its operator signed another one too: fixed keys, fixed clock.
 * The private keys are SHA-256 of the words below, so that anyone can make the same bytes.
 */
import { writeFileSync } from 'node:fs'
import {
  compose,
  composeFounding,
  encodeEntry,
  leafHash,
  encodeHex,
  nobleVerifier,
  sha256,
  signerFromSeed,
  signEvent,
  emptyState,
  findFork,
  formatForkProof,
  memoryHashReader,
  parseSignedCheckpoint,
  rootAt,
  signCheckpoint,
  trialOn,
} from '../packages/core/dist/index.js'

const utf8 = new TextEncoder()
const signer = (words) => signerFromSeed(sha256(utf8.encode(words)))
const operator = signer('accord-ledger example operator')
const registrar = signer('accord-ledger example registrar')
const acme = signer('accord-ledger example acme')
const text = encodeHex(sha256(utf8.encode('We keep the peace.\n')))

const trial = trialOn(emptyState())
const lines = []
const right = (either) => {
  if (either._tag === 'Left') throw new Error(JSON.stringify(either.left))
  return either.right
}

async function log(minute, event, ...signers) {
  const { size, head } = trial.view()
  const signed = await signEvent(event, signers)
  const time = `2026-11-22T09:0${minute}:00Z`
  const bytes = encodeEntry({ index: size, prev: head, time, ...signed })
  const failure = trial.next(bytes)
  if (failure !== null) throw new Error(JSON.stringify(failure))
  lines.push(bytes)
  return leafHash(bytes)
}

const say = (intent) => right(compose(trial.view(), intent, '2026-12-22T09:00:00Z'))
const effective = '2026-11-22'

await log(
  0,
  right(
    composeFounding({
      log: 'accords.example/1',
      operator: operator.key,
      registrars: [registrar.key],
    }),
  ),
  operator,
  registrar,
)
await log(
  1,
  say({
    type: 'accord',
    accord: 'peace',
    title: 'The Peace Accord',
    text,
    uri: null,
    open: true,
    effective,
  }),
  registrar,
)
await log(
  2,
  say({
    type: 'signatory',
    signatory: 'acme',
    name: 'Acme & Söhne',
    category: 'company',
    country: 'DE',
    key: acme.key,
    effective,
  }),
  registrar,
  acme,
)
await log(3, say({ type: 'endorse', accord: 'peace', text, signatory: 'acme', effective }), acme)
await log(
  4,
  say({ type: 'withdraw', accord: 'peace', signatory: 'acme', effective, reason: null }),
  acme,
)
const { failure } = await trial.settle(nobleVerifier)
if (failure !== null) throw new Error(JSON.stringify(failure))

writeFileSync(
  new URL('../docs/spec/example.jsonl', import.meta.url),
  Buffer.concat(lines.flatMap((line) => [line, utf8.encode('\n')])),
)

// The operator shows somebody a log of four entries whose last one is another.
const leaves = lines.map(leafHash)
const shown = [...leaves.slice(0, 3), leafHash(utf8.encode('another entry'))]
const signedHead = async (log) => {
  const head = { size: log.length, root: await rootAt(memoryHashReader(log), log.length) }
  return right(parseSignedCheckpoint(await signCheckpoint('accords.example/1', head, [operator])))
}
const fork = await findFork(
  await signedHead(shown),
  await signedHead(leaves),
  memoryHashReader(leaves),
)
writeFileSync(new URL('../docs/spec/example.fork-proof', import.meta.url), formatForkProof(fork))
