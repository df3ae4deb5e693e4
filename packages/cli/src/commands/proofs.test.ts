import {
  checkConsistency,
  checkInclusion,
  decodeHex,
  encodeHex,
  nobleVerifier,
  parseTlogProof,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WITHDRAW } from '../test-support/lines.ts'
import { published } from '../test-support/publishing.ts'
import type { Publishing } from '../test-support/publishing.ts'
import type { ErrorShown } from '../test-support/shown.ts'

/** Five entries, of which four are published. */
let p: Publishing
beforeAll(async () => {
  p = await published()
  await p.b.json(WITHDRAW)
})
afterAll(() => p.b.remove())

const bytes = (hex: string): Uint8Array => decodeHex(hex) ?? new Uint8Array(0)

interface Inclusion {
  readonly index: number
  readonly size: number
  readonly leaf: string
  readonly root: string
  readonly hashes: readonly string[]
  readonly tlogProof: string | null
}

function included({ root, size, index, leaf, hashes }: Inclusion): boolean {
  const head = { size, root: bytes(root) }
  return E.isRight(checkInclusion(head, index, bytes(leaf), hashes.map(bytes)))
}

describe('prove', () => {
  it('proves every entry in every tree that has it, and nothing in another place', async () => {
    for (let size = 1; size <= 5; size++) {
      for (let index = 0; index < size; index++) {
        const proof = await p.shown<Inclusion>(`prove @ledger --index ${index} --size ${size}`)
        expect(proof).toMatchObject({ exit: 0, index, size })
        expect(included(proof)).toBe(true)
        expect(included({ ...proof, index: index === 0 ? 1 : index - 1 })).toBe(false)
      }
    }
  })

  it('proves by a tlog-proof what a published checkpoint covers, and says where none does', async () => {
    const { out } = await p.run('prove @ledger --index 2')
    const parsed = parseTlogProof(new TextEncoder().encode(out))
    if (E.isLeft(parsed)) throw new Error(parsed.left.expected)
    const { index, hashes, signed } = parsed.right
    const { leaf, tlogProof } = await p.shown<Inclusion>('prove @ledger --index 2')
    expect(tlogProof).toBe(out)
    expect([index, signed.checkpoint.size]).toEqual([2, 4])
    expect(E.isRight(checkInclusion(signed.checkpoint, 2, bytes(leaf), hashes))).toBe(true)
    const beyond = await p.run('prove @ledger --index 4')
    expect(beyond.out).toMatch(/^inclusion of entry 4 in the tree of 5 entries .* not published\n/)
    expect((await p.shown<Inclusion>('prove @ledger --index 2 --size 3')).tlogProof).toBe(null)
  })

  it('proves that every tree is the beginning of every larger one', async () => {
    interface Consistency {
      readonly from: { readonly size: number; readonly root: string }
      readonly to: { readonly size: number; readonly root: string }
      readonly hashes: readonly string[]
    }
    for (let from = 0; from <= 5; from++) {
      for (let to = from; to <= 5; to++) {
        const proof = await p.shown<Consistency>(`prove @ledger --from ${from} --to ${to}`)
        const [older, newer] = [proof.from, proof.to].map(({ size, root }) => ({
          size,
          root: bytes(root),
        }))
        if (older === undefined || newer === undefined) throw new Error('two heads')
        expect(E.isRight(checkConsistency(older, newer, proof.hashes.map(bytes)))).toBe(true)
      }
    }
  })

  it.each([
    ['prove @ledger', 64, 'give --index N, or --from SIZE and --to SIZE'],
    ['prove @ledger --index 1 --from 1', 64, 'give --index N, or --from SIZE and --to SIZE'],
    ['prove @ledger --from 1 --to 2 --size 2', 64, 'give --index N'],
    ['prove @ledger --from 3 --to 2', 64, 'no tree of size 2 continues one of size 3'],
    ['prove @ledger --index 3 --size 3', 64, 'no tree of size 3 has entry 3'],
    ['prove @ledger --index 5', 1, 'there is no entry 5: the log has 5 entries, from 0 on'],
    ['prove @ledger --index 1 --size 6', 1, 'there is no tree of size 6: the log has 5 entries'],
    ['prove @ledger --from 1 --to 6', 1, 'there is no tree of size 6: the log has 5 entries'],
    ['prove @nowhere --index 1', 2, 'no ledger at'],
  ])('%s fails', async (line, exit, why) => {
    const { error } = await p.shown<{ readonly error: ErrorShown }>(line)
    expect(error).toMatchObject({ exit })
    expect(error.message).toContain(why)
    expect(error.next).not.toBe('')
  })
})

describe('export', () => {
  it('gives a DSSE envelope whose signatures stand under what it holds', async () => {
    interface Envelope {
      readonly payload: string
      readonly payloadType: string
      readonly signatures: readonly { readonly keyid: string; readonly sig: string }[]
    }
    for (let index = 0; index < 5; index++) {
      const { payload, payloadType, signatures } = await p.shown<Envelope>(
        `export @ledger --index ${index} --dsse`,
      )
      const body = Buffer.from(payload, 'base64')
      // DSSE v1.0.2, by hand
      const header = `DSSEv1 ${payloadType.length} ${payloadType} ${body.length} `
      const message = Uint8Array.from(Buffer.concat([Buffer.from(header), body]))
      const checks = signatures.map(({ keyid, sig }) => ({
        key: bytes(keyid),
        message,
        signature: Uint8Array.from(Buffer.from(sig, 'base64')),
      }))
      expect(checks.length).toBeGreaterThan(0)
      expect(await nobleVerifier.verify(checks)).toEqual(checks.map(() => true))
    }
    const plain = await p.run('export @ledger --index 1 --dsse')
    expect(plain.out).toBe((await p.run('export @ledger --index 1 --dsse --json')).out)
  })

  it('asks for the format, and for an entry that is there', async () => {
    expect(await p.run('export @ledger --index 1')).toMatchObject({ exit: 64, out: '' })
    const { exit, err } = await p.run('export @ledger --index 7 --dsse')
    expect(exit).toBe(1)
    expect(err).toBe(
      `error: there is no entry 7: the log has 5 entries, from 0 on\nnext: see them with: accord-ledger log ${p.b.at('ledger')}\n`,
    )
  })
})

it('leaf hashes are the entry hashes that the log shows', async () => {
  const { leaf } = await p.shown<Inclusion>('prove @ledger --index 4')
  expect(leaf).toBe((await p.b.json('verify @ledger')).head)
  expect(encodeHex(bytes(leaf))).toBe(leaf)
})
