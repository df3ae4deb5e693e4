/**
 * `pnpm check`: types, lint, format and unused things. All of them run, and any failure fails.
 *
 * The lock file lists builds of oxlint and knip for Linux only. Elsewhere these two say that they did
 * not run; on Linux, where changes are accepted, a tool that does not start is a failure.
 */
import { install, runTool } from './workspace.mjs'

install()

const verdicts = [
  ['types', 'tsc', ['-b']],
  ['lint', 'oxlint', []],
  ['format', 'prettier', ['--check', '--log-level=warn', '.']],
  ['unused', 'knip', []],
].map(([name, tool, args]) => [name, verdictOf(tool, args)])

for (const [name, verdict] of verdicts) console.log(`${name}: ${verdict}`)
process.exit(verdicts.some(([, verdict]) => verdict === 'failed') ? 1 : 0)

function verdictOf(tool, args) {
  if (process.platform !== 'linux' && runTool(tool, ['--version'], { stdio: 'ignore' }) !== 0) {
    return 'not run, no build for this platform'
  }
  return runTool(tool, args) === 0 ? 'ok' : 'failed'
}
