/** The vectors of test/vectors/ed25519.json, with their bytes made. */
import { readFileSync } from 'node:fs'
import { isRight } from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { decodeHex } from '../values/hex.ts'

export interface SignatureVector {
  readonly name: string
  readonly stands: boolean
  /** The parts of the rule that are broken. */
  readonly breaks: readonly string[]
  /** The verdict of a cofactored, lenient verifier (ZIP 215). */
  readonly zip215: boolean
  readonly key: Uint8Array
  readonly message: Uint8Array
  readonly signature: Uint8Array
}

export interface KeyVector {
  readonly key: Uint8Array
  readonly breaks: readonly string[]
}

const File = t.type({
  keys: t.array(t.type({ key: t.string, breaks: t.array(t.string) })),
  signatures: t.array(
    t.intersection([
      t.type({
        name: t.string,
        stands: t.boolean,
        breaks: t.array(t.string),
        zip215: t.boolean,
        key: t.string,
        message: t.string,
        signature: t.string,
      }),
      t.partial({ repeat: t.number }),
    ]),
  ),
})

export function readEd25519Vectors(): {
  readonly keys: readonly KeyVector[]
  readonly signatures: readonly SignatureVector[]
} {
  const path = new URL('../../../../test/vectors/ed25519.json', import.meta.url)
  const file = File.decode(JSON.parse(readFileSync(path, 'utf8')))
  if (!isRight(file)) throw new Error('test/vectors/ed25519.json has another shape')
  const { keys, signatures } = file.right
  return {
    keys: keys.map(({ key, breaks }) => ({ key: bytes(key), breaks })),
    signatures: signatures.map((vector) => ({
      ...vector,
      key: bytes(vector.key),
      message: bytes(vector.message.repeat(vector.repeat ?? 1)),
      signature: bytes(vector.signature),
    })),
  }
}

export function bytes(hex: string): Uint8Array {
  const decoded = decodeHex(hex)
  if (decoded === null) throw new Error(`not hex: ${hex}`)
  return decoded
}
