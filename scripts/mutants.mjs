/**
 * `pnpm mutants`: are the tests of core worth what they cost? Every small change of the source
 * (mutants/make-mutants.mjs) has to fail a test; what survives is printed with file, line and change.
 *
 *     pnpm mutants                                  a sample: 12 mutants of rules, proofs and notes
 *     pnpm mutants --sample 40 --seed 7             another one
 *     ACCORD_LEDGER_LONG=1 pnpm mutants             all of them: hours
 *     ACCORD_LEDGER_LONG=1 pnpm mutants rules/acts  those of the files whose path says so
 *
 * A survivor that changes nothing anybody could see, or that is accepted, has its reason in
 * test/mutation/survivors.json. The exit status is 1 for a survivor without one in rules, tree and
 * notes, for a reason that names no mutant any more, and for one whose mutant does not survive.
 */
import { fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeMutants, withMutant } from './mutants/make-mutants.mjs'
import { FOLDERS, sourcesOf, testsOf } from './mutants/tests-of.mjs'
import { ROOT, stop } from './workspace.mjs'

const REASONS = 'test/mutation/survivors.json'
const SAMPLE = 12
const SEED = 20261122
/** Of processor time, for one test file: a mutant that loops for ever is noticed too. */
const SECONDS = Number(process.env['ACCORD_LEDGER_MUTANT_SECONDS'] ?? 30)
/** Of any time: one that waits for ever, on a machine that has other things to do as well. */
const PATIENCE = 10 * SECONDS
const JOBS = Number(process.env['ACCORD_LEDGER_MUTANT_JOBS'] ?? 1)
const LONG = process.env['ACCORD_LEDGER_LONG'] === '1'

const { sample, seed, paths } = readArguments(process.argv.slice(2))
const nameOf = ({ path, near, from, to, nth = 1 }) => JSON.stringify([path, near, from, to, nth])
const reasons = new Map(
  JSON.parse(readFileSync(join(ROOT, REASONS), 'utf8')).map((one) => [nameOf(one), one.reason]),
)
const sources = new Map()
const all = FOLDERS.flatMap(({ path: folder, strict }) =>
  sourcesOf(folder).flatMap((path) => {
    const source = readFileSync(join(ROOT, path), 'utf8')
    sources.set(path, source)
    return makeMutants(path, source).map((mutant) => ({ ...mutant, strict }))
  }),
)
const names = new Set(all.map(nameOf))
const faults = [...reasons.keys()]
  .filter((name) => !names.has(name))
  .map((name) => `a reason for what is no mutant any more: ${name}`)
faults.push(...[...reasons].filter(([, why]) => !why).map(([name]) => `no reason given: ${name}`))

const asked = all.filter(
  ({ path }) => paths.length === 0 || paths.some((one) => path.includes(one)),
)
const chosen = LONG
  ? asked
  : drawn(
      asked.filter((mutant) => mutant.strict && !reasons.has(nameOf(mutant))),
      sample,
      seed,
    )
if (chosen.length === 0) stop('no mutant is asked for')
console.log(
  `${chosen.length} of ${all.length} mutants${LONG ? '' : `, drawn by seed ${seed}`}, ${JOBS} at a time`,
)

const started = Date.now()
let tried = 0
const queue = [...chosen]
const counts = { killed: 0, survived: 0, late: 0 }
await Promise.all(Array.from({ length: JOBS }, work))

for (const fault of faults) console.log(fault)
console.log(
  `${counts.killed} killed, ${counts.late} did not end, ${counts.survived} survived ` +
    `(${Math.round((Date.now() - started) / 1000)} s); ${faults.length} faults`,
)
process.exit(faults.length === 0 ? 0 : 1)

/** One process after another, each of which tries mutants until one of them does not answer. */
async function work() {
  let runner = null
  const killers = new Set()
  /** Of one source file: the tests that failed for a mutant, and how often. What noticed most is asked first. */
  let kills = { path: '', of: new Map() }
  const killsOf = (test) => kills.of.get(test) ?? 0
  for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
    runner ??= await startRunner()
    const source = withMutant(sources.get(mutant.path), mutant)
    if (kills.path !== mutant.path) kills = { path: mutant.path, of: new Map() }
    const tests = testsOf(mutant.path).toSorted((a, b) => killsOf(b) - killsOf(a))
    const answer = await ask(runner, { path: mutant.path, source, tests })
    if (answer === null) {
      runner.kill('SIGKILL')
      runner = null
    }
    if (answer?.verdict === 'killed') {
      killers.add(answer.test)
      kills.of.set(answer.test, killsOf(answer.test) + 1)
    }
    settle(mutant, answer)
  }
  if (killers.size > 0) await checkKillers((runner ??= await startRunner()), [...killers])
  runner?.kill('SIGKILL')
}

