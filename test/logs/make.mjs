/**
 * Makes test/logs/{valid,invalid,unknown}: logs by the rule they keep or break, and what is to be
 * found in each, stated here by hand (rule, index, path) or reckoned from definitions (hashes, roots,
 * end states). Nothing of the library takes part.
 *
 *     node test/logs/make.mjs
 *
 * `<rule>[--variant].jsonl` is a log as it stands in a file, one entry a line; `.expected.json`
 * beside it is the verdict. An invalid log breaks its rule in its last entry, unless `index` says
 * otherwise, and none of a smaller number there or anywhere before.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { endStateOf, headOf } from './make/end-state.mjs'
import { invalidActs } from './make/invalid-acts.mjs'
import { invalidBytes } from './make/invalid-bytes.mjs'
import { invalidChain } from './make/invalid-chain.mjs'
import { invalidKeys } from './make/invalid-keys.mjs'
import { invalidSignatures } from './make/invalid-signatures.mjs'
import { invalidSubject } from './make/invalid-subject.mjs'
import { RULES } from './make/rules.mjs'
import { unknown } from './make/unknown.mjs'
import { valid } from './make/valid.mjs'

const written = new Set()

for (const folder of ['valid', 'invalid', 'unknown']) {
  rmSync(new URL(`./${folder}/`, import.meta.url), { recursive: true, force: true })
  mkdirSync(new URL(`./${folder}/`, import.meta.url))
}

function put(folder, name, log, expected) {
  if (written.has(`${folder}/${name}`)) throw new Error(`two logs are named ${folder}/${name}`)
  written.add(`${folder}/${name}`)
  const base = new URL(`./${folder}/${name}`, import.meta.url)
  writeFileSync(new URL(`${base}.jsonl`), log.file())
  writeFileSync(new URL(`${base}.expected.json`), `${JSON.stringify(expected, null, 2)}\n`)
}

for (const [name, make] of Object.entries(valid)) {
  const log = make()
  put('valid', name, log, { verdict: 'sound', ...headOf(log), ...endStateOf(log) })
}

for (const { rule, variant, path, log: make, ...rest } of [
  ...invalidBytes,
  ...invalidChain,
  ...invalidSubject,
  ...invalidKeys,
  ...invalidActs,
  ...invalidSignatures,
]) {
  const log = make()
  const index = rest.index ?? log.size() - 1
  const number = RULES.indexOf(rule) + 1
  if (number === 0) throw new Error(`no rule ${rule}`)
  const name = variant === null ? rule : `${rule}--${variant}`
  put('invalid', name, log, {
    verdict: 'unsound',
    rule,
    number,
    index,
    path,
    sound: headOf(log, index),
  })
}

for (const { name, what, found, log: make, ...rest } of unknown) {
  const log = make()
  const index = what === undefined ? null : (rest.index ?? log.size() - 1)
  put('unknown', name, log, {
    verdict: 'unknown',
    ...(index === null ? {} : { what, found, index }),
    sound: headOf(log, index ?? 0),
  })
}

console.log(`${written.size} logs written`)
