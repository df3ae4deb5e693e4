/** The memory of a verification, in processes of their own. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { ledgerOf } from '../logs.mjs'

const PROCESS = fileURLToPath(new URL('../memory-process.mjs', import.meta.url))
const MIB = 1_048_576

export async function memory({ cache, large }) {
  const directory = ledgerOf(cache, large, large / 10)
  const bound = 150 * MIB + 64 * large + 400 * (large / 10)
  // Collections that only a measurement asks for keep the process smaller than it would be.
  const { live, start } = measured(['--expose-gc'], directory, large)
  const { resident } = measured([], directory, large)
  const note = (bytes) => `${mib(bytes)} MiB of ${mib(bound)}`
  return [
    {
      id: 'memory-live',
      entries: large,
      values: [live / bound],
      seconds: {},
      note: `${note(live)}; ${mib(start)} at the start`,
    },
    {
      id: 'memory-resident',
      entries: large,
      values: [resident / bound],
      seconds: {},
      note: note(resident),
    },
    perSignatory(cache, Math.min(large, 100_000)),
  ]
}

/** Two logs of one length, one by twice as many signatories: what is kept beside is the same. */
function perSignatory(cache, size) {
  const [few, many] = [size / 10, size / 5]
  const endOf = (parties) =>
    measured(['--expose-gc'], ledgerOf(cache, size, parties), size).end / (many - few)
  return {
    id: 'state-signatory',
    entries: size,
    values: [endOf(many) - endOf(few)],
    seconds: {},
  }
}

function measured(flags, directory, size) {
  const words = [...flags, PROCESS, directory, String(size)]
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

function mib(bytes) {
  return Math.round(bytes / MIB)
}
