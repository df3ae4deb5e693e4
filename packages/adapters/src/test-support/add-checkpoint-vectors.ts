/** The committed table of requests to a witness and their answers: test/vectors/add-checkpoint.json. */
import { readFileSync } from 'node:fs'
import { decodeHex, parseVerifierKey } from '@accord-ledger/core'
import type { VerifierKey } from '@accord-ledger/core'
import { right, utf8 } from './checkpoints.ts'

interface Row {
  readonly name: string
  readonly text?: string
  readonly hex?: string
  readonly parts?: readonly (readonly [string, number])[]
}

interface AnswerRow extends Row {
  readonly status: number
  /** The size that was cosigned last; null for nothing. */
  readonly latest: number | null
  /** Of a 409, what it names. */
  readonly size?: number
}

interface Vectors {
  readonly name: string
  readonly seed: string
  readonly origin: string
  readonly keys: readonly string[]
  readonly time: number
  /** The root at each size, 64 hex. */
  readonly roots: readonly string[]
  readonly bad: readonly Row[]
  readonly answers: readonly AnswerRow[]
}

const FILE = new URL('../../../../test/vectors/add-checkpoint.json', import.meta.url)

export const vectors: Vectors = JSON.parse(readFileSync(FILE, 'utf8'))
export const logKeys: readonly VerifierKey[] = vectors.keys.map((key) =>
  right(parseVerifierKey(key)),
)

export function bytesOfHex(hex: string): Uint8Array {
  return decodeHex(hex) ?? new Uint8Array(0)
}

/** The bytes of a row's request. */
export function inputOf({ name, text, hex, parts }: Row): Uint8Array {
  if (hex !== undefined) return bytesOfHex(hex)
  const whole = text ?? parts?.map(([part, times]) => part.repeat(times)).join('')
  if (whole === undefined) throw new Error(`${name} has no input`)
  return utf8(whole)
}
