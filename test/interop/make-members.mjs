/**
 * Asks the projection who the members are: of every valid log in test/logs at every size, and of the
 * ledger of make-ledger.mjs at some, on every day that matters. Another program answers the same.
 *
 *     node test/interop/make-members.mjs FOLDER
 *
 * Makes FOLDER/ledger, and FOLDER/members.jsonl with a question and its answer a line:
 * {"log", "accord", "size", "on", "members"}; `members` is null where the accord is not published yet.
 */
import { createWriteStream, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { finished } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { nativeVerifier } from '@accord-ledger/adapters/native'
import * as al from '@accord-ledger/core'
import * as pr from '@accord-ledger/projection'
import { makeLedger } from './make-ledger.mjs'

const LOGS = fileURLToPath(new URL('../logs/valid/', import.meta.url))
const verifier = nativeVerifier()
const folder = resolve(process.argv[2])
const out = createWriteStream(join(folder, 'members.jsonl'))

for (const name of readdirSync(LOGS).filter((each) => each.endsWith('.jsonl'))) {
  const entries = await verified(readFileSync(join(LOGS, name)))
  for (let size = 0; size <= entries.length; size++) {
    ask(join(LOGS, name), entries, size, daysThatMatter(entries))
  }
}
const ledger = join(folder, 'ledger')
const all = await makeLedger(ledger)
const days = daysThatMatter(all)
for (let size = all.length; size > 0; size -= 61) ask(ledger, all, size, days)
out.end()
await finished(out)

function ask(log, entries, size, on) {
  const register = pr.project(pr.register, entries)
  const ids = new Set(entries.flatMap(({ event }) => ('accord' in event ? [event.accord] : [])))
  for (const accord of ids) {
    for (const day of on) {
      const answer = pr.members(register, accord, { size, on: day })
      const members = answer._tag === 'Left' ? null : answer.right.members
      out.write(`${JSON.stringify({ log, accord, size, on: day, members })}\n`)
    }
  }
}

/** Each day that an event names, the day before it and the one after. */
function daysThatMatter(entries) {
  const named = entries.flatMap(({ event, time }) => [event.effective ?? al.dayOf(time)])
  const numbers = named.map(al.dayNumber).flatMap((number) => [number - 1, number, number + 1])
  const [first, last] = ['1600-01-01', '9999-12-31'].map(al.dayNumber)
  return [...new Set(numbers)]
    .filter((number) => number >= first && number <= last)
    .map((number) => al.dayFromNumber(number))
}

async function verified(file) {
  const entries = []
  async function* blocks() {
    yield file
      .toString('utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => Buffer.from(line))
  }
  const { failure } = await al.replay(al.emptyState(), blocks(), {
    verifier,
    onEntry: (entry) => entries.push(entry),
  })
  if (failure !== null) throw new Error(al.describe(failure))
  return entries
}
