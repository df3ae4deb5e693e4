/** A log that is not understood to its end: what was verified before, and what was published, still tells. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import {
  decodeEntry,
  encodeCanonical,
  leafHash,
  memoryHashReader,
  rootAt,
  signCheckpoint,
} from '@accord-ledger/core'
import type { Origin } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadSigners } from '../io/keys.ts'
import { ORIGIN, published } from '../test-support/publishing.ts'
import type { Publishing } from '../test-support/publishing.ts'

/** Four entries, published; verified once, and the state saved. */
let p: Publishing
let entries = ''
let checkpoint = ''
beforeEach(async () => {
  p = await published()
  entries = p.b.at('ledger', 'public', 'entries', '000000000000.jsonl')
  checkpoint = p.b.at('ledger', 'public', 'checkpoint')
  await verify('--state @s.state')
})
afterEach(() => p.b.remove())

interface Verified {
  readonly exit: number
  readonly findings: readonly { readonly kind: string; readonly found?: string }[]
}

const verify = (options: string): Promise<Verified> =>
  p.shown<Verified>(`verify @ledger ${options}`.trim())
const told = ({ exit, findings }: Verified): readonly (string | number)[] => [
  exit,
  ...findings.map(({ kind }) => kind).filter((kind) => kind !== 'trusted-on-first-use'),
]
const lines = (): readonly string[] => readFileSync(entries, 'utf8').split('\n').slice(0, -1)
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

/** The first `kept` entries, and behind them one of a type to come. */
function withLater(kept: number): readonly string[] {
  const standing = lines().slice(0, kept)
  const last = decodeEntry(bytesOf(standing.at(-1) ?? ''), kept - 1)
  if (E.isLeft(last)) throw new Error('the last entry decodes')
  const { entry, hash } = last.right
  const later = { ...entry, index: kept, prev: hash, event: { ...entry.event, type: 'snapshot' } }
  const all = [...standing, new TextDecoder().decode(encodeCanonical(later))]
  writeFileSync(entries, `${all.join('\n')}\n`)
  return all
}

/** Another fourth entry, as sound as the one that was verified. */
async function rewrite(): Promise<void> {
  const kept = readFileSync(checkpoint)
  rmSync(checkpoint)
  writeFileSync(entries, `${lines().slice(0, 3).join('\n')}\n`)
  await p.b.json(
    'signatory update @ledger --id acme --name Bcme --category company --registrar @r.key',
  )
  writeFileSync(checkpoint, kept)
}

describe('an entry of an unknown type', () => {
  it('behind what was verified and published leaves open what the log is', async () => {
    withLater(4)
    for (const options of ['', '--state @s.state', '--policy @policy --state @s.state'])
      expect(told(await verify(options))).toEqual([2, 'unrecognised'])
  })

  it('under a checkpoint that is of these entries leaves it open too', async () => {
    const leaves = withLater(4).map((line) => leafHash(bytesOf(line)))
    const signers = await loadSigners([p.b.at('o.key')])()
    if (E.isLeft(signers)) throw new Error(signers.left.message)
    const root = await rootAt(memoryHashReader(leaves), 5)
    writeFileSync(
      checkpoint,
      await signCheckpoint(ORIGIN as Origin, { size: 5, root }, signers.right),
    )
    expect(told(await verify('--state @s.state'))).toEqual([2, 'unrecognised'])
  })

  it('hides no history that was rewritten before it', async () => {
    await rewrite()
    withLater(4)
    expect(told(await verify(''))).toEqual([1, 'unrecognised', 'checkpoint-root'])
    const both = ['unrecognised', 'checkpoint-root', 'rewritten']
    expect(told(await verify('--state @s.state'))).toEqual([1, ...both])
    rmSync(checkpoint)
    expect(told(await verify('--state @s.state'))).toEqual([1, 'unrecognised', 'rewritten'])
  })

  it('stands in the place of none that was verified or published', async () => {
    withLater(3)
    expect(told(await verify(''))).toEqual([1, 'unrecognised', 'checkpoint-root'])
    rmSync(checkpoint)
    expect(told(await verify('--state @s.state'))).toEqual([1, 'unrecognised', 'rewritten'])
  })

  it('makes up for none that are gone', async () => {
    withLater(2)
    const gone = await verify('')
    expect(told(gone)).toEqual([1, 'unrecognised', 'checkpoint-ahead'])
    expect(gone.findings.find(({ kind }) => kind === 'checkpoint-ahead')?.found).toBe('3')
    rmSync(checkpoint)
    const { out, exit } = await p.run('verify @ledger --state @s.state')
    expect(exit).toBe(1)
    expect(out).toContain('and 3 are here, which do not lead to them')
  })
})
