/**
 * What io-ts lacks: an object codec that refuses unknown fields (`t.type` keeps them, `t.strict`
 * drops them in silence), refinements that change nothing, canonical text, and one error that says
 * where and why.
 *
 * No codec here transforms: a value that passes is returned as it came. `is` and `validate` agree on
 * every value. Decoding asks `is`, which is plain loops, and `validate` only for the error.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { quote } from './quote.ts'

/** A codec that also writes: the canonical text (RFC 8785) of a value that it admits, and of no other. */
export interface Codec<A> extends t.Type<A> {
  write(value: A): string
  /** True where `write` gives the value itself between quotation marks: an object then writes those with its keys, in half as many pieces. */
  readonly verbatim?: true
}

/** The first thing wrong with a value: where (`event.signatory`, '' for the whole), what should stand there, what stands there. */
export interface Mismatch {
  readonly path: string
  readonly expected: string
  readonly found: string
}

/** A codec for the values that `holds` admits. `expected` is a phrase for people. */
export function refined<A>(
  expected: string,
  holds: (value: unknown) => value is A,
  write: (value: A) => string = JSON.stringify,
): Codec<A> {
  return writing(
    write,
    new t.Type<A>(
      expected,
      holds,
      (value, context) => (holds(value) ? t.success(value) : t.failure(value, context)),
      t.identity,
    ),
  )
}

/** A codec for exactly one string, number or null. */
export function exactly<A extends string | number | null>(only: A): Codec<A> {
  const text = JSON.stringify(only)
  return refined<A>(
    text,
    (value): value is A => value === only,
    () => text,
  )
}

/** A codec for `null` or what `codec` admits. */
export function orNull<A>(codec: Codec<A>): Codec<A | null> {
  return refined<A | null>(
    `${codec.name}, or null`,
    (value): value is A | null => value === null || codec.is(value),
    (value) => (value === null ? 'null' : codec.write(value)),
  )
}

/** A codec for true and false. */
export const bool: Codec<boolean> = refined<boolean>(
  'true or false',
  (value): value is boolean => typeof value === 'boolean',
)

/** A codec for arrays of `min` to `max` members; `ordered`, where given, tells whether two neighbours stand in order. */
export function list<A>(member: Codec<A>, { min, max, order }: ListShape<A>): Codec<readonly A[]> {
  const expected = `${min} to ${max} of these${order === undefined ? '' : `, ${order.phrase}`}`
  const sized = (value: unknown): value is readonly unknown[] =>
    Array.isArray(value) && value.length >= min && value.length <= max
  const ordered = (members: readonly A[]): boolean =>
    order === undefined ||
    members.every((each, i) => {
      const before = members[i - 1]
      return i === 0 || before === undefined || order.holds(before, each)
    })
  const holds = (value: unknown): value is readonly A[] => {
    if (!sized(value)) return false
    // By number: `every` passes over what an array lacks.
    for (let i = 0; i < value.length; i++) if (!member.is(value[i])) return false
    // Every member has just been asked.
    return ordered(value as readonly A[])
  }
  return writing(
    (members) => `[${members.map((each) => member.write(each)).join(',')}]`,
    new t.Type<readonly A[]>(
      expected,
      holds,
      (value, context) => {
        if (!sized(value)) return t.failure(value, context)
        for (const [i, each] of value.entries()) {
          const checked = member.validate(each, t.appendContext(context, String(i), member, each))
          if (E.isLeft(checked)) return checked
        }
        return holds(value) ? t.success(value) : t.failure(value, context)
      },
      t.identity,
    ),
  )
}

export interface ListShape<A> {
  readonly min: number
  readonly max: number
  readonly order?: { readonly phrase: string; readonly holds: (before: A, after: A) => boolean }
}

/** A codec for objects that have exactly the fields of `fields`. */
export function closed<A extends object>(
  name: string,
  fields: { readonly [K in keyof A]: Codec<A[K]> },
): Codec<A> {
  const codecs = new Map<string, Codec<unknown>>(Object.entries(fields))
  const { sorted, end } = membersOf(codecs)
  const holds = (value: unknown): value is A => {
    if (!isObject(value)) return false
    const keys = Object.keys(value)
    if (keys.length !== sorted.length) return false
    let place = 0
    for (const { key, codec } of sorted) {
      // In canonical text the keys come in this order, and comparing costs less than asking.
      if (keys[place++] !== key && !keys.includes(key)) return false
      if (!codec.is(value[key])) return false
    }
    return true
  }
  const write = (value: A): string => {
    if (!isObject(value)) throw new Error(`${name} is an object`)
    let text = '{'
    for (const { key, opening, codec } of sorted) {
      const member = value[key]
      const isVerbatim = codec.verbatim === true && typeof member === 'string'
      text = text + opening + (isVerbatim ? member : codec.write(member))
    }
    return text + end
  }
  return writing(
    write,
    new t.Type<A>(
      name,
      holds,
      (value, context) => {
        if (!isObject(value)) return t.failure(value, context)
        for (const [key, codec] of codecs) {
          const field = Object.hasOwn(value, key) ? value[key] : undefined
          const checked = codec.validate(field, t.appendContext(context, key, codec, field))
          if (E.isLeft(checked)) return checked
        }
        for (const key of Object.keys(value)) {
          if (!codecs.has(key)) {
            return t.failure(value[key], t.appendContext(context, key, NO_FIELD, value[key]))
          }
        }
        // Every field of `A` has just been checked, and no other is there.
        // oxlint-disable-next-line house/no-blind-assertion
        return t.success(value as unknown as A)
      },
      t.identity,
    ),
  )
}

/** A field, and what stands before it in canonical text, behind what was written of the one before. */
interface Member {
  readonly key: string
  readonly opening: string
  readonly codec: Codec<unknown>
}

/** The fields in canonical order: by UTF-16 code units (RFC 8785 §3.2.3); and what stands behind the last. */
function membersOf(codecs: ReadonlyMap<string, Codec<unknown>>): {
  readonly sorted: readonly Member[]
  readonly end: string
} {
  let closing = ''
  const sorted = [...codecs]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, codec], i) => {
      const mark = codec.verbatim === true ? '"' : ''
      const opening = `${closing}${i === 0 ? '' : ','}${JSON.stringify(key)}:${mark}`
      closing = mark
      return { key, opening, codec }
    })
  return { sorted, end: `${closing}}` }
}

function writing<A>(write: (value: A) => string, type: t.Type<A>): Codec<A> {
  return Object.assign(type, { write })
}

/** Decodes `value`; on the left, the first mismatch, its path below `root`. */
export function decodeWith<A>(
  codec: Pick<Codec<A>, 'is' | 'decode'>,
  value: unknown,
  root = '',
): E.Either<Mismatch, A> {
  if (codec.is(value)) return E.right(value)
  const checked = codec.decode(value)
  return E.isRight(checked) ? checked : E.left(mismatchOf(checked.left, root))
}

/** True for what JSON calls an object. */
export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const NO_FIELD: Codec<never> = refined<never>('no such field', (_): _ is never => false)

function mismatchOf(errors: t.Errors, root: string): Mismatch {
  const context = errors[0]?.context ?? []
  const last = context[context.length - 1]
  const keys = [...(root === '' ? [] : [root]), ...context.slice(1).map((each) => each.key)]
  return {
    path: keys.map((key) => (PLAIN_KEY.test(key) ? key : quote(key))).join('.'),
    expected: last?.type.name ?? 'a value',
    found: last?.actual === undefined ? 'nothing' : quote(last.actual),
  }
}

const PLAIN_KEY = /^[A-Za-z0-9_-]{1,64}$/
