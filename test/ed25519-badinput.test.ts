import { readFileSync } from 'node:fs'
import { isPublicKeyEncoding, preAuthEncode, publicKeyOf, signEd25519 } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { BACKENDS, bytes, ownVectors } from './support/ed25519.ts'

/** One line of badinput/ed25519.jsonl. */
interface Row {
  readonly id: string
  readonly name: string
  readonly kind: 'public-key' | 'public-key-spki' | 'key+sig' | 'sig' | 'sig-S' | 'recipe'
  readonly b64?: string
  readonly key_b64?: string
  readonly sig_b64?: string
  readonly msg?: string
  readonly expect: string
}

const rows: readonly Row[] = readFileSync(
  new URL('badinput/ed25519.jsonl', import.meta.url),
  'utf8',
)
  .trimEnd()
  .split('\n')
  .map((line) => {
    const row: Row = JSON.parse(line)
    return row
  })

const seed = new Uint8Array(32).fill(3)
const key = publicKeyOf(seed)
const message = new TextEncoder().encode('accord')
const honest = signEd25519(seed, message)
const universal = bytes(`01${'00'.repeat(63)}`)

describe.each(BACKENDS)('under $name, bad input is refused:', (verifier) => {
  it.each(rows)('$id $name', async (row) => {
    expect(row.expect).toMatch(/^reject/)
    const checks = checksOf(row)
    expect(checks.length).toBeGreaterThan(0)
    expect(await verifier.verify(checks)).toEqual(checks.map(() => false))
  })

  it('and what it was made from stands', async () => {
    expect(await verifier.verify([{ key, message, signature: honest }])).toEqual([true])
  })
})

describe('as a key of a party, bad input is refused:', () => {
  const keys = rows.filter(({ kind }) => kind.startsWith('public-key'))

  it.each(keys)('$id $name', (row) => {
    // whether a point is on the curve, bytes alone do not say: under such a key nothing stands
    expect(isPublicKeyEncoding(base64(row.b64))).toBe(row.name === 'point not on curve')
  })

  it('which is twenty-one rows, and one off the curve', () => {
    expect(keys.length).toBe(22)
    expect(keys.filter((row) => !isPublicKeyEncoding(base64(row.b64))).length).toBe(21)
    expect(isPublicKeyEncoding(key)).toBe(true)
  })
})

/** The questions that a row stands for; the rule says no to all of them. */
function checksOf(row: Row) {
  switch (row.kind) {
    case 'public-key':
    case 'public-key-spki':
      return [honest, universal].map((signature) => ({
        key: base64(row.b64),
        message,
        signature,
      }))
    case 'key+sig':
      return [
        {
          key: base64(row.key_b64),
          message: new TextEncoder().encode(row.msg),
          signature: base64(row.sig_b64),
        },
      ]
    case 'sig':
      return [{ key, message, signature: base64(row.b64) }]
    case 'sig-S':
      return [{ key, message, signature: join(honest.subarray(0, 32), base64(row.b64)) }]
    case 'recipe':
      return recipe(row)
  }
}

function recipe({ id, b64 }: Row) {
  switch (id) {
    case 'ed023':
      return ownVectors().filter(({ name }) => name === 's-plus-1-l')
    case 'ed024':
      return [{ key, message, signature: join(base64(b64), honest.subarray(32)) }]
    case 'ed025': {
      const checkpoint = new TextEncoder().encode(
        'ledger.example\n1\n47DEQpj8HBSa+/TImW+5JCeuQeRk\n',
      )
      const asEvent = preAuthEncode(checkpoint)
      return [{ key, message: asEvent, signature: signEd25519(seed, checkpoint) }]
    }
    case 'ed026':
      return ownVectors().filter(({ name }) => name === 'ed25519ctx' || name === 'ed25519ph')
    default:
      throw new Error(`no recipe for ${id}`)
  }
}

function base64(text: string | undefined): Uint8Array {
  if (text === undefined) throw new Error('a row without its bytes')
  return Uint8Array.from(Buffer.from(text, 'base64'))
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts))
}
