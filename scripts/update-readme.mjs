/**
 * Puts the examples, and what the demo prints, into the README. Run it after a change to an example, and read the
 * diff; `pnpm exec vitest run test/examples.test.ts -u` does the same for the output beside each example.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT, build, install } from './workspace.mjs'

install()
if (!process.argv.includes('--no-build')) build()

const folder = mkdtempSync(join(tmpdir(), 'accord-ledger-demo-'))
const demo = output('demo/demo.js', folder)
const path = join(ROOT, 'README.md')
let readme = readFileSync(path, 'utf8')
replace('<!-- demo -->\n```text\n', '```\n<!-- /demo -->', demo.slice(1))
replace('## Embed it\n\n```ts\n', '```', region('01-embed/embed.ts', 'embed'))
replace(
  '## Verify a log from a script\n\n```ts\n',
  '```',
  region('02-verify-a-log/verify.ts', 'verify'),
)
writeFileSync(path, readme)

function output(script, ...args) {
  const { stdout, status } = spawnSync(
    process.execPath,
    [join(ROOT, 'examples', 'dist', script), ...args],
    { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
  )
  if (status !== 0) throw new Error(`${script} exited with ${status}`)
  return stdout
}

function region(file, name) {
  const text = readFileSync(join(ROOT, 'examples', file), 'utf8')
  return text.split(`// #region ${name}\n`)[1].split(`// #endregion ${name}`)[0]
}

function replace(begin, end, text) {
  const from = readme.indexOf(begin) + begin.length
  const to = readme.indexOf(end, from)
  if (from < begin.length || to < 0) throw new Error(`the README lacks ${JSON.stringify(begin)}`)
  readme = readme.slice(0, from) + text + readme.slice(to)
}
