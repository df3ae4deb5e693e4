/**
 * Runs the library in a browser: a page that is bundled for browsers, served from 127.0.0.1, and opened in Chromium.
 *
 *     node test/browser/run.mjs BROWSER
 *
 * The page answers questions (questions.mjs) by WebCrypto, where that passes its self test, and by noble: every Ed25519 vector, every log
 * of test/logs, every receipt of test/vectors, and a published ledger that the http client reads. Node answers them as well, by its own
 * backend. All three have to say the same, and what is written down beside vectors and logs.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { nativeVerifier } from '@accord-ledger/adapters/native'
import { answersOf } from './answers.mjs'
import { openBrowser, versionOf } from './chromium.mjs'
import { makeQuestions } from './questions.mjs'
import { serveSite } from './site.mjs'

/** Milliseconds that the page has for its answers. */
const PATIENCE = 120_000
/** Differences that are printed. */
const SHOWN = 10
const PUBLISHED = '/log'

const [browser] = process.argv.slice(2)
if (browser === undefined) throw new Error('usage: node test/browser/run.mjs BROWSER')
const stopped = new Promise((_, reject) => {
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => reject(new Error(`stopped by ${signal}`)))
})
stopped.catch(() => {})

const folder = mkdtempSync(join(tmpdir(), 'accord-ledger-browser-'))
try {
  const version = versionOf(browser)
  const { questions, due, published } = await makeQuestions(folder, PUBLISHED)
  const script = await bundle()
  const site = await serveSite({ script, questions, path: PUBLISHED, published })
  try {
    const here = asTold(await answersOf(questions, nativeVerifier(), site.url))
    const { best, refused, answers } = await ask(site)
    const differences = compare('Node', here, due)
    for (const [backend, rows] of Object.entries(answers))
      differences.push(...compare(`${backend} in the browser`, rows, due, here))
    const backends = refused === null ? ['webcrypto', 'noble'] : ['noble']
    if (Object.keys(answers).join() !== backends.join() || best !== backends[0])
      differences.push(`WebCrypto is ${refused === null ? 'fit' : 'unfit'}, yet ${best} was chosen`)
    tell(version, { questions, here, refused, best, differences })
  } finally {
    await site.close()
  }
} catch (error) {
  console.error('in a browser:', error)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
}

/** The page and all that it imports, as a browser's tools would pack it: one file, without anything of Node. */
async function bundle() {
  // Rolldown is what vitest brings, by way of Vite.
  const tool = ['vitest', 'vite', 'rolldown'].reduce(
    (from, name) => createRequire(from).resolve(name),
    fileURLToPath(import.meta.url),
  )
  const { rolldown } = await import(pathToFileURL(tool).href)
  const packed = await rolldown({
    input: fileURLToPath(new URL('page.mjs', import.meta.url)),
    platform: 'browser',
    onLog: (level, { message }) => {
      if (level === 'warn') throw new Error(`the bundle: ${message}`)
    },
  })
  const file = join(folder, 'page.js')
  await packed.write({ file, format: 'esm', codeSplitting: false })
  await packed.close()
  return file
}

/** What the page at `site` found. Rejects where it fails, where the browser ends, and where there is no answer in time. */
async function ask(site) {
  const opened = openBrowser(browser, `${site.url}/`, folder)
  let late
  const silent = new Promise((_, reject) => {
    const say = (why) => reject(new Error(`${why}\n${opened.lastWords()}`))
    late = setTimeout(() => say(`no answer in ${PATIENCE / 1_000} s`), PATIENCE)
    void opened.ended.then(say)
  })
  try {
    return await Promise.race([site.found, silent, stopped])
  } finally {
    clearTimeout(late)
    silent.catch(() => {})
    await opened.close()
  }
}

/** As it comes out of JSON. */
function asTold(rows) {
  return JSON.parse(JSON.stringify(rows))
}

/** Sentences on what `rows` do not say as it is due, or otherwise than `others`, which are Node's. */
function compare(who, rows, due, others = rows) {
  const [said, node] = [rows, others].map((each) => new Map(each))
  const differences = []
  for (const name of new Set([...due.keys(), ...node.keys(), ...said.keys()])) {
    const answer = said.get(name)
    const differs = (from, expected) =>
      differences.push(`${name}: ${who} says ${brief(answer)}, but ${from} ${brief(expected)}`)
    if (due.has(name) && !includes(answer, due.get(name))) differs('due is', due.get(name))
    else if (!isDeepStrictEqual(answer, node.get(name))) differs('Node says', node.get(name))
  }
  return differences
}

/** Whether `answer` has all that `due` has: fields, and their fields, and items in their places. */
function includes(answer, due) {
  if (due === null || typeof due !== 'object') return answer === due
  if (answer === null || typeof answer !== 'object') return false
  return Object.keys(due).every((name) => includes(answer[name], due[name]))
}

function brief(answer) {
  const text = JSON.stringify(answer) ?? 'nothing'
  return text.length > 400 ? `${text.slice(0, 400)}…` : text
}

function tell(version, { questions, here, refused, best, differences }) {
  const { vectors, logs, receipts } = questions
  console.log(`${version}: the best verifier is ${best}`)
  if (refused !== null)
    console.log(`WebCrypto DOES NOT DECIDE THE RULE in this browser: ${refused}`)
  console.log(
    `${vectors.length} signatures, ${logs.length} logs, ${receipts.length} receipts and a published ledger, by ` +
      `${refused === null ? 'webcrypto and noble' : 'noble alone'}: ${here.length} answers each, compared with Node's`,
  )
  if (differences.length === 0) return
  console.error(`${differences.length} differences`)
  for (const each of differences.slice(0, SHOWN)) console.error(`  ${each}`)
  process.exitCode = 1
}
