/**
 * What is asked in the browser, and what is known of the answers beforehand: the vectors and logs of this repository, the public
 * Ed25519 vectors where ACCORD_LEDGER_CORPUS says where they are, and a ledger of hundreds of entries that is made and published anew.
 * `due` has, by the name of a question, those fields of its answer that are written down in a file. Bytes are hex.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as al from '@accord-ledger/core'
import { makeLedger, operators, ORIGIN, seedOf } from '../interop/make-ledger.mjs'

const inRepository = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'))
const hexOf = (text) => Buffer.from(text).toString('hex')

/** Makes a ledger in `folder`. Answers the questions, what is due, and the folder that it was published in. */
export async function makeQuestions(folder, path) {
  const { served, published, due } = await makeServed(folder, path)
  const sets = [...vectorRows(), ...logRows(), ...receiptRows()]
  for (const { name, answer } of sets) {
    if (due.has(name)) throw new Error(`two questions are named ${name}`)
    due.set(name, answer)
  }
  const of = (kind) =>
    sets.filter((row) => row.kind === kind).map(({ name, asked }) => ({ name, ...asked }))
  const questions = { vectors: of('vector'), logs: of('log'), receipts: of('receipt'), served }
  return { questions, due, published }
}

function vectorRows() {
  const { signatures } = readJson(inRepository('test/vectors/ed25519.json'))
  const own = signatures.map(({ name, message, repeat = 1, ...rest }) => ({
    ...rest,
    name: `ours ${name}`,
    message: message.repeat(repeat),
  }))
  return [...own, ...corpusVectors(process.env.ACCORD_LEDGER_CORPUS)].map(
    ({ name, stands, key, message, signature }) => ({
      kind: 'vector',
      name: `signature: ${name}`,
      asked: { key, message, signature },
      answer: { stands },
    }),
  )
}

/** The three public sets, with the strict verdicts that lie beside them. */
function corpusVectors(corpus) {
  if (corpus === undefined) return []
  const read = (name) => readJson(join(corpus, 'vectors', name))
  const strict = read('ed25519-strict.json')
  const verdicts = (set, id) => {
    const known = new Map(strict[set].map((row) => [row[id], row.accept]))
    return (which) => {
      const accept = known.get(which)
      if (accept !== 0 && accept !== 1) throw new Error(`${set} ${which} has no verdict`)
      return { name: `${set} ${which}`, stands: accept === 1 }
    }
  }
  const wycheproof = verdicts('wycheproof', 'tcId')
  const cctv = verdicts('cctv', 'number')
  const speccheck = verdicts('speccheck', 'case')
  return [
    ...read('wycheproof/ed25519_test.json').testGroups.flatMap(({ publicKey, tests }) =>
      tests.map(({ tcId, msg: message, sig: signature }) => ({
        ...wycheproof(tcId),
        key: publicKey.pk,
        message,
        signature,
      })),
    ),
    ...read('cctv-ed25519/ed25519vectors.json').map(({ number, key, msg, sig: signature }) => ({
      ...cctv(number),
      key,
      message: hexOf(msg),
      signature,
    })),
    ...read('ed25519-speccheck/cases.json').map(({ message, pub_key: key, signature }, i) => ({
      ...speccheck(i),
      key,
      message,
      signature,
    })),
  ]
}

/** Every log of test/logs, and the verdict beside it. */
function logRows() {
  return ['valid', 'invalid', 'unknown'].flatMap((kind) => {
    const folder = inRepository(`test/logs/${kind}`)
    const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))
    return files.map((file) => ({
      kind: 'log',
      name: `log: ${kind}/${file}`,
      asked: { file: readFileSync(join(folder, file)).toString('hex') },
      answer: logDue(
        readJson(join(folder, file.replace(/l$/, '').replace('.json', '.expected.json'))),
      ),
    }))
  })
}

function logDue({ verdict, sound, rule, number, index, path, what, found, ...whole }) {
  if (verdict === 'sound') {
    const { size, root, head, origin, members } = whole
    return { verdict, size, root, head, origin, members }
  }
  const [finding] = [{ rule, index, path, what, found }].map(known)
  return { verdict, ...sound, ...known({ number }), findings: index === undefined ? [] : [finding] }
}

/** Without the fields that are not there. */
function known(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function receiptRows() {
  const { good, bad, refused, ...usual } = readJson(inRepository('test/vectors/receipts.json'))
  const { policy, now, maxAge } = usual
  const row = ({ name, text, hex, parts, ...own }, answer) => ({
    kind: 'receipt',
    name: `receipt: ${name}`,
    asked: {
      file: hex ?? hexOf(text ?? parts.map(([part, times]) => part.repeat(times)).join('')),
      policy: own.policy ?? policy,
      now: own.now ?? now,
      maxAge: own.maxAge === 'Infinity' ? null : maxAge,
    },
    answer,
  })
  return [
    ...good.map((each) => {
      const { index, size, time } = each
      return row(each, { claim: 'logged', index, size, time })
    }),
    ...bad.map((each) => row(each, { check: 'format', rule: each.rule, line: each.line })),
    ...refused.map((each) => row(each, { check: each.check, tag: each.tag })),
  ]
}

/** The ledger of test/interop, published by the command, and what is known of it from its making. */
async function makeServed(folder, path) {
  const directory = join(folder, 'ledger')
  const entries = await makeLedger(directory, 65_536)
  const key = join(folder, 'operator.key')
  writeFileSync(key, al.formatKeyFile(seedOf('second operator')), { mode: 0o600 })
  const command = inRepository('packages/cli/dist/main.js')
  const args = [command, 'checkpoint', directory, '--operator', key]
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)

  const size = entries.length
  const tree = al.memoryHashReader(entries.map(({ bytes }) => al.leafHash(bytes)))
  const root = al.encodeHex(await al.rootAt(tree, size))
  const receipts = [0, 255, 256, size - 1]
  const tampered = [0, 1, 255, 256, size - 1].flatMap((index) =>
    [0, 255, 256, 500].map((bit) => ({ index, bit })),
  )
  const due = new Map([
    ['served: checkpoint', { origin: ORIGIN, size, root }],
    ['served: every rule', { verdict: 'sound', origin: ORIGIN, size, root }],
    ...receipts.map((index) => [
      `served: receipt of entry ${index}`,
      { claim: 'logged', index, size, root, hash: entries[index].hash },
    ]),
    ...tampered.map(({ index, bit }) => [
      `served: entry ${index}, bit ${bit} of its signature`,
      { verdict: 'unsound', size: index, findings: [{ rule: 'signature', index }] },
    ]),
  ])
  const vkey = al.formatVerifierKey(al.noteKey(ORIGIN, operators[1]))
  const on = ['2026-01-01', '2026-02-01', '2026-06-30', '9999-12-31']
  return {
    served: { path, vkey, on, receipts, tampered },
    published: join(directory, 'public'),
    due,
  }
}
