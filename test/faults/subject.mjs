/**
 * What is put under faults: a ledger that is opened, appended to and published, in a process of its own, on the built packages.
 *
 *     node subject.mjs DIRECTORY LOG open|create|rebuild SEGMENT_ENTRIES STEP...
 *
 * LOG holds entries, one a line; step `append:N` logs the next N of them in one call, `each` all that are left, one a call,
 * `publish` signs a checkpoint and publishes it where its quorum is there, `publish:degraded` in any case, `stay` waits to be
 * killed. `rebuild` opens nothing, and writes missing tiles. Of each step it says in a line what was acknowledged, as soon as it was:
 *
 *     open SIZE · ack SIZE · published SIZE · waiting SIZE · failed CODE MESSAGE · done
 *
 * Exit status: 0 done, 1 failed with a code, 70 with anything else.
 */
import { readFileSync, writeSync } from 'node:fs'
import { openFileStore } from '@accord-ledger/adapters/file'
import { nativeVerifier } from '@accord-ledger/adapters/native'
import { knownSizeOf, publishCheckpoint, trackLog } from '@accord-ledger/adapters/publication'
import { rebuildTiles } from '@accord-ledger/adapters/tiles'
import { asStoreError, describe, entryLink, openLedger } from '@accord-ledger/core'
import { NOW, operator, right, unreachable } from './world.mjs'

const [directory, logFile, how, segmentEntries, ...steps] = process.argv.slice(2)
const log = readFileSync(logFile, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
const verifier = nativeVerifier()
const clock = () => NOW

const say = (line) => writeSync(1, `${line}\n`)

async function main() {
  if (how === 'rebuild') right(await rebuildTiles(directory)())
  else await write()
  say('done')
}

async function write() {
  const knownSize = how === 'create' ? 0 : right(await knownSizeOf(directory)())
  const store = await openFileStore(directory, {
    link: entryLink,
    mode: 'write',
    create: how === 'create',
    segmentEntries: Number(segmentEntries),
    knownSize,
  })
  try {
    const track = trackLog()
    const ledger = right(await openLedger({ store, verifier, clock, onEntry: track.onEntry })())
    say(`open ${ledger.view().size}`)
    for (const step of steps) await take(step, ledger, track)
  } finally {
    await store[Symbol.asyncDispose]()
  }
}

async function take(step, ledger, track) {
  const [name, detail] = step.split(':')
  const left = log.slice(ledger.view().size).map((line) => JSON.parse(line))
  if (name === 'append') await append(ledger, left.slice(0, Number(detail)))
  if (name === 'each') for (const signed of left) await append(ledger, [signed])
  if (name === 'publish') await publish(track, detail === 'degraded')
  if (name === 'stay') await new Promise(() => setInterval(() => {}, 1_000))
}

async function append(ledger, signed) {
  right(await ledger.append(signed.map(({ event, signatures }) => ({ event, signatures })))())
  say(`ack ${ledger.view().size}`)
}

async function publish(track, degraded) {
  const options = { directory, log: track, signers: [operator], ask: unreachable, verifier, clock }
  const { status, size } = right(await publishCheckpoint({ ...options, degraded })())
  say(`${status} ${size}`)
}

try {
  await main()
} catch (thrown) {
  const failure = asStoreError(thrown) ?? thrown.left
  if (failure?._tag === 'StoreError') {
    say(`failed ${failure.code} ${failure.message}`)
    process.exitCode = 1
  } else {
    say(`crashed ${failure === undefined ? thrown.stack : describe(failure)}`)
    process.exitCode = 70
  }
}
