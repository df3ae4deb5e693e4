/** A hypercore, and its copy: every block is checked against the tree, and the heads that are sent are signed; a record has no signature of its own. */
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import Hypercore from 'hypercore'
import { contentOf, demand, run } from './peer.mjs'

let core

async function append(folder, records) {
  core = new Hypercore(join(folder, 'core'))
  await core.ready()
  for (let n = 0; n < records; n++) await core.append(Buffer.from(JSON.stringify(contentOf(n))))
}

async function verify(folder, records) {
  const copy = new Hypercore(mkdtempSync(join(folder, 'copy-')), core.key)
  await copy.ready()
  const [here, there] = [core.replicate(true), copy.replicate(false)]
  here.pipe(there).pipe(here)
  await copy.update({ wait: true })
  demand(copy.length === records)
  await copy.download({ start: 0, end: records }).done()
  demand(await copy.has(0, records))
  here.destroy()
  there.destroy()
  await copy.close()
}

await run({ append, verify })
