/**
 * `npm test`: installs if needed, builds, runs every test and ends with one plain line,
 *
 *     N passed, N failed, N skipped
 *
 * counted from vitest's own report. Arguments go to vitest: `npm test -- packages/core`.
 * `--no-build` as the first one skips the installation and the build.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { ROOT, runTool, tryInstall } from './workspace.mjs'

const given = process.argv.slice(2)
const builds = given[0] !== '--no-build'
if (builds && (tryInstall() !== 0 || runTool('tsc', ['-b']) !== 0)) {
  console.log(
    'nothing was tested: the installation or the build failed\n0 passed, 1 failed, 0 skipped',
  )
  process.exit(1)
}

const folder = mkdtempSync(join(tmpdir(), 'accord-ledger-test-'))
const report = join(folder, 'report.json')
const status = runTool('vitest', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...(builds ? given : given.slice(1)),
])
const counts = countOf(status, existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null)
rmSync(folder, { recursive: true })
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exit(counts.failed === 0 ? 0 : 1)

/** Whatever made vitest fail counts: a test, a file that did not load, an error outside of any test. */
function countOf(status, report) {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 }
  const broken = report.testResults.filter(
    (file) =>
      file.status === 'failed' && file.assertionResults.every((one) => one.status !== 'failed'),
  )
  const skipped = report.testResults.flatMap((file) =>
    file.assertionResults
      .filter((one) => !['passed', 'failed'].includes(one.status))
      .map((one) => `${relative(ROOT, file.name)}: ${one.fullName}`),
  )
  for (const name of skipped) console.log(`skipped: ${name}`)
  const failed = report.numFailedTests + broken.length
  const passed = report.numPassedTests
  const silent = failed === 0 && (status !== 0 || passed === 0)
  return { passed, failed: silent ? 1 : failed, skipped: skipped.length }
}
