/**
 * An error of the operating system in place of the first, second and third system call of each kind that touches the ledger, one run
 * for each. The subject must say so with the code that docs/design/store.md §3.3 gives, or have done what it was asked to all the
 * same; afterwards aftermath.mjs must find all in order.
 *
 *     node errors.mjs [SCENARIO...]     all that have errors where none is named
 */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { checkAftermath, promised } from './aftermath.mjs'
import { scenarios, SEGMENT_ENTRIES } from './scenarios.mjs'
import { inTurns, makeLog, stagesOf, withFolder } from './stages.mjs'
import { inject, record, subjectOn } from './strace.mjs'

const ENTRIES = 9
const CALLS_OF_A_KIND = 3

/** Codes that a failure may have, by its errno. */
const CODES = {
  EIO: ['unavailable', 'ambiguous'],
  EMFILE: ['unavailable', 'ambiguous'],
  ENOSPC: ['full'],
  EDQUOT: ['full'],
  EFBIG: ['full'],
  EROFS: ['unavailable', 'read-only'],
  EACCES: ['unavailable', 'read-only'],
}
/** The lock alone asks by fcntl. Denied (EACCES), it is one that somebody else holds; the names of other errors do not come through. */
const CODES_OF_THE_LOCK = ['unavailable', 'locked']
const codesFor = ({ name, errno }) =>
  name === 'fcntl' ? [...CODES[errno], ...CODES_OF_THE_LOCK] : CODES[errno]

async function playScenario(folder, name, scenario, log) {
  const start = Date.now()
  mkdirSync(folder)
  const onStage = await stagesOf(folder, scenario, log)
  const command = (stage) => subjectOn(stage, scenario, SEGMENT_ENTRIES)
  const found = await onStage((stage) =>
    record(stage.folder, join(folder, 'trace'), command(stage)),
  )
  const outcomes = new Map()

  const refuse = (call) =>
    onStage(async (stage) => {
      const fault = { ...call, fault: `error=${call.errno}` }
      const ran = await inject(stage.folder, found.paths, fault, command(stage))
      const [word, code] = ran.lines.at(-1)?.split(' ') ?? []
      const said = word === 'failed' ? code : word
      assert.ok(word === 'done' || (word === 'failed' && codesFor(call).includes(code)), said)
      assert.equal(ran.status, word === 'done' ? 0 : 1, ran.errors)
      assert.equal(ran.errors, '')
      const key = word === 'done' ? `${call.name} passed over` : said
      outcomes.set(key, (outcomes.get(key) ?? 0) + 1)
      await checkAftermath(join(stage.folder, 'ledger'), log.entries, promised(ran.lines))
    }).catch((error) => {
      const what = `${call.errno} for ${call.name} ${call.nth}`
      throw new Error(`${name}, ${what}: ${error.message}`, { cause: error })
    })

  const calls = [...found.calls].flatMap(([call, count]) =>
    Array.from({ length: Math.min(count, CALLS_OF_A_KIND) }, (_, n) =>
      scenario.errors.map((errno) => ({ name: call, nth: n + 1, errno })),
    ).flat(),
  )
  await inTurns(calls, refuse)
  const kinds = [...outcomes].map(([outcome, count]) => `${outcome} ${count}`).toSorted()
  const seconds = Math.round((Date.now() - start) / 1000)
  console.log(`${name}: ${calls.length} errors, ${seconds} s (${kinds.join(', ')})`)
  return calls.length
}

await withFolder(async (folder) => {
  const log = await makeLog(folder, ENTRIES)
  const all = Object.keys(scenarios).filter((name) => scenarios[name].errors !== undefined)
  const names = process.argv.length > 2 ? process.argv.slice(2) : all
  let errors = 0
  for (const [n, name] of names.entries())
    errors += await playScenario(join(folder, String(n)), name, scenarios[name], log)
  console.log(`${errors} errors, each told by its code or passed over, nothing lost`)
})
