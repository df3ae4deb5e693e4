/** Paper stores as subjects: all that laws can need is there but connections and other processes. */
import type { StoreSubject } from '@accord-ledger/audit'
import type { Store } from '@accord-ledger/core'
import { cutPower, damageLines, endProcess, paperDisk } from './paper-disk.ts'
import type { PaperDisk } from './paper-disk.ts'
import { openPaperStore } from './paper-store.ts'
import type { Steps } from './paper-store.ts'

/** How a mutant differs from the store that holds to every law. */
export interface Mutation {
  /** Steps of the store that are others. */
  readonly steps?: Partial<Steps>
  /** Operations of a handle that are others. */
  readonly spoil?: (store: Store, disk: PaperDisk, mode: 'write' | 'read') => Partial<Store>
  /** Before a log is opened. */
  readonly opening?: (disk: PaperDisk) => void
  /** The ledger that is opened under a name. */
  readonly place?: (name: string) => string
}

/** What no error may tell. */
export const SECRET = 'open sesame'

/** The paper store, changed by `mutation`. */
export function paperSubject({ steps, spoil, opening, place }: Mutation = {}): StoreSubject {
  return {
    persistent: true,
    after: (milliseconds, then) => {
      const timer = setTimeout(then, milliseconds)
      return () => clearTimeout(timer)
    },
    make: async () => {
      const disks = new Map<string, PaperDisk>()
      const diskOf = (name: string): PaperDisk => {
        const at = place?.(name) ?? name
        const disk = disks.get(at) ?? paperDisk()
        disks.set(at, disk)
        return disk
      }
      const sum = (of: (disk: PaperDisk) => number): number =>
        [...disks.values()].reduce((total, disk) => total + of(disk), 0)
      return {
        open: async (name, mode) => {
          const disk = diskOf(name)
          opening?.(disk)
          const store = openPaperStore(disk, mode, steps)
          return { ...store, ...spoil?.(store, disk, mode) }
        },
        crash: async () => disks.forEach(endProcess),
        powerCut: async (dice) => disks.forEach((disk) => cutPower(disk, dice)),
        failNextWrite: (name, when) => (diskOf(name).failing = when),
        duringNextWrite: (name, act) => (diskOf(name).during = act),
        damage: async (name, damage) => damageLines(diskOf(name), damage),
        held: () => sum(({ held }) => held),
        pulled: () => sum(({ pulled }) => pulled),
        elapse: async (milliseconds) =>
          disks.forEach((disk) => {
            disk.now += milliseconds
          }),
        secrets: [SECRET],
        remove: async () => {},
      }
    },
  }
}
