/** A store whose calls are written down as they are made, with what came of each: the script of a counterexample. */
import type { AppendResult, CallOptions, Head, Store, Stored } from '@accord-ledger/core'
import { showEntry } from './entries.ts'
import { outcomeOf, show } from './outcome.ts'

/** What was done, line by line. */
export interface Trace {
  readonly lines: readonly string[]
  note(line: string): void
  /** Notes `line` now, and what came of `call` behind it when that is known. */
  call<A>(line: string, call: () => Promise<A>, result?: (value: A) => string): Promise<A>
  /** From now on nothing is noted: the case is over. */
  stop(): void
}

/** An empty trace. */
export function newTrace(): Trace {
  const lines: string[] = []
  let stopped = false
  const note = (line: string): void => {
    if (!stopped && lines.length < MAX_LINES) lines.push(line)
  }
  return {
    lines,
    note,
    call: async (line, call, result = () => 'done') => {
      const at = lines.length
      note(line)
      const settle = (what: string): void => {
        if (!stopped && at < MAX_LINES) lines[at] = `${line} → ${what}`
      }
      try {
        const value = await call()
        settle(result(value))
        return value
      } catch (thrown) {
        settle(thrown instanceof Error ? show(outcomeOf(thrown)) : String(thrown))
        throw thrown
      }
    },
    stop: () => {
      stopped = true
    },
  }
}

const MAX_LINES = 200

/** `store`, its calls noted as those of `name`. It does exactly what `store` does, when it does it. */
export function traced(store: Store, name: string, trace: Trace): Store {
  return {
    caps: store.caps,
    head: (options?: CallOptions) =>
      trace.call(`${name}: head${aborted(options)}`, () => store.head(options), showHead),
    append: (expected: Head, entries: readonly Uint8Array[], options?: CallOptions) =>
      trace.call(
        `${name}: append at ${showHead(expected)} ${showBatch(entries)}${aborted(options)}`,
        () => store.append(expected, entries, options),
        showResult,
      ),
    read: (from: number, to?: number, options?: CallOptions) => {
      const range = `[${from}, ${to ?? 'head'})${aborted(options)}`
      return noted(store.read(from, to, options), `${name}: read ${range}`, trace)
    },
    follow: (from: number, options: { readonly signal: AbortSignal }) =>
      noted(store.follow(from, options), `${name}: follow ${from}`, trace),
    [Symbol.asyncDispose]: () =>
      trace.call(`${name}: dispose`, async () => store[Symbol.asyncDispose]()),
  }
}

/** Notes the first step, and what was given when it ends. */
function noted(entries: AsyncIterable<Stored>, line: string, trace: Trace): AsyncIterable<Stored> {
  return {
    [Symbol.asyncIterator]: () => {
      const iterator = entries[Symbol.asyncIterator]()
      let given = 0
      let begun = false
      let end: ((what: string) => void) | null = null
      const ended = (what: string): void => end?.(what)
      const begin = (): void => {
        if (begun) return
        begun = true
        // What came of it is known when the iteration ends.
        void trace.call(
          line,
          () => new Promise<string>((resolve) => (end = resolve)),
          (what) => what,
        )
      }
      return {
        next: async () => {
          begin()
          try {
            const step = await iterator.next()
            if (step.done === true) ended(`${given} entries`)
            else given += 1
            return step
          } catch (thrown) {
            ended(`${given} entries, then ${show(outcomeOf(thrown))}`)
            throw thrown
          }
        },
        return: async () => {
          ended(`${given} entries, then left`)
          await iterator.return?.()
          return { done: true, value: undefined }
        },
      }
    },
  }
}

function showHead({ size, hash }: Head): string {
  return `${size} (${hash.slice(0, 8)})`
}

function showBatch(entries: readonly Uint8Array[]): string {
  const shown = entries.slice(0, 6).map(showEntry)
  return `[${shown.join(', ')}${entries.length > 6 ? `, … ${entries.length} entries` : ''}]`
}

function showResult(result: AppendResult): string {
  if (!result.ok) return `conflict at ${showHead(result.head)}`
  return `${result.replayed ? 'replayed' : 'ok'}, ${showHead(result.head)}`
}

function aborted(options?: CallOptions): string {
  return options?.signal?.aborted === true ? ', aborted' : ''
}
