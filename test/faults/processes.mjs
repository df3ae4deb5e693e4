/**
 * Several processes at one ledger: exactly one of them writes, all others are told so at once, and whatever becomes of the one, the
 * next is not kept waiting by it.
 *
 *     node processes.mjs
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { openFileStore } from '@accord-ledger/adapters/file'
import { entryLink } from '@accord-ledger/core'
import { checkAftermath, promised } from './aftermath.mjs'
import { makeLog, withFolder } from './stages.mjs'
import { subjectOn } from './strace.mjs'

const SEGMENT_ENTRIES = 64
/** Far longer than being refused takes, and far shorter than waiting for anything would be. */
const AT_ONCE = 20_000

/** A subject that runs beside others. `before` goes in front of its command line. */
function start(stage, before = []) {
  const scenario = { how: 'create', steps: ['each', 'stay'] }
  const [command, ...args] = [...before, ...subjectOn(stage, scenario, SEGMENT_ENTRIES)]
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines = []
  const reader = createInterface({ input: child.stdout })
  reader.on('line', (line) => lines.push(line))
  const ended = Promise.all([once(reader, 'close'), once(child, 'exit')])
  const reach = async (count) => {
    while (lines.length < count && child.exitCode === null && child.signalCode === null)
      await Promise.race([once(reader, 'line'), ended])
    return lines[count - 1] ?? lines.at(-1)
  }
  return { child, lines, ended, reach }
}

/** The outcome of one that must be refused: `failed locked`, while the writer goes on. */
async function refused(subject) {
  const timer = setTimeout(() => subject.child.kill('SIGKILL'), AT_ONCE)
  await subject.ended
  clearTimeout(timer)
  assert.match(subject.lines.join('\n'), /^failed locked /)
}

async function end(subject, signal = 'SIGKILL') {
  subject.child.kill(signal)
  await subject.ended
}

/** `count` at once: one writes, all others are refused; readers see more and more. */
async function atOnce(count, stage, log) {
  const all = Array.from({ length: count }, () => start(stage))
  const firsts = await Promise.all(all.map((subject) => subject.reach(1)))
  const writers = all.filter((_, n) => firsts[n].startsWith('open '))
  assert.equal(writers.length, 1, firsts.join(', '))
  const [writer] = writers
  for (const subject of all) if (subject !== writer) await refused(subject)
  await writer.reach(5)
  const directory = join(stage.folder, 'ledger')
  const options = { link: entryLink, mode: 'read', segmentEntries: SEGMENT_ENTRIES }
  const reader = await openFileStore(directory, options)
  const before = await reader.head()
  assert.ok(before.size >= 3)
  await writer.reach(writer.lines.length + 5)
  assert.ok((await reader.head()).size > before.size)
  await reader[Symbol.asyncDispose]()
  await end(writer)
  await checkAftermath(directory, log.entries, promised(writer.lines), SEGMENT_ENTRIES)
  console.log(`${count} at once: one writer, ${count - 1} refused`)
}

/** A stopped writer is one all the same; a killed one is none, from that moment on. */
async function stoppedAndKilled(stage) {
  const writer = start(stage)
  await writer.reach(3)
  writer.child.kill('SIGSTOP')
  for (let n = 0; n < 3; n++) await refused(start(stage))
  await end(writer)
  const next = start(stage)
  assert.match(await next.reach(1), /^open /)
  assert.ok(promised(next.lines).acknowledged >= promised(writer.lines).acknowledged)
  await end(next)
  console.log('a stopped writer keeps the ledger, a killed one leaves it')
}

/** Process ids mean nothing: in name spaces of their own, both are process 1. */
async function inNamespaces(stage) {
  const unshare = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc']
  const writer = start(stage, unshare)
  assert.match(await writer.reach(2), /^ack /)
  await refused(start(stage, unshare))
  await refused(start(stage))
  const [inside] = readFileSync(
    `/proc/${writer.child.pid}/task/${writer.child.pid}/children`,
    'utf8',
  ).split(' ')
  process.kill(Number(inside), 'SIGSTOP')
  await refused(start(stage, unshare))
  await end(writer)
  const next = start(stage, unshare)
  assert.match(await next.reach(1), /^open /)
  await end(next)
  console.log('two PID name spaces: one writer')
}

await withFolder(async (folder) => {
  const log = await makeLog(folder, 2_000)
  const stage = (name) => ({ folder: join(folder, name), logFile: log.logFile })
  await atOnce(2, stage('two'), log)
  await atOnce(6, stage('six'), log)
  await stoppedAndKilled(stage('stopped'))
  await inNamespaces(stage('namespaces'))
})
