/**
 * A process of its own that tries mutants one at a time: it is sent {source, path, tests} and answers
 * {verdict: 'killed' | 'survived' | 'odd', by, test}, after {trying} for each of the tests that it begins. The
 * files on disk stay as they are: the mutant stands only in what vitest loads. It ends where a test takes more than
 * ACCORD_LEDGER_MUTANT_SECONDS of processor time: the mutant loops for ever.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createVitest } from 'vitest/node'
import { ROOT } from '../workspace.mjs'

/** As in vitest.config.ts: tests run on the sources. */
const conditions = ['accord-ledger-source', 'module', 'node', 'development|production']

const SECONDS = Number(process.env['ACCORD_LEDGER_MUTANT_SECONDS'])

let begun = process.cpuUsage()
setInterval(() => {
  const { user, system } = process.cpuUsage(begun)
  if (user + system > SECONDS * 1e6) process.exit(1)
}, 250)

let mutant = null
let loaded = false

const inPlace = {
  name: 'accord-ledger-mutant',
  enforce: 'pre',
  load(id) {
    if (mutant === null || id !== mutant.file) return null
    loaded = true
    return mutant.source
  },
}

// Not the workspace's own configuration: its projects share workers, which would keep the last mutant.
const vitest = await createVitest(
  'test',
  {
    root: ROOT,
    config: false,
    watch: false,
    pool: 'threads',
    maxWorkers: 1,
    isolate: true,
    bail: 1,
    reporters: [{}],
    include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles: ['test/support/seed.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
  { resolve: { conditions }, ssr: { resolve: { conditions } }, plugins: [inPlace] },
)
await vitest.standalone()

process.on('message', (question) => void answer(question))
process.on('disconnect', () => process.exit(1))
process.send({ ready: true })

async function answer({ path, source, tests }) {
  // What vitest has loaded it keeps: the last mutant goes before the next one comes, in whatever file.
  if (mutant !== null) vitest.invalidateFile(mutant.file)
  const file = join(ROOT, path)
  mutant = { file, source: source ?? readFileSync(file, 'utf8') }
  loaded = false
  vitest.invalidateFile(file)
  process.send(await tryMutant(tests))
}

async function tryMutant(tests) {
  for (const test of tests) {
    process.send({ trying: test })
    begun = process.cpuUsage()
    const specs = await vitest.globTestSpecifications([join(ROOT, test)])
    if (specs.length === 0) return { verdict: 'odd', by: `${test} is no test file` }
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specs, false)
    // It answers with every module that it ever ran: an earlier mutant's failure is none of this one.
    const modules = testModules.filter((one) =>
      specs.some(({ moduleId }) => moduleId === one.moduleId),
    )
    const failed = modules.find((one) => one.state() === 'failed')
    if (failed !== undefined || unhandledErrors.length > 0) {
      const one = failed && [...failed.children.allTests('failed')][0]
      return { verdict: 'killed', test, by: one === undefined ? test : `${test}: ${one.fullName}` }
    }
    const ran = modules.some((module) => [...module.children.allTests('passed')].length > 0)
    if (!ran) return { verdict: 'odd', by: `${test} ran nothing` }
  }
  return { verdict: 'survived', by: loaded ? '' : 'no test loads it' }
}
