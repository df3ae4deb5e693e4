import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** A file, its text, and the lint rule that it breaks; null when it breaks none. */
const CASES: readonly (readonly [file: string, text: string, rule: string | null])[] = [
  ['packages/core/src/node.ts', `import 'node:fs'`, 'house(imports)'],
  ['packages/core/src/node-late.ts', `export const a = import('node:fs')`, 'house(imports)'],
  ['packages/core/src/bare.ts', `import 'fs'`, 'house(imports)'],
  ['packages/core/src/up.ts', `import '@accord-ledger/projection'`, 'house(imports)'],
  ['packages/core/src/self.ts', `import '@accord-ledger/core'`, 'house(imports)'],
  ['packages/core/src/js.ts', `export { a } from './a.js'`, 'house(imports)'],
  ['packages/core/src/barrel.ts', `import 'fp-ts'`, 'house(imports)'],
  ['packages/core/src/either.ts', `import 'fp-ts/Either'`, 'house(imports)'],
  ['packages/core/src/array.ts', `import 'fp-ts/lib/Array.js'`, 'house(imports)'],
  ['packages/core/src/option.ts', `import 'fp-ts/lib/Option.js'`, null],
  ['packages/core/src/codecs.ts', `import 'io-ts/lib/Codec.js'`, 'house(imports)'],
  ['packages/core/src/runner.ts', `import 'vitest'`, 'house(imports)'],
  ['packages/core/src/checker.ts', `import 'fast-check'`, 'house(imports)'],
  ['packages/core/src/reads.test.ts', `import 'node:fs'\nimport 'vitest'`, null],
  ['packages/core/src/star.ts', `export * from './a.ts'`, 'house(no-export-all)'],
  ['packages/core/src/as-any.ts', `export const a = 1 as any`, 'house(no-blind-assertion)'],
  [
    'packages/core/src/as-two.ts',
    `export const a = 1 as unknown as string`,
    'house(no-blind-assertion)',
  ],
  ['packages/core/src/as-const.ts', `export const a = 1 as const`, null],
  ['packages/core/src/any.ts', `export let a: any`, 'typescript(no-explicit-any)'],
  [
    'packages/core/src/bang.ts',
    `export const f = (a?: string) => a!`,
    'typescript(no-non-null-assertion)',
  ],
  ['packages/core/src/default.ts', `export default 1`, 'import(no-default-export)'],
  ['packages/core/src/cycle-a.ts', `export { b as a } from './cycle-b.ts'`, 'import(no-cycle)'],
  ['packages/core/src/cycle-b.ts', `export { a as b } from './cycle-a.ts'`, 'import(no-cycle)'],
  ['packages/core/src/buffer.ts', `export const a = Buffer.of(1)`, 'eslint(no-restricted-globals)'],
  ['packages/core/src/env.ts', `export const a = process.env`, 'eslint(no-restricted-globals)'],
  ['packages/core/src/clock.ts', `export const a = Date.now()`, 'eslint(no-restricted-globals)'],
  [
    'packages/core/src/dice.ts',
    `export const a = Math.random()`,
    'eslint(no-restricted-properties)',
  ],
  ['packages/core/src/log.ts', `console.log(1)`, 'eslint(no-console)'],
  ['packages/core/src/long.ts', '// a\n'.repeat(301), 'eslint(max-lines)'],
  ['packages/projection/src/store.ts', `import '@accord-ledger/adapters/file'`, 'house(imports)'],
  ['packages/projection/src/core.ts', `import '@accord-ledger/core'`, null],
  ['packages/projection/src/dist.ts', `import '@accord-ledger/core/dist/hex.js'`, 'house(imports)'],
  ['packages/projection/src/path.ts', `import '../../core/src/hex.ts'`, 'house(imports)'],
  ['packages/adapters/src/view.ts', `import '@accord-ledger/projection'`, 'house(imports)'],
  ['packages/adapters/src/disk.ts', `import 'node:fs'\nimport '@accord-ledger/core'`, null],
  ['packages/audit/src/law.ts', `import 'fast-check'\nimport '@accord-ledger/projection'`, null],
  ['packages/adapters/src/law.ts', `import '@accord-ledger/audit'`, 'house(imports)'],
  ['packages/adapters/src/law.test.ts', `import '@accord-ledger/audit'`, null],
  ['packages/audit/src/runner.ts', `import 'vitest'`, 'house(imports)'],
  ['packages/audit/src/vitest.ts', `import 'vitest'`, null],
  ['packages/audit/src/disk.ts', `import '@accord-ledger/adapters/file'`, 'house(imports)'],
  ['packages/cli/src/main.ts', `import '@accord-ledger/audit'\nimport 'node:fs'`, null],
  ['examples/command.ts', `import '@accord-ledger/cli'`, 'house(imports)'],
  [
    'packages/adapters/src/only.test.ts',
    `it.only('is', () => { expect(1).toBe(1) })`,
    'vitest(no-focused-tests)',
  ],
  [
    'packages/adapters/src/title.test.ts',
    `it('should be', () => { expect(1).toBe(1) })`,
    'vitest(valid-title)',
  ],
  [
    'packages/adapters/src/floating.ts',
    `const f = async () => 1\nf()`,
    'typescript(no-floating-promises)',
  ],
]

/** The lock file has oxlint for Linux only (scripts/check.mjs). There, not starting is a failure. */
const canLint = process.platform === 'linux' || oxlint(ROOT, ['--version']).status === 0

describe.skipIf(!canLint)('the lint rules that hold the architecture', () => {
  let found: ReadonlyMap<string, readonly string[]> = new Map()
  const folder = mkdtempSync(join(tmpdir(), 'accord-ledger-lint-'))

  beforeAll(() => {
    for (const file of ['.oxlintrc.json', 'scripts/oxlint-house.mjs'])
      cpSync(join(ROOT, file), join(folder, file))
    for (const [file, text] of CASES) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), `${text}\n`)
    }
    found = lint(folder)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each(CASES.map(([file, , rule]) => [file, rule] as const))('%s breaks %s', (file, rule) => {
    const broken = found.get(file) ?? []
    if (rule === null) expect(broken.filter((one) => one.startsWith('house'))).toEqual([])
    else expect(broken).toContain(rule)
  })
})

/** The rules broken by each file, as oxlint tells it. */
function lint(folder: string): ReadonlyMap<string, readonly string[]> {
  const { stdout } = oxlint(folder, ['--format=json'])
  const rules = new Map<string, string[]>()
  for (const { filename, code } of diagnosticsIn(stdout)) {
    rules.set(filename, [...(rules.get(filename) ?? []), code])
  }
  return rules
}

function oxlint(cwd: string, args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [join(ROOT, 'node_modules/oxlint/bin/oxlint'), ...args], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, OXLINT_TSGOLINT_PATH: join(ROOT, 'node_modules/.bin/tsgolint') },
  })
}

interface Diagnostic {
  readonly filename: string
  readonly code: string
}

function diagnosticsIn(report: string): readonly Diagnostic[] {
  const parsed: { readonly diagnostics: readonly Diagnostic[] } = JSON.parse(report)
  return parsed.diagnostics
}
