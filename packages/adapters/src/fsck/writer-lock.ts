/**
 * Whether a writer has a ledger open, told without touching its lock: taking it, however shortly, could turn away a writer that
 * starts at that moment. Linux lists all locks in /proc/locks:
 *
 *     1: OFDLCK ADVISORY  WRITE -1 fe:00:2146313 0 EOF
 *                                  device (major:minor, hex) and inode
 */
import { readFile } from 'node:fs/promises'
import type { FileSystem } from '../file/file-system.ts'
import type { Layout } from '../file/layout.ts'

/** Reads the list of locks; null where the system has none. */
export type LockList = () => Promise<string | null>

/** The list of this machine. */
export const systemLocks: LockList = () => readFile('/proc/locks', 'latin1').catch(() => null)

/** True where the lock on `LOCK` is held. False says no more than that none was seen. */
export async function isWriterSeen(
  fs: FileSystem,
  layout: Layout,
  locks: LockList,
): Promise<boolean> {
  const stat = await fs.lstat(layout.lockFile).catch(() => null)
  if (stat === null) return false
  const [device, inode] = stat.identity.split(':')
  const place = `${placeOfDevice(BigInt(device ?? '0'))}:${inode ?? ''}`
  const lines = ((await locks()) ?? '').split('\n')
  return lines.some((line) => line.includes(' WRITE ') && line.includes(` ${place} `))
}

/** `major:minor` of a device number, in hex as the list has them. */
function placeOfDevice(device: bigint): string {
  const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & ~0xfffn)
  const minor = (device & 0xffn) | ((device >> 12n) & ~0xffn)
  return [major, minor].map((each) => each.toString(16).padStart(2, '0')).join(':')
}
