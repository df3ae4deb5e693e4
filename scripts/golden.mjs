/**
 * `pnpm golden`: makes every golden file again. `--check` compares as well: a generator that no
 * longer makes what is committed fails, with the names of the files. A new generator is one more line.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, build, install, run, stop } from './workspace.mjs'

/** Each generator, and the files and folders that it alone writes. Generators run on the built packages. */
const GENERATORS = [
  {
    script: 'scripts/make-spec-example.mjs',
    writes: ['docs/spec/example.jsonl', 'docs/spec/example.fork-proof'],
  },
  { script: 'scripts/make-ed25519-vectors.mjs', writes: ['test/vectors/ed25519.json'] },
  {
    script: 'test/logs/make.mjs',
    writes: ['test/logs/valid', 'test/logs/invalid', 'test/logs/unknown'],
  },
  {
    script: 'scripts/make-format-vectors.mjs',
    writes: [
      'verifier-keys',
      'notes',
      'checkpoints',
      'cosignatures',
      'tlog-proofs',
      'receipts',
      'policies',
      'add-checkpoint',
    ].map((format) => `test/vectors/${format}.json`),
  },
]

install()
build()

const before = fingerprints()
for (const { script } of GENERATORS) {
  if (run(process.execPath, [script]) !== 0) stop(`${script} failed`)
}
const after = fingerprints()
const changed = [...new Set([...before.keys(), ...after.keys()])]
  .filter((path) => before.get(path) !== after.get(path))
  .toSorted()
for (const path of changed) console.log(`changed: ${path}`)
if (changed.length === 0) console.log(`${after.size} golden files, none changed`)
if (process.argv.includes('--check') && changed.length > 0) {
  stop('golden files are not what their generators make: see git diff')
}

function fingerprints() {
  const files = GENERATORS.flatMap(({ writes }) => writes).flatMap((path) => filesUnder(path))
  return new Map(files.map((path) => [path, sha256(readFileSync(join(ROOT, path)))]))
}

function filesUnder(path) {
  const full = join(ROOT, path)
  if (!existsSync(full)) return []
  if (statSync(full).isFile()) return [path]
  return readdirSync(full).flatMap((name) => filesUnder(`${path}/${name}`))
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}
