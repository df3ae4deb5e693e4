/** The vectors of test/vectors/<format>.json, with their bytes made. */
import { readFileSync } from 'node:fs'
import { isRight } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { bytes } from './ed25519-vectors.ts'

const Input = t.partial({
  text: t.string,
  hex: t.string,
  parts: t.array(t.tuple([t.string, t.number])),
})
const Bad = t.intersection([t.type({ name: t.string, rule: t.string, line: t.number }), Input])

/** A text that breaks a rule. */
export interface BadVector {
  readonly name: string
  readonly rule: string
  readonly line: number
  readonly input: Uint8Array
}

/** The members of test/vectors/`file`.json that `shape` names. */
export function readVectors<A>(file: string, shape: t.Type<A, unknown>): A {
  const path = new URL(`../../../../test/vectors/${file}.json`, import.meta.url)
  const decoded = shape.decode(JSON.parse(readFileSync(path, 'utf8')))
  if (isRight(decoded)) return decoded.right
  throw new Error(`test/vectors/${file}.json has another shape`)
}

/** The `bad` rows of a file. */
export function readBad(file: string): readonly BadVector[] {
  return readVectors(file, t.type({ bad: t.array(Bad) })).bad.map((row) => ({
    ...row,
    input: inputOf(row),
  }))
}

/** A row with `more` fields and an input. */
export function rowOf<P extends t.Props>(
  more: P,
): t.IntersectionC<[t.TypeC<P & { name: t.StringC }>, typeof Input]> {
  return t.intersection([t.type({ name: t.string, ...more }), Input])
}

/** The bytes of a row's input. */
export function inputOf({ text, hex, parts }: t.TypeOf<typeof Input>): Uint8Array {
  if (hex !== undefined) return bytes(hex)
  const whole = text ?? parts?.map(([part, times]) => part.repeat(times)).join('')
  if (whole === undefined) throw new Error('a row without an input')
  return utf8(whole)
}

export function utf8(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text))
}
