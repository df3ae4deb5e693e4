/** Which tests a mutant has to fall to: those of its own file first, then of its folder, then those that cross packages. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ROOT } from '../workspace.mjs'

const CORE = 'packages/core/src'

/** What is mutated. A survivor in a `strict` folder needs a written reason. */
export const FOLDERS = [
  { path: `${CORE}/rules`, strict: true },
  { path: `${CORE}/tree`, strict: true },
  { path: `${CORE}/notes`, strict: true },
  { path: `${CORE}/replay`, strict: false },
  { path: `${CORE}/events`, strict: false },
  { path: `${CORE}/tiles`, strict: false },
]

/** Tests outside of the folder, the quickest first. */
const ALSO = {
  [`${CORE}/rules`]: [
    'test/violations.test.ts',
    'test/logs.test.ts',
    'test/seen-window.test.ts',
    'packages/core/src/replay/verify.test.ts',
    'packages/core/src/ledger/append.test.ts',
    'test/key-rules.test.ts',
    'test/rules.property.test.ts',
    'test/state-table.test.ts',
    'test/append-verify.property.test.ts',
  ],
  [`${CORE}/notes`]: ['packages/core/src/describe.test.ts'],
  [`${CORE}/replay`]: [
    'test/logs.test.ts',
    'test/seen-window.test.ts',
    'packages/core/src/ledger/append.test.ts',
    'test/rules.property.test.ts',
    'test/append-verify.property.test.ts',
  ],
  [`${CORE}/events`]: [
    'packages/core/src/values/codec.test.ts',
    'test/logs.test.ts',
    'test/badinput.test.ts',
    'test/badinput-strings.test.ts',
  ],
}

/** The source files of a folder, sorted. */
export function sourcesOf(folder) {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .toSorted()
    .map((name) => `${folder}/${name}`)
}

/** The test files for the source at `path`, in the order in which they are tried. */
export function testsOf(path) {
  const folder = dirname(path)
  const own = `${basename(path, '.ts')}.test.ts`
  const beside = readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.test.ts'))
  return [
    ...beside.filter((name) => name === own),
    ...beside.filter((name) => name !== own).toSorted(),
  ]
    .map((name) => `${folder}/${name}`)
    .concat((ALSO[folder] ?? []).filter((name) => existsSync(join(ROOT, name))))
}
