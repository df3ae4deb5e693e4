/** The rows of test/badinput with their exact bytes made, and the events that they are grafted into. */
import { readFileSync } from 'node:fs'

export interface BadInput {
  readonly id: string
  readonly name: string
  /** `reject…`, `accept…`, or both: what the row says of its bytes. */
  readonly expect: string
  readonly bytes: Uint8Array
}

export function readBadInput(file: 'json-documents' | 'strings' | 'http-raw'): readonly BadInput[] {
  const path = new URL(`../badinput/${file}.jsonl`, import.meta.url)
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const row: Row = JSON.parse(line)
      return { id: row.id, name: row.name, expect: row.expect, bytes: bytesOf(row) }
    })
}

export const A: string = 'a'.repeat(64)
const bound = { log: 'accords.example/1', seen: { index: 41, hash: A }, until: null, previous: A }
const act = { ...bound, accord: 'paris-call', signatory: 'acme', effective: '2026-11-22' }
const profile = { signatory: 'acme', name: 'N', category: 'company', country: 'FR', key: A }
const wording = { accord: 'paris-call', title: 'T', text: A, uri: null, open: true }

/** Valid events that between them have every kind of field. */
export const EVENTS: readonly object[] = [
  { ...bound, ...wording, type: 'accord', effective: '2026-11-22' },
  { ...bound, ...profile, type: 'signatory', effective: '2026-11-22' },
  { ...act, type: 'withdraw', reason: 'R' },
  { ...act, type: 'attest', act: 'endorse', text: A, reason: null, evidence: null },
]

/** `event` with a signature, which nobody checks. */
export const signed = (event: unknown): object => ({
  event,
  signatures: [{ key: A, sig: A + A }],
})

/** An entry around it. */
export const entry = (event: unknown): object => ({
  ...signed(event),
  index: 42,
  prev: A,
  time: '2026-11-22T09:00:00Z',
})

/** The canonical bytes of `value`, with the bytes of `raw` in place of what stands at `path`. */
export function graft(value: unknown, path: string, raw: Uint8Array): Uint8Array {
  const mark = '@HERE@'
  const marked = JSON.stringify(sorted(value, path, mark))
  const [before = '', after = ''] = marked.split(JSON.stringify(mark))
  return Uint8Array.from(Buffer.concat([Buffer.from(before), raw, Buffer.from(after)]))
}

/** `value` with the members of its objects in order, and `mark` at `path`. */
export function sorted(value: unknown, path?: string, mark?: string): unknown {
  if (path === '') return mark
  const [key, ...rest] = path?.split('.') ?? []
  const below = (name: string, member: unknown) =>
    name === key ? sorted(member, rest.join('.'), mark) : sorted(member)
  if (Array.isArray(value)) return value.map((each, i) => below(String(i), each))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, below(name, member)]),
  )
}

/** The path of every value below `value`. */
export function pathsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, member]) => [
    key,
    ...pathsIn(member).map((path) => `${key}.${path}`),
  ])
}

/** The text of UTF-8 bytes; what is none of it as U+FFFD. */
export function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString()
}

interface Row extends Omit<BadInput, 'bytes'> {
  readonly b64?: string
  /** Base64 and how often it is repeated. */
  readonly parts?: readonly (readonly [string, number])[]
  /** An expression whose value is the document. It is not run: what it says is said here again. */
  readonly js?: string
}

function bytesOf({ id, b64, parts, js }: Row): Uint8Array {
  if (b64 !== undefined) return Uint8Array.from(Buffer.from(b64, 'base64'))
  if (parts !== undefined) {
    const repeated = parts.map(([base64, count]) => {
      const once = Buffer.from(base64, 'base64')
      return Buffer.alloc(once.length * count, once)
    })
    return Uint8Array.from(Buffer.concat(repeated))
  }
  if (js !== MANY_MEMBERS) throw new Error(`${id} has no bytes`)
  const members = Array.from({ length: 100_000 }, (_, i) => `"k${i}":0`)
  return Uint8Array.from(Buffer.from(`{${members.join(',')}}`))
}

const MANY_MEMBERS = `'{'+Array.from({length:100000},(_,i)=>'"k'+i+'":0').join()+'}'`
