/**
 * What io-ts lacks: an object codec that refuses unknown fields (`t.type` keeps them, `t.strict`
 * drops them in silence), refinements that change nothing, and one error that says where and why.
 *
 * No codec here transforms: a value that passes is returned as it came.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { quote } from './quote.ts'

/** The first thing wrong with a value: where (`event.signatory`, '' for the whole), what should stand there, what stands there. */
export interface Mismatch {
  readonly path: string
  readonly expected: string
  readonly found: string
}

/** A codec for the values that `holds` admits. `expected` is a phrase for people. */
export function refined<A>(expected: string, holds: (value: unknown) => value is A): t.Type<A> {
  return new t.Type<A>(
    expected,
    holds,
    (value, context) => (holds(value) ? t.success(value) : t.failure(value, context)),
    t.identity,
  )
}

/** A codec for exactly one string, number or null. */
export function exactly<A extends string | number | null>(only: A): t.Type<A> {
  return refined<A>(JSON.stringify(only), (value): value is A => value === only)
}

/** A codec for `null` or what `codec` admits. */
export function orNull<A>(codec: t.Type<A>): t.Type<A | null> {
  return refined<A | null>(
    `${codec.name}, or null`,
    (value): value is A | null => value === null || codec.is(value),
  )
}

/** A codec for true and false. */
export const bool: t.Type<boolean> = refined<boolean>(
  'true or false',
  (value): value is boolean => typeof value === 'boolean',
)

/** A codec for arrays of `min` to `max` members; `ordered`, where given, tells whether two neighbours stand in order. */
export function list<A>(
  member: t.Type<A>,
  { min, max, order }: ListShape<A>,
): t.Type<readonly A[]> {
  const expected = `${min} to ${max} of these${order === undefined ? '' : `, ${order.phrase}`}`
  return new t.Type<readonly A[]>(
    expected,
    (value): value is readonly A[] =>
      Array.isArray(value) && value.every((each) => member.is(each)),
    (value, context) => {
      if (!Array.isArray(value) || value.length < min || value.length > max) {
        return t.failure(value, context)
      }
      for (const [i, each] of value.entries()) {
        const checked = member.validate(each, t.appendContext(context, String(i), member, each))
        if (E.isLeft(checked)) return checked
      }
      const members: readonly A[] = value
      const ordered = members.every((each, i) => {
        const before = members[i - 1]
        return order === undefined || i === 0 || before === undefined || order.holds(before, each)
      })
      return ordered ? t.success(members) : t.failure(value, context)
    },
    t.identity,
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
  fields: { readonly [K in keyof A]: t.Type<A[K]> },
): t.Type<A> {
  const codecs = new Map<string, t.Type<unknown>>(Object.entries(fields))
  const holds = (value: unknown): value is A =>
    isObject(value) &&
    Object.keys(value).length === codecs.size &&
    [...codecs].every(([key, codec]) => Object.hasOwn(value, key) && codec.is(value[key]))
  return new t.Type<A>(
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
  )
}

/** Decodes `value`; on the left, the first mismatch, its path below `root`. */
export function decodeWith<A>(
  codec: t.Decoder<unknown, A>,
  value: unknown,
  root = '',
): E.Either<Mismatch, A> {
  const checked = codec.decode(value)
  return E.isRight(checked) ? checked : E.left(mismatchOf(checked.left, root))
}

/** True for what JSON calls an object. */
export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const NO_FIELD: t.Type<never> = refined<never>('no such field', (_): _ is never => false)

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
