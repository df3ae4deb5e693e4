/** Folders in which a scenario is played, each a copy of the first one, and how many of them at a time. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeEntries } from './world.mjs'

/** Runs `use` with a folder of its own, on the file system of TMPDIR, and removes it. */
export async function withFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'accord-ledger-faults-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The entries of a log, and the file that the subject takes them from. */
export async function makeLog(folder, size) {
  const entries = await makeEntries(size)
  const logFile = join(folder, 'log.jsonl')
  writeFileSync(logFile, Buffer.concat(entries.flatMap((bytes) => [bytes, Buffer.from('\n')])))
  return { entries, logFile }
}

/** The stages of one scenario below `folder`: `next` gives a fresh copy of what the scenario prepares, `use` has it for as long as it takes. */
export async function stagesOf(folder, { prepare }, { entries, logFile }) {
  const template = join(folder, 'template')
  mkdirSync(template)
  await prepare(join(template, 'ledger'), entries)
  let made = 0
  return async (use) => {
    const stage = join(folder, `stage-${(made += 1)}`)
    cpSync(template, stage, { recursive: true })
    try {
      return await use({ folder: stage, logFile })
    } finally {
      rmSync(stage, { recursive: true, force: true })
    }
  }
}

/** Does all of `jobs`, a few at a time: one more than there are cores, since each waits for the disk now and then. */
export async function inTurns(jobs, play) {
  const left = [...jobs]
  const worker = async () => {
    for (let job = left.shift(); job !== undefined; job = left.shift()) await play(job)
  }
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, worker))
}
