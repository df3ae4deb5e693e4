/**
 * Real limits instead of injected errors: a file system that is full, and a process that may not make a file larger. Both let a write
 * through in part and refuse the rest, wherever the limit lies.
 *
 *     node limits.mjs TMPFS     a folder where a small tmpfs is mounted
 */
import assert from 'node:assert/strict'
import { readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkAftermath, promised } from './aftermath.mjs'
import { inTurns, makeLog, withFolder } from './stages.mjs'
import { run, subjectOn } from './strace.mjs'

const SEGMENT_ENTRIES = 64
const EACH = { how: 'create', steps: ['each', 'publish'] }

/** Runs the subject until a limit stops it, and lifts the limit. Answers what was acknowledged, and whether a line was cut short. */
async function playUntilFull(stage, log, command, lift) {
  const ran = await run(...command)
  const promises = promised(ran.lines)
  const [word, code] = ran.lines.at(-1).split(' ')
  const told = `${ran.lines.at(-1)} ${ran.errors}`
  assert.ok(ran.status === 1 && ran.errors === '' && word === 'failed' && code === 'full', told)
  assert.ok(promises.acknowledged < log.entries.length)
  lift()
  const directory = join(stage.folder, 'ledger')
  await checkAftermath(directory, log.entries, promises, SEGMENT_ENTRIES)
  const torn = readdirSync(join(directory, 'torn')).length > 0
  return { acknowledged: promises.acknowledged, torn }
}

/** A full file system: each time with less room, until a few entries fit. */
async function fillUp(folder, log) {
  const ballast = join(folder, 'ballast')
  const reached = []
  for (const pages of [3, 4, 5, 6, 7, 8, 9, 11, 14, 19, 27, 40]) {
    const { bavail, bsize } = statfsSync(folder)
    writeFileSync(ballast, Buffer.alloc((bavail - pages) * bsize, 1))
    const stage = { folder, logFile: log.logFile }
    const [node, ...args] = subjectOn(stage, EACH, SEGMENT_ENTRIES)
    const lift = () => rmSync(ballast)
    const { acknowledged } = await playUntilFull(stage, log, [node, args], lift)
    reached.push(acknowledged)
    rmSync(join(folder, 'ledger'), { recursive: true })
  }
  console.log(`full file system: stopped after ${reached.join(', ')} entries`)
  assert.ok(new Set(reached).size > 4)
}

/** A limit for the size of a file (RLIMIT_FSIZE), at every place in and about the entries of a log. */
async function limitSize(folder, log) {
  const limits = []
  for (let limit = 1; limit < 3_000; limit += 97) limits.push(limit)
  let halves = 0
  await inTurns(limits, async (limit) => {
    const stage = { folder: join(folder, String(limit)), logFile: log.logFile }
    const command = ['prlimit', [`--fsize=${limit}`, ...subjectOn(stage, EACH, SEGMENT_ENTRIES)]]
    const { torn } = await playUntilFull(stage, log, command, () => {}).catch((error) => {
      throw new Error(`RLIMIT_FSIZE ${limit}: ${error.message}`, { cause: error })
    })
    if (torn) halves += 1
  })
  console.log(`file size limit: ${limits.length} limits, ${halves} of them in the middle of a line`)
  assert.ok(halves > limits.length / 2)
}

await withFolder(async (folder) => {
  const log = await makeLog(folder, 300)
  await fillUp(process.argv[2], log)
  await limitSize(folder, log)
})
