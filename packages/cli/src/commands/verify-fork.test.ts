import { readdirSync } from 'node:fs'
import { encodeHex, leafHash } from '@accord-ledger/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { forked } from '../test-support/publishing.ts'
import type { Compared, Publishing } from '../test-support/publishing.ts'

let p: Publishing
beforeEach(async () => {
  p = await forked()
})
afterEach(() => p.b.remove())

const compare = (args: string): Promise<Compared> =>
  p.shown<Compared>(`compare ${args} --out @f.proof`)
const publish = (dir: string): Promise<unknown> => p.b.json(`checkpoint @${dir} --operator @o.key`)
const verifyFork = (keys = `--vkey ${p.vkey}`): Promise<{ readonly exit: number }> =>
  p.shown(`verify-fork @f.proof ${keys}`)

describe('verify-fork', () => {
  beforeEach(async () => {
    await publish('a')
    await publish('b')
    await compare('@a @b')
  })

  it('shows nothing by the key of somebody else, and nothing of a changed file', async () => {
    const { out } = await p.run('vkey @acme.key --origin accords.example/1')
    expect(await verifyFork(`--vkey ${out.trim()}`)).toMatchObject({
      exit: 1,
      fork: null,
      reason: 'NoKnownSignature',
    })
    const proof = p.b.read('f.proof')
    const root = encodeHex(leafHash(new Uint8Array(1)))
    for (const [spoilt, reason] of [
      [proof.replace('proof v1', 'proof v2'), 'Malformed'],
      [
        proof.replace(/^root .*$/m, `root ${Buffer.from(root, 'hex').toString('base64')}`),
        'RootMismatch',
      ],
      [proof.replace('\n6\n', '\n7\n'), 'BadNoteSignature'],
    ] as const) {
      p.b.write('f.proof', spoilt)
      expect(await verifyFork()).toMatchObject({ exit: 1, fork: null, reason })
    }
    const told = await p.run(`verify-fork @f.proof --vkey ${p.vkey}`)
    expect(told.out).toMatch(/^no fork is shown by \S+f\.proof: .*\nnext: /)
  })

  it('is written again only where it is not there yet', async () => {
    const again = await compare('@a @b')
    expect(again.proofs[0]?.file).toBe(p.b.at('f.proof'))
    p.b.write('f.proof', 'mine')
    const kept = await compare('@a @b')
    expect([kept.exit, kept.proofs[0]?.file]).toEqual([1, null])
    expect(p.b.read('f.proof')).toBe('mine')
    expect((await p.run('compare @a @b --out @f.proof')).out).toContain('could not be written')
    expect(readdirSync(p.b.at('')).filter((name) => name.startsWith('f.'))).toEqual(['f.proof'])
  })
})
