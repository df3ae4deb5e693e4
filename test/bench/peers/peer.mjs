/**
 * What every peer's script does: `node PEER.mjs FOLDER RECORDS` appends that many signed records to files in FOLDER, verifies them all
 * from there, once to warm up and once for the clock, and prints JSON: records, seconds of both.
 */
export async function run({ append, verify }) {
  const [folder, count] = process.argv.slice(2)
  const records = Number(count)
  const appendSeconds = await secondsOf(() => append(folder, records))
  await verify(folder, records)
  const verifySeconds = await secondsOf(() => verify(folder, records))
  console.log(JSON.stringify({ records, append: appendSeconds, verify: verifySeconds }))
  process.exit(0)
}

/** What a record says: about as much as an endorsement. */
export function contentOf(n) {
  return {
    type: 'endorse',
    accord: 'pact',
    signatory: `party-${n}`,
    text: 'a'.repeat(64),
    effective: '2026-01-01',
  }
}

export function demand(holds) {
  if (holds !== true) throw new Error('a record does not verify')
}

async function secondsOf(work) {
  const start = performance.now()
  await work()
  return (performance.now() - start) / 1_000
}
