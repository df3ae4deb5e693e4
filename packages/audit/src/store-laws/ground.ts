/** What a case of a law stands on: one backend, a record of all that was done, and of what was met. */
import type { Head, Store, StoreCaps } from '@accord-ledger/core'
import { textEntriesAfter } from './entries.ts'
import type { StoreBackend, StoreSubject } from './subject.ts'
import { traced } from './traced.ts'
import type { Trace } from './traced.ts'

/** The ledger that most laws are tried on. */
export const LEDGER = 'ledger'

/** Where one case happens. */
export interface Ground {
  readonly persistent: boolean
  readonly caps: StoreCaps
  readonly backend: StoreBackend
  /** Opens a ledger; its calls are noted. What is open at the end of the case is disposed. */
  open(mode?: 'write' | 'read', name?: string): Promise<Store>
  /** A handle for reading, where the subject is persistent; otherwise `store` itself. */
  readerOr(store: Store): Promise<Store>
  dispose(store: Store): Promise<void>
  /** Ends all handles as a crash or a power cut does. */
  end(how: 'crash' | 'powerCut', dice?: (sides: number) => number): Promise<void>
  /** Counts something that a law is there for. */
  met(what: string): void
  /** Writes a line into the script of the case. */
  note(line: string): void
  pause(milliseconds: number): Promise<void>
  /** What `promise` comes to; an error where it has not come to anything after `milliseconds`. */
  within<A>(milliseconds: number, what: string, promise: Promise<A>): Promise<A>
}

/** What all cases of a law have in common. */
export interface GroundOptions {
  readonly subject: StoreSubject
  readonly caps: StoreCaps
  readonly met: (what: string) => void
  readonly trace: Trace
}

/** Runs `use` on a fresh backend, then disposes what is open and removes it. */
export async function onFreshGround(
  { subject, caps, met, trace }: GroundOptions,
  use: (ground: Ground) => Promise<void>,
): Promise<void> {
  const backend = await subject.make()
  const handles = new Map<Store, string>()
  let opened = 0

  const within = <A>(milliseconds: number, what: string, promise: Promise<A>): Promise<A> =>
    deadline(subject, milliseconds, what, promise)

  async function open(mode: 'write' | 'read' = 'write', name: string = LEDGER): Promise<Store> {
    opened += 1
    const label = `${mode === 'write' ? 'writer' : 'reader'} ${opened}`
    const of = name === LEDGER ? '' : ` of ${JSON.stringify(name)}`
    const store = await trace.call(`open ${label}${of}`, () => backend.open(name, mode))
    const handle = traced(store, label, trace)
    handles.set(handle, label)
    return handle
  }

  async function dispose(store: Store): Promise<void> {
    handles.delete(store)
    await within(SLOW, 'disposing', disposed(store))
  }

  async function end(
    how: 'crash' | 'powerCut',
    dice: (sides: number) => number = () => 0,
  ): Promise<void> {
    trace.note(how === 'crash' ? 'crash' : 'power cut')
    await (how === 'crash' ? backend.crash?.() : backend.powerCut?.(dice))
    handles.clear()
  }

  const ground: Ground = {
    persistent: subject.persistent,
    caps,
    backend,
    open,
    readerOr: (store) => (subject.persistent ? open('read') : Promise.resolve(store)),
    dispose,
    end,
    met,
    note: (line) => trace.note(line),
    pause: (milliseconds) => new Promise((resolve) => subject.after(milliseconds, resolve)),
    within,
  }
  try {
    await within(SLOW, 'the case', use(ground))
  } finally {
    trace.stop()
    for (const store of handles.keys())
      await within(SLOW, 'disposing', disposed(store)).catch(() => {})
    await backend.remove()
  }
}

/** Nothing that a case does takes this long, on any machine. */
const SLOW = 60_000

/** A store that does not come to an end in time. Nobody waits for a smaller example of that. */
export class Late extends Error {}

async function deadline<A>(
  { after }: StoreSubject,
  milliseconds: number,
  what: string,
  promise: Promise<A>,
): Promise<A> {
  const timer: { callOff?: () => void } = {}
  const late = new Promise<never>((_, reject) => {
    timer.callOff = after(milliseconds, () =>
      reject(new Late(`${what} took more than ${milliseconds / 1_000} s`)),
    )
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    timer.callOff?.()
  }
}

/** Disposes; a promise of the language's own. */
export async function disposed(store: Store): Promise<void> {
  await store[Symbol.asyncDispose]()
}

/** Appends at the head, and insists. */
export async function appendTexts(store: Store, ...texts: readonly string[]): Promise<Head> {
  const head = await store.head()
  return insist(store, head, textEntriesAfter(head, ...texts))
}

/** Appends, and insists that it is no conflict; the head that the append gives. */
export async function insist(
  store: Store,
  expected: Head,
  entries: readonly Uint8Array[],
): Promise<Head> {
  const result = await store.append(expected, entries)
  if (!result.ok) throw new Error('an append at the head was a conflict')
  return result.head
}
