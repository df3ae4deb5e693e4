/**
 * SIGKILL at the entry of every single system call that touches the ledger, one run for each. Afterwards aftermath.mjs must find all
 * in order.
 *
 *     node kills.mjs [SCENARIO...]     all where none is named
 */
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { checkAftermath, promised } from './aftermath.mjs'
import { scenarios, SEGMENT_ENTRIES } from './scenarios.mjs'
import { inTurns, makeLog, stagesOf, withFolder } from './stages.mjs'
import { inject, record, subjectOn } from './strace.mjs'

const ENTRIES = 9

async function playScenario(folder, name, scenario, log) {
  const start = Date.now()
  mkdirSync(folder)
  const onStage = await stagesOf(folder, scenario, log)
  const command = (stage) => subjectOn(stage, scenario, SEGMENT_ENTRIES)
  const found = await onStage(async (stage) => {
    const recorded = await record(stage.folder, join(folder, 'trace'), command(stage))
    assert.equal(recorded.lines.at(-1), 'done')
    await checkAftermath(join(stage.folder, 'ledger'), log.entries, promised(recorded.lines))
    return recorded
  })

  const killed = new Map()
  const killAt = (call) =>
    onStage(async (stage) => {
      const fault = { ...call, fault: 'signal=SIGKILL' }
      const { signal, status, lines } = await inject(
        stage.folder,
        found.paths,
        fault,
        command(stage),
      )
      const ended = signal === 'SIGKILL' || status === 137
      // One call more than there are: the run comes to its end, and so none was left out.
      assert.equal(ended, call.nth <= found.calls.get(call.name), `${status} ${lines.join(', ')}`)
      if (ended) killed.set(call.name, (killed.get(call.name) ?? 0) + 1)
      else assert.equal(lines.at(-1), 'done')
      await checkAftermath(join(stage.folder, 'ledger'), log.entries, promised(lines))
    }).catch((error) => {
      throw new Error(`${name}, killed at ${call.name} ${call.nth}: ${error.message}`, {
        cause: error,
      })
    })

  const calls = [...found.calls].flatMap(([call, count]) =>
    Array.from({ length: count + 1 }, (_, n) => ({ name: call, nth: n + 1 })),
  )
  await inTurns(calls, killAt)
  const kills = [...killed.values()].reduce((sum, count) => sum + count, 0)
  const kinds = [...killed].map(([call, count]) => `${call} ${count}`).toSorted()
  console.log(
    `${name}: ${kills} kills, ${Math.round((Date.now() - start) / 1000)} s (${kinds.join(', ')})`,
  )
  assert.ok(kills >= scenario.kills, `${name}: ${scenario.kills} kills were expected at least`)
  return kills
}

await withFolder(async (folder) => {
  const log = await makeLog(folder, ENTRIES)
  const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(scenarios)
  let kills = 0
  for (const [n, name] of names.entries())
    kills += await playScenario(join(folder, String(n)), name, scenarios[name], log)
  console.log(`${kills} kills, nothing lost`)
})
