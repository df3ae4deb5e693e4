/**
 * The whole of it on real input: a ledger in a folder, two public accords, a register taken over, 34
 * parties that sign for themselves, and somebody who cheats. `npm run demo [-- FOLDER]`
 */
import { cp, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readRawEntries } from '@accord-ledger/adapters/file'
import { bestVerifier } from '@accord-ledger/adapters/native'
import { describe, encodeHex, isDay, sha256, verifyLog } from '@accord-ledger/core'
import type { Day } from '@accord-ledger/core'
import { countsOver, register } from '@accord-ledger/projection'
import { foundersOf, say, signerFromFile, signFounders, withLedger } from './founders.ts'
import { accordLedger, chart, heading } from './terminal.ts'

const data = fileURLToPath(new URL('../../../test/data/', import.meta.url))
const folder = process.argv[2] ?? (await mkdtemp(join(tmpdir(), 'accord-ledger-demo-')))
const run = (line: string) => accordLedger(folder, line)
const effective = new Date().toISOString().slice(0, 10)

heading(`1. A ledger is founded in ${folder}`)
run('keygen operator.key')
run('keygen registrar.key')
run('init ledger --origin accords.example/demo --operator operator.key --registrar registrar.key')

heading('2. The Tech Accord is published: its text is in the log by its SHA-256')
const techAccord = join(data, 'tech-accord.json')
const { accord } = JSON.parse(await readFile(techAccord, 'utf8')) as {
  accord: { title: string; url: string; principles: readonly string[] }
}
const text = new TextEncoder().encode(`${[accord.title, ...accord.principles].join('\n')}\n`)
await writeFile(join(folder, 'tech-accord.txt'), text)
run(
  `accord publish ledger --id tech-accord --title '${accord.title}' --text tech-accord.txt ` +
    `--uri ${accord.url} --registrar registrar.key`,
)

heading('3. The register of the Paris Call is taken over, as attested: nobody signed here')
await cp(join(data, 'paris-call.json'), join(folder, 'paris-call.json'))
run('import ledger --register paris-call.json --registrar registrar.key')

heading(
  '4. The 34 founders of the Tech Accord get keys, made for this demo, and sign for themselves',
)
const founders = await foundersOf(techAccord, '2018-04-17')
const last = founders.at(-1)
if (last === undefined) throw new Error('the Tech Accord has founders')
await withLedger(join(folder, 'ledger'), async (ledger) => {
  const registrar = await signerFromFile(join(folder, 'registrar.key'))
  const terms = { accord: 'tech-accord', text: encodeHex(sha256(text)), effective }
  const entries = await signFounders(ledger, founders, registrar, terms)
  console.log(
    `  ${entries.length} entries logged, entry ${entries[0]?.index} to ${entries.at(-1)?.index}`,
  )

  heading('5. One of them withdraws, and its old endorsement is sent again')
  const size = ledger.view().size
  await say(
    ledger,
    { type: 'withdraw', accord: terms.accord, signatory: last.id, effective, reason: null },
    last.signer,
  )
  console.log(`  entry ${size}: ${last.id} withdraws from tech-accord`)
  const replayed = entries.at(-1)
  if (replayed === undefined) throw new Error('the last founder endorsed')
  const refused = await ledger.append([replayed])()
  if (refused._tag === 'Right') throw new Error('a replayed endorsement was logged')
  console.log(`  sent again: ${describe(refused.left)}`)
})
run(`history ledger --signatory ${last.id}`)

heading('6. Anyone verifies the whole log')
run('verify ledger')

heading('7. One byte of a copy is changed: a party of the Paris Call joins a year early')
await cp(join(folder, 'ledger'), join(folder, 'forged'), { recursive: true })
const [segment] = await readdir(join(folder, 'forged', 'public', 'entries'))
const path = join(folder, 'forged', 'public', 'entries', segment ?? '')
const forged = await readFile(path)
const year = forged.indexOf('"effective":"2018-11-12"', forged.indexOf('"act":"endorse"'))
forged.write('7', year + '"effective":"201'.length)
await writeFile(path, forged)
accordLedger(folder, 'verify forged', 1)

heading('8. Who was in, and when: the Paris Call by category')
for (const day of ['2018-11-12', '2019-11-12']) {
  run(`counts ledger --accord paris-call --by category --on ${day}`)
}
run('counts ledger --accord paris-call --by category')
await drawParisCall()

heading(`The ledger stays in ${folder}: read it with less, grep and git diff`)

async function drawParisCall(): Promise<void> {
  let state = register.initialState()
  const { blocks } = await readRawEntries(join(folder, 'ledger'))
  await verifyLog(blocks, {
    verifier: await bestVerifier(),
    onEntry: (entry) => (state = register.evolve(state, entry)),
  })
  const dates = `2018-11-12 2019-05-12 2019-11-12 2020-05-12 2020-11-12
    2021-11-12 2022-11-12 2023-11-12 ${effective}`
  const days: readonly Day[] = dates.split(/\s+/).filter((day) => isDay(day))
  const series = countsOver(state, 'paris-call', 'category', days, {})
  if (series._tag === 'Left') throw new Error('the Paris Call is in the ledger')
  const categories = ['company', 'civil-society', 'state', 'public-authority', 'unspecified']
  chart(series.right, categories)
}
