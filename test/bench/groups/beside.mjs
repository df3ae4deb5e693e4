/** What verification costs beside signatures, what a projection adds, and how both grow. */
import { nativeVerifier } from '@accord-ledger/adapters/native'
import { project, register } from '@accord-ledger/projection'
import { ledgerOf, signaturesOf, verified, yes } from '../logs.mjs'
import { inTurns, medianOf, ratios, secondsOf } from '../measure.mjs'
import { bareLoop, partiesOf } from './signatures.mjs'

const SAMPLE = 10_000

export async function beside({ cache, entries, parties, repeats }) {
  const directory = ledgerOf(cache, entries, parties)
  const sample = await signaturesOf(directory, SAMPLE)
  const projected = async () => {
    let state = register.initialState()
    const onEntry = (entry) => (state = register.evolve(state, entry))
    await verified(directory, { verifier: yes, onEntry })
  }
  const { rest, verify } = await inTurns(
    { rest: projected, verify: () => bareLoop(sample) },
    repeats,
  )
  const values = ratios(rest, verify, sample.length / entries)
  return [
    {
      id: 'beside-signatures',
      entries,
      values,
      seconds: { rest, [`${sample.length} bare`]: verify },
    },
  ]
}

export async function projection({ cache, entries, parties, repeats }) {
  const all = []
  await verified(ledgerOf(cache, entries, parties), {
    verifier: yes,
    onEntry: (entry) => all.push(entry),
  })
  const { ours, bare } = await inTurns(
    { ours: () => project(register, all), bare: () => bareFold(all) },
    // Milliseconds each, so many of them.
    5 * repeats,
  )
  return [{ id: 'projection', entries, values: ratios(ours, bare), seconds: { ours, bare } }]
}

/** Who is in, and under which name: the least that a register can be. */
function bareFold(all) {
  const parties = new Map()
  const accords = new Map()
  for (const { event, index } of all) {
    if (event.type === 'accord') accords.set(event.accord, new Map())
    else if (event.type === 'signatory') parties.set(event.signatory, { name: event.name, index })
    else if (event.type === 'endorse' || event.type === 'withdraw') {
      const members = accords.get(event.accord)
      const { effective, text = null } = event
      members.set(event.signatory, { isIn: event.type === 'endorse', effective, text, index })
    }
  }
  return accords
}

export async function growth({ cache, large, smallest, repeats }) {
  const sizes = []
  for (let size = smallest; size <= large; size *= 10) sizes.push(size)
  const native = nativeVerifier()
  return [
    await growthBy('growth', native, { cache, sizes, repeats: Math.min(repeats, 3) }),
    await growthBy('growth-beside', yes, { cache, sizes, repeats: Math.min(repeats, 3) }),
  ]
}

async function growthBy(id, verifier, { cache, sizes, repeats }) {
  const seconds = Object.fromEntries(sizes.map((size) => [String(size), []]))
  const costs = () => sizes.map((size) => medianOf(seconds[size]) / size)
  const [first] = sizes
  await verified(ledgerOf(cache, first, partiesOf(first)), { verifier })
  for (let turn = 0; turn < repeats; turn++)
    for (const size of sizes) {
      // The smaller the log, the oftener: so that each is at work for as long.
      const times = Math.min(10, Math.max(1, Math.round(sizes.at(-1) / size / 10)))
      const directory = ledgerOf(cache, size, partiesOf(size))
      for (let i = 0; i < times; i++)
        seconds[size].push(await secondsOf(() => verified(directory, { verifier })))
    }
  return { id, entries: sizes.at(-1), values: [costs().at(-1) / costs()[0]], seconds }
}
