/** A sound log with its tree, from which proofs are made, and what was published of it. */
import { trackLog } from '@accord-ledger/adapters/publication'
import type { TrackedLog } from '@accord-ledger/adapters/publication'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { Context } from '../context.ts'
import type { Task } from '../failure.ts'
import { readSoundLog } from './read-log.ts'
import type { ReadOptions, SoundLog } from './read-log.ts'

/** A sound log and its tree. */
export interface SoundTree extends SoundLog {
  readonly track: TrackedLog
}

/** Reads and verifies the log at `place`, and what was published of it. Left: the one or the other is not sound. */
export function readTree(
  context: Context,
  place: string,
  options: Omit<ReadOptions, 'begin'> = {},
): Task<SoundTree> {
  const track = trackLog()
  return pipe(
    readSoundLog(context, place, {
      ...options,
      onEntry: (entry) => {
        track.onEntry(entry)
        options.onEntry?.(entry)
      },
    }),
    TE.map((log) => ({ ...log, track })),
  )
}
