/**
 * What stands behind the last entry, and damage as the store itself would tell it when it is opened. A tail that an append can
 * explain is torn only where nobody is appending: it is looked at several times, and whether a writer is at work is looked up.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { asStoreError } from '@accord-ledger/core'
import { formatSegmentName } from '../file/layout.ts'
import type { Reading } from '../file/scan.ts'
import { survey } from '../file/survey.ts'
import type { Survey } from '../file/survey.ts'
import type { FindingList } from './finding.ts'
import { segmentFile } from './places.ts'
import type { Place } from './places.ts'
import { isWriterSeen } from './writer-lock.ts'
import type { LockList } from './writer-lock.ts'

export interface TailChecking {
  readonly reading: Reading
  /** A size that a checkpoint says the log has reached. */
  readonly knownSize: number
  readonly locks: LockList
  /** Milliseconds from one look at a tail to the next. */
  readonly pause: number
  readonly placeOf: (index: number) => Promise<Place | null>
  /** Entries of which it was told already that they are bad. */
  readonly told: ReadonlySet<number>
}

/** Looks at the end of the log. */
export async function checkTail(checking: TailChecking, list: FindingList): Promise<void> {
  const { reading, knownSize, told } = checking
  const { add } = list
  try {
    let found = await survey(reading, 0)
    // A writer that cut a torn tail off and wrote on while it was read shows a mixture once, and not twice.
    if (found.damage !== null) found = await survey(reading, 0)
    const { damage, extent } = found
    const { size } = extent.head
    if (damage !== null || size < knownSize) {
      // The store names what it meets first from the end; who read all of it knows better.
      if (told.size > 0) return
      const { at = size, message } = damage?.storeError ?? {
        message: `entries ${size} to ${knownSize - 1}, which a checkpoint covers, are missing: the log ends here`,
      }
      const place = await checking.placeOf(at)
      add({
        condition: damage === null ? 'missing' : 'damaged',
        kind: damage === null ? 'missing-entries' : 'damaged',
        file: place?.file ?? null,
        index: at,
        ...(place === null || place.offset === null ? {} : { offset: place.offset }),
        message,
      })
      return
    }
    if (found.ledgerFile === null && found.extent.head.size > 0) {
      const message = 'it is not there; the next writer makes it'
      add({ condition: 'note', kind: 'no-ledger-file', file: 'ledger.json', message })
    }
    await checkTorn(checking, found, list)
  } catch (thrown) {
    const error = asStoreError(thrown)
    if (error === null) throw thrown
    const isLedgerFile = error.message.startsWith('ledger.json')
    const condition = error.code === 'damaged' ? 'damaged' : 'unknown'
    const file = isLedgerFile ? 'ledger.json' : null
    add({ condition, kind: error.code, file, message: error.message })
  }
}

async function checkTorn(
  { reading, locks, pause }: TailChecking,
  found: Survey,
  { add }: FindingList,
): Promise<void> {
  if (found.tornTail === null) return
  const { extent, tornTail } = found
  const { size } = extent.head
  const place = {
    file: segmentFile(extent.segment),
    index: size,
    offset: tornTail.offset,
  }
  const what = `${tornTail.bytes} bytes behind entry ${size - 1}`
  const isMoving = async (): Promise<boolean> => {
    if (await isWriterSeen(reading.fs, reading.layout, locks)) return true
    for (let look = 0; look < LOOKS; look++) {
      await sleep(pause)
      const { tornTail: now } = await survey(reading, 0)
      if (now?.offset !== tornTail.offset || now.bytes !== tornTail.bytes) return true
    }
    return isWriterSeen(reading.fs, reading.layout, locks)
  }
  if (await isMoving()) {
    const message = `${size === 0 ? `${tornTail.bytes} bytes` : what} are being written: not yet published`
    add({ condition: 'note', kind: 'not-yet-published', ...place, message })
    return
  }
  const message = `${size === 0 ? `${tornTail.bytes} bytes` : what} are the first part of an append that was interrupted (${formatSegmentName(extent.segment)})`
  add({ condition: 'torn', kind: 'torn-tail', ...place, message })
}

const LOOKS = 4
