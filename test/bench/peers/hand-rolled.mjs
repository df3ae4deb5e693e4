/** A hash chain of signed lines on node:crypto, as one writes it in an afternoon: one thread, no rules, no tree. */
import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contentOf, demand, run } from './peer.mjs'

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const hashOf = (text) => createHash('sha256').update(text).digest('hex')

function append(folder, records) {
  let prev = '0'.repeat(64)
  let lines = ''
  for (let n = 0; n < records; n++) {
    const body = JSON.stringify({ n, prev, content: contentOf(n) })
    const sig = sign(null, Buffer.from(body), privateKey).toString('hex')
    const line = JSON.stringify({ body, sig })
    prev = hashOf(line)
    lines += `${line}\n`
  }
  writeFileSync(join(folder, 'chain.jsonl'), lines)
}

function verifyAll(folder, records) {
  let prev = '0'.repeat(64)
  const lines = readFileSync(join(folder, 'chain.jsonl'), 'utf8').trimEnd().split('\n')
  for (const [n, line] of lines.entries()) {
    const { body, sig } = JSON.parse(line)
    const record = JSON.parse(body)
    demand(record.n === n && record.prev === prev)
    demand(verify(null, Buffer.from(body), publicKey, Buffer.from(sig, 'hex')))
    prev = hashOf(line)
  }
  demand(lines.length === records)
}

await run({ append, verify: verifyAll })
