/**
 * Asks the library of the entries that bend_logs.py has bent, and compares: the rule, the size and the
 * root of what holds.
 *
 *     node test/interop/compare-bent.mjs FILE
 */
import { readFileSync } from 'node:fs'
import { nativeVerifier } from '@accord-ledger/adapters/native'
import * as al from '@accord-ledger/core'

const verifier = nativeVerifier()
const logs = new Map()
const cases = readFileSync(process.argv[2], 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line))
const rules = new Map()
let agree = 0

for (const each of cases) {
  const found = await ask(each)
  const expected = `${each.found} ${each.size} ${each.root}`
  rules.set(each.found, (rules.get(each.found) ?? 0) + 1)
  if (found === expected) agree++
  else {
    console.log(
      `${each.log}, entry ${each.index}, ${each.how}: ${expected} in Python, here ${found}`,
    )
    console.log(Buffer.from(each.line, 'base64').toString())
  }
}
console.log(`python checker: ${cases.length} bent entries, ${rules.size} outcomes, ${agree} agree`)
process.exitCode = agree === cases.length && agree > 0 ? 0 : 1

async function ask({ log, index, line }) {
  async function* blocks() {
    yield [...linesOf(log).slice(0, index), Buffer.from(line, 'base64')]
  }
  const { verdict, size, root, findings } = await al.verifyLog(blocks(), { verifier })
  const broken = findings.find(({ _tag }) => _tag === 'Violation')
  const outcome = broken ? al.ruleNumber(broken.rule) : verdict === 'unknown' ? 'later' : verdict
  return `${outcome} ${size} ${root}`
}

function linesOf(name) {
  const known = logs.get(name)
  if (known !== undefined) return known
  const text = readFileSync(new URL(`../logs/valid/${name}`, import.meta.url), 'utf8')
  const lines = text
    .split('\n')
    .slice(0, -1)
    .map((line) => Buffer.from(line))
  logs.set(name, lines)
  return lines
}
