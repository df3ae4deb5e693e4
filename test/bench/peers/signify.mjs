/** A KERI event log of one identifier: signify-ts, whose libsodium is WebAssembly. It has no verifier of logs: this one checks digests, order and signatures. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { incept, interact, ready, Saider, Serder, Siger, Signer, Verfer } from 'signify-ts'
import { contentOf, demand, run } from './peer.mjs'

await ready()
const signer = new Signer({ transferable: true })
const key = signer.verfer.qb64

function append(folder, records) {
  let last = incept({ keys: [key], code: 'E' })
  const { pre } = last
  let lines = lineOf(last)
  for (let n = 1; n < records; n++) {
    last = interact({ pre, dig: last.sad.d, sn: n, data: [contentOf(n)] })
    lines += lineOf(last)
  }
  writeFileSync(join(folder, 'events.jsonl'), lines)
}

function lineOf(serder) {
  const sig = signer.sign(Buffer.from(serder.raw), 0).qb64
  return `${JSON.stringify({ event: serder.raw, sig })}\n`
}

function verify(folder, records) {
  const verfer = new Verfer({ qb64: key })
  const lines = readFileSync(join(folder, 'events.jsonl'), 'utf8').trimEnd().split('\n')
  demand(lines.length === records)
  let last
  for (const [n, line] of lines.entries()) {
    const { event, sig } = JSON.parse(line)
    const { sad } = new Serder(JSON.parse(event))
    demand(Number.parseInt(sad.s, 16) === n && sad.p === last)
    const saider = new Saider({ qb64: sad.d })
    demand(n === 0 || saider.verify(sad, true, true))
    demand(verfer.verify(new Siger({ qb64: sig }).raw, Buffer.from(event)))
    last = sad.d
  }
}

await run({ append, verify })
