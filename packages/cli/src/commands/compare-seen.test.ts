import { appendFileSync, readFileSync } from 'node:fs'
import {
  decodeEntry,
  decodeSignedEvent,
  encodeEntry,
  signEvent,
  signerFromSeed,
} from '@accord-ledger/core'
import type { Entry, SignedEvent } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { forked, kindsIn as kinds } from '../test-support/publishing.ts'
import type { Compared, Publishing } from '../test-support/publishing.ts'

let p: Publishing
beforeEach(async () => {
  p = await forked()
})
afterEach(() => p.b.remove())

const compare = (args: string): Promise<Compared> => p.shown<Compared>(`compare ${args}`)

/** Logs `signed` at the end of `dir` as it stands, whatever the rules say. */
function force(dir: string, signed: SignedEvent): number {
  const file = p.b.at(dir, 'public', 'entries', '000000000000.jsonl')
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1)
  const last = decodeEntry(new TextEncoder().encode(lines.at(-1)), lines.length - 1)
  if (E.isLeft(last)) throw new Error(last.left.expected)
  const entry: Entry = {
    ...last.right.entry,
    index: lines.length as Entry['index'],
    prev: last.right.hash,
    ...signed,
  }
  appendFileSync(file, `${new TextDecoder().decode(encodeEntry(entry))}\n`)
  return lines.length
}

async function signedOn(dir: string): Promise<SignedEvent> {
  await p.b.json(
    `withdraw @${dir} --accord call --signatory acme --key @acme.key --offline @x.event`,
  )
  const signed = decodeSignedEvent(new Uint8Array(readFileSync(p.b.at('x.event'))))
  if (E.isLeft(signed)) throw new Error(signed.left.expected)
  return signed.right
}

describe('what a party saw', () => {
  it('and is not in the log is found as a fork: rule 12', async () => {
    const index = force('b', await signedOn('a'))
    const found = await compare('@b @ledger')
    expect([found.exit, found.verdict]).toEqual([1, 'forked'])
    expect(kinds(found)).toEqual(['seen', 'unsound'])
    const [seen] = found.findings
    expect(seen).toMatchObject({ index })
    expect(seen?.message).toMatch(/rule 12, seen-hash.*which is in no ledger given; here it is/)
    expect(seen?.message).toContain(p.b.publicKey('acme.key'))
    const [both] = (await compare('@b @a')).findings.filter(({ kind }) => kind === 'seen')
    expect(both?.message).toContain(`as it is in ${p.b.at('a')}`)
  })

  it('and nobody signed is no evidence of it', async () => {
    const { event, signatures } = await signedOn('a')
    const [first] = signatures
    if (first === undefined) throw new Error('it is signed')
    const forged = {
      ...first,
      sig: first.sig.replace(/^../, (two) => (two === '00' ? '01' : '00')),
    }
    force('b', { event, signatures: [forged as typeof first] })
    expect(kinds(await compare('@b @ledger'))).toEqual(['unsound'])
  })

  it('and a stranger to the log signed is no evidence of it', async () => {
    const { event } = await signedOn('a')
    force('b', await signEvent(event, [signerFromSeed(new Uint8Array(32).fill(7))]))
    expect(kinds(await compare('@b @ledger'))).toEqual(['unsound'])
  })
})
