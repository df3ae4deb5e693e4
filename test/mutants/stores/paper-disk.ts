/** A disk of a few arrays for one ledger: lines that are written, lines that are durable, a name, a lock, and a process that can end. */
import type { Damage, WriteFailure } from '@accord-ledger/audit'

/** The disk of one ledger. */
export interface PaperDisk {
  /** What is written, whether it is durable or not. */
  lines: readonly Uint8Array[]
  /** How many of the lines are durable. */
  synced: number
  /** Whether the name of the log is durable in its directory. */
  named: boolean
  locked: boolean
  /** The process at work. A handle of an earlier one is dead. */
  process: number
  /** Milliseconds since the disk was made. */
  now: number
  /** Handles and followers that hold something. */
  held: number
  /** Lines that were fetched. */
  pulled: number
  failing: WriteFailure | null
  during: (() => void) | null
}

/** An empty disk. */
export function paperDisk(): PaperDisk {
  return {
    lines: [],
    synced: 0,
    named: false,
    locked: false,
    process: 0,
    now: 0,
    held: 0,
    pulled: 0,
    failing: null,
    during: null,
  }
}

/** The process ends. */
export function endProcess(disk: PaperDisk): void {
  disk.process += 1
  disk.locked = false
  disk.held = 0
  disk.failing = null
}

/** The power is gone: some of what was not durable is lost, and without its name all of the log. */
export function cutPower(disk: PaperDisk, dice: (sides: number) => number): void {
  endProcess(disk)
  const kept = disk.named ? disk.synced + dice(disk.lines.length - disk.synced + 1) : 0
  disk.lines = disk.lines.slice(0, kept)
  disk.synced = kept
}

/** Changes what is written. */
export function damageLines(disk: PaperDisk, { how, index }: Damage): void {
  if (how === 'cut') disk.lines = disk.lines.slice(0, index)
  else if (how === 'missing') disk.lines = disk.lines.toSpliced(index, 1)
  else
    disk.lines = disk.lines.map((line, i) => {
      if (i !== index) return line
      const at = how === 'changed' ? 64 : 0
      const changed = new Uint8Array(Math.max(line.length, at + 1))
      changed.set(line)
      changed[at] = line[at] === 0x31 ? 0x32 : 0x31
      return changed
    })
}
