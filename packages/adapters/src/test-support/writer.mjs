/**
 * A writer in a process of its own, on the built package: appends as fast as it can and writes one line for each
 * acknowledgement, `SIZE HASH`, or the code of the error that ended it.
 *
 *     node writer.mjs DIRECTORY SEGMENT_ENTRIES BATCH
 */
import { createHash } from 'node:crypto'
import { writeSync } from 'node:fs'
import { openFileStore } from '@accord-ledger/adapters/file'

const [directory = '', segmentEntries, batch] = process.argv.slice(2)

const link = (bytes) => {
  const text = Buffer.from(bytes.subarray(0, 64)).toString('latin1')
  return /^[0-9a-f]{64}$/.test(text) ? text : null
}

const hashOf = (bytes) => createHash('sha256').update(Uint8Array.of(0)).update(bytes).digest('hex')

const say = (line) => writeSync(1, `${line}\n`)

try {
  const store = await openFileStore(directory, {
    link,
    mode: 'write',
    create: true,
    segmentEntries: Number(segmentEntries),
  })
  let head = await store.head()
  say(`${head.size} ${head.hash}`)
  for (;;) {
    let prev = head.hash
    const entries = Array.from({ length: Number(batch) }, (_, i) => {
      const bytes = Buffer.from(`${prev} entry ${head.size + i} of process ${process.pid}`)
      prev = hashOf(bytes)
      return bytes
    })
    const result = await store.append(head, entries)
    if (!result.ok) throw new Error('a conflict with itself')
    head = result.head
    say(`${head.size} ${head.hash}`)
  }
} catch (error) {
  say(error.storeError?.code ?? error.stack)
}