/**
 * Tests that failed for a mutant have to pass without one, in the process that tried the mutants: a test that always
 * fails kills every mutant, and so does a process that remembers a failure.
 */
async function checkKillers(runner, tests) {
  const answer = await ask(runner, { path: chosen[0].path, tests })
  if (answer?.verdict !== 'survived')
    faults.push(`${answer?.by ?? 'a test that does not end'}: fails without any mutant`)
}

function settle(mutant, answer) {
  if (answer?.verdict === 'odd') stop(`${sentence(mutant)}: ${answer.by}`)
  const survived = answer?.verdict === 'survived'
  tried += 1
  if (LONG && tried % 25 === 0) console.log(`${tried} of ${chosen.length}`)
  counts[answer === null ? 'late' : answer.verdict] += 1
  const reason = reasons.get(nameOf(mutant))
  if (survived) {
    const why = reason ?? (answer.by === '' ? 'no reason is written' : answer.by)
    console.log(`survives: ${sentence(mutant)}\n          ${why}`)
    if (reason === undefined && mutant.strict) faults.push(`survives: ${nameOf(mutant)}`)
  } else {
    if (!LONG || answer === null)
      console.log(`${answer === null ? 'no end' : 'killed'}: ${sentence(mutant)}`)
    if (reason !== undefined) faults.push(`has a reason, and is killed: ${nameOf(mutant)}`)
  }
}

function short(text) {
  return text.replaceAll(/\s+/g, ' ')
}

function sentence({ path, line, from, to, near }) {
  const where = near.includes(short(from)) ? '' : `   in ${near}`
  return `${path}:${line}: ${short(from)} → ${short(to)}${where}`
}

async function startRunner() {
  const env = { ...process.env, ACCORD_LEDGER_MUTANT_SECONDS: String(SECONDS) }
  // What the tests do must not depend on who runs them.
  delete env['ACCORD_LEDGER_CORPUS']
  delete env['ACCORD_LEDGER_LONG']
  // What a runner that dies has to say is of no use: a mutant may well take all memory.
  const stdio = ['ignore', 'ignore', 'ignore', 'ipc']
  const runner = fork(join(ROOT, 'scripts/mutants/run-mutant.mjs'), { env, stdio })
  await answerOf(runner)
  return runner
}

function ask(runner, question) {
  const answer = answerOf(runner)
  runner.send(question)
  return answer
}

/** The next answer; null where it does not come, in time for each of the tests or at all. */
function answerOf(runner) {
  return new Promise((resolve) => {
    const gone = () => settled(null)
    const timer = setTimeout(gone, PATIENCE * 1000)
    const told = (message) => ('trying' in message ? timer.refresh() : settled(message))
    const settled = (answer) => {
      clearTimeout(timer)
      runner.off('message', told)
      runner.off('exit', gone)
      resolve(answer)
    }
    runner.on('message', told)
    runner.on('exit', gone)
  })
}

/** `count` of `items`, drawn without repeating by a small generator (mulberry32) from `from`. */
function drawn(items, count, from) {
  let state = from >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const left = [...items]
  return Array.from({ length: Math.min(count, left.length) }, () => {
    const [one] = left.splice(Math.floor(next() * left.length), 1)
    return one
  })
}

function readArguments(given) {
  const asked = { sample: SAMPLE, seed: SEED, paths: [] }
  for (let i = 0; i < given.length; i++) {
    const name = given[i].startsWith('--') ? given[i].slice(2) : null
    if (name === null) asked.paths.push(given[i])
    else if (name === 'sample' || name === 'seed') asked[name] = Number(given[++i])
    else if (name !== '') stop(`unknown option ${given[i]}: see the head of scripts/mutants.mjs`)
  }
  return asked
}
