/**
 * Makes test/vectors/<format>.json: texts of each format of docs/spec/proofs.md, good ones and, named
 * by the rule that they break, bad ones. Made from the documents alone, for the log of
 * docs/spec/example.jsonl; nothing of the library takes part.
 *
 * An input is `text`, or `hex` where it is not UTF-8, or `parts`: strings, each so many times. A bad one
 * has the `rule` that it breaks and the `line` that breaks it, 0 for the whole.
 */
import { writeFileSync } from 'node:fs'
import { addCheckpoint } from './format-vectors/add-checkpoint.mjs'
import { checkpoints, cosignatures } from './format-vectors/checkpoints.mjs'
import { notes } from './format-vectors/notes.mjs'
import { policies } from './format-vectors/policies.mjs'
import { receipts } from './format-vectors/receipts.mjs'
import { tlogProofs } from './format-vectors/tlog-proofs.mjs'
import { verifierKeys } from './format-vectors/verifier-keys.mjs'

const FILES = {
  'verifier-keys': verifierKeys,
  notes,
  checkpoints,
  cosignatures,
  'tlog-proofs': tlogProofs,
  receipts,
  policies,
  'add-checkpoint': addCheckpoint,
}

for (const [name, file] of Object.entries(FILES)) {
  for (const [part, rows] of Object.entries(file)) {
    if (!Array.isArray(rows)) continue
    const names = rows.flatMap((row) => row.name ?? [])
    const twice = names.find((each, i) => names.indexOf(each) !== i)
    if (twice !== undefined) throw new Error(`two rows of ${name}.${part} are named ${twice}`)
  }
  const members = Object.entries({ about: 'made by scripts/make-format-vectors.mjs', ...file }).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${formatted(value)}`,
  )
  writeFileSync(
    new URL(`../test/vectors/${name}.json`, import.meta.url),
    `{\n${members.join(',\n')}\n}\n`,
  )
}

/** A row a line. */
function formatted(value) {
  if (!Array.isArray(value)) return JSON.stringify(value)
  return `[\n${value.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]`
}
