/** Every example runs as a newcomer would run it, and prints what stands beside it; the README shows these very files. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test, vi } from 'vitest'
import { plainOutput } from './support/plain-output.ts'

vi.setConfig({ testTimeout: 300_000 })

const root = fileURLToPath(new URL('..', import.meta.url))
const examples = join(root, 'examples')
const readme = readFileSync(join(root, 'README.md'), 'utf8')

test('the demo prints what stands beside it, and leaves a ledger that the scripts can read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'accord-ledger-demo-'))
  const demo = run('demo/demo.js', folder)
  // What it is there to show, whatever else changes.
  expect(demo).toMatch(
    /sent again: entry \d+ \(org-vmware on tech-accord\) breaks rule 16, previous/,
  )
  expect(demo).toMatch(
    /unsound: .*\n.*entry \d+ \(state-de on paris-call\) breaks rule 32, signature/,
  )
  await expect(plainOutput(demo)).toMatchFileSnapshot(expected('demo'))
  const ledger = join(folder, 'ledger')
  await expect(plainOutput(run('02-verify-a-log/verify.js', ledger))).toMatchFileSnapshot(
    expected('02-verify-a-log'),
  )
  await expect(run('03-own-projection/projection.js', ledger)).toMatchFileSnapshot(
    expected('03-own-projection'),
  )
})

test('the embedded ledger prints what stands beside it', async () => {
  await expect(plainOutput(run('01-embed/embed.js'))).toMatchFileSnapshot(expected('01-embed'))
})

test('a ledger that is served and submitted to prints what stands beside it', async () => {
  const ledger = join(mkdtempSync(join(tmpdir(), 'accord-ledger-served-')), 'ledger')
  const printed = run('05-serve-and-submit/serve-and-submit.js', ledger)
  await expect(plainOutput(printed)).toMatchFileSnapshot(expected('05-serve-and-submit'))
})

// node:sqlite came with Node 22, and without a flag with 22.13.
const hasSqlite = process.getBuiltinModule('node:sqlite') !== undefined
test.skipIf(!hasSqlite)(
  'the store of one’s own holds to every law that it is tried on',
  async () => {
    const audit = run('07-your-own-store/audit.js')
    await expect(audit).toMatchFileSnapshot(expected('07-your-own-store'))
  },
)

test('the guide to a store of one’s own shows the example', () => {
  const guide = readFileSync(join(root, 'docs', 'guides', 'write-your-own-store.md'), 'utf8')
  const [subject, runs] = ['subject', 'run'].map((name) =>
    region('07-your-own-store/audit.ts', name),
  )
  expect(guide).toContain(`\`\`\`ts\n${subject}\`\`\``)
  expect(guide).toContain(`\`\`\`ts\n${runs}\`\`\``)
})

test('the audit prints what stands beside it, and the guide shows the workflow', async () => {
  const ledger = join(mkdtempSync(join(tmpdir(), 'accord-ledger-audited-')), 'ledger')
  const printed = run('08-audit-in-ci/audit.js', ledger)
  expect(printed).toMatch(/^passed: 7 entries sound, .* all detected$/m)
  await expect(printed).toMatchFileSnapshot(expected('08-audit-in-ci'))
  const guide = readFileSync(join(root, 'docs', 'guides', 'audit-in-ci.md'), 'utf8')
  const workflow = readFileSync(join(examples, '08-audit-in-ci', 'audit.yml'), 'utf8')
  expect(guide).toContain(`\`\`\`yaml\n${workflow}\`\`\``)
})

test('every example has a test here', () => {
  const folders = readdirSync(examples, { withFileTypes: true })
    .filter((each) => each.isDirectory() && !['dist', 'node_modules'].includes(each.name))
    .map(({ name }) => name)
  // The fourth one needs witnesses: guides.test.ts runs it.
  expect(folders.toSorted()).toEqual([
    '01-embed',
    '02-verify-a-log',
    '03-own-projection',
    '04-verify-a-receipt',
    '05-serve-and-submit',
    '07-your-own-store',
    '08-audit-in-ci',
    'demo',
  ])
})

test('the README shows the examples and the real output of the demo', () => {
  expect(readme).toContain(`\`\`\`ts\n${region('01-embed/embed.ts', 'embed')}\`\`\``)
  expect(readme).toContain(`\`\`\`ts\n${region('02-verify-a-log/verify.ts', 'verify')}\`\`\``)
  const shown = readme.split('<!-- demo -->\n```text\n')[1]?.split('\n```\n<!-- /demo -->')[0]
  expect(plainOutput(`\n${shown}\n`)).toBe(readFileSync(expected('demo'), 'utf8'))
})

function run(script: string, ...args: readonly string[]): string {
  const path = join(examples, 'dist', script)
  // node:sqlite says that it is experimental.
  const options = ['--disable-warning=ExperimentalWarning', path, ...args]
  const { stdout, stderr, status } = spawnSync(process.execPath, options, {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return stdout
}

/** The file with the output that an example is known to print. */
function expected(example: string): string {
  return join(examples, example, 'expected.txt')
}

function region(file: string, name: string): string {
  const text = readFileSync(join(examples, file), 'utf8')
  const found = text.split(`// #region ${name}\n`)[1]?.split(`// #endregion ${name}`)[0]
  if (found === undefined) throw new Error(`${file} has no region ${name}`)
  return found
}
