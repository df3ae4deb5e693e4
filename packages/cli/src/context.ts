/** What a command has of the world: clock, randomness, streams and environment, all of them arguments. */
import type { Fetch } from '@accord-ledger/adapters/witness'
import type { Clock } from '@accord-ledger/core'

/** A stream to write text to. */
export interface Output {
  readonly write: (text: string) => void
  /** True where people read it as it comes. */
  readonly isTerminal: boolean
  /** Characters in a line; 80 where it is not known. */
  readonly columns: number
}

/** A stream to read bytes from. */
export interface Input {
  readonly bytes: () => AsyncIterable<Uint8Array>
  readonly isTerminal: boolean
  /** Asks a question on a terminal, and gives the line typed, without its end. */
  readonly ask: (question: string) => Promise<string>
}

export interface Context {
  readonly stdin: Input
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly clock: Clock
  /** Bytes that nobody can guess. */
  readonly random: (length: number) => Uint8Array
  readonly fetch: Fetch
  /** Asked once, by what runs until it is told to stop: resolves when it is. */
  readonly untilStopped: () => Promise<void>
}
