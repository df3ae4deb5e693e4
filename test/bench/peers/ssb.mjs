/** A feed of Secure Scuttlebutt: ssb-validate with ssb-keys, whose signatures are sodium-native's where that loads. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import ssbKeys from 'ssb-keys'
import ssbValidate from 'ssb-validate'
import { contentOf, demand, run } from './peer.mjs'

const keys = ssbKeys.generate()

function append(folder, records) {
  let state = ssbValidate.initial()
  let lines = ''
  for (let n = 0; n < records; n++) {
    const message = ssbValidate.create(
      state.feeds[keys.id],
      keys,
      null,
      contentOf(n),
      1_700_000_000_000 + n,
    )
    state = ssbValidate.append(state, null, message)
    if (state.error) throw state.error
    lines += `${JSON.stringify(message)}\n`
  }
  writeFileSync(join(folder, 'feed.jsonl'), lines)
}

function verify(folder, records) {
  let state = ssbValidate.initial()
  for (const line of readFileSync(join(folder, 'feed.jsonl'), 'utf8').trimEnd().split('\n')) {
    state = ssbValidate.append(state, null, JSON.parse(line))
    if (state.error) throw state.error
  }
  demand(state.feeds[keys.id].sequence === records)
}

await run({ append, verify })
