import {
  checkInclusion,
  decodeHex,
  formatCheckpoint,
  formatVerifierKey,
  leafHash,
  memoryHashReader,
  nobleVerifier,
  noteKey,
  openCheckpoint,
  openNote,
  parseVerifierKey,
  rootAt,
  signerFromSeed,
  signNote,
  verifierKey,
  type Signer,
  type VerifierKey,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { corpus, fromBase64, readCorpus, utf8 } from './support/corpus.ts'

describe.skipIf(corpus === undefined)('the public signed notes', () => {
  const file: NotesFile | null = JSON.parse(readCorpus('signed-note/notes.json'))

  it.each(file?.notes.map((row) => [row.src, row] as const) ?? [])('%s opens', async (_, row) => {
    const [name] = nameAndText(row.note)
    const key = row.vkey === undefined ? noteKey(name, seedSigner(row.seedHex)) : keyOf(row.vkey)
    const opened = await openNote(utf8(row.note), [key], nobleVerifier)
    expect(E.isRight(opened)).toBe(row.valid)
    if (row.vkey !== undefined) expect(formatVerifierKey(key)).toBe(row.vkey)
  })

  it.each(
    file?.notes.filter((row) => row.skey ?? row.seedHex).map((row) => [row.src, row] as const) ??
      [],
  )('%s is signed again byte for byte', async (_, row) => {
    const [name, text] = nameAndText(row.note)
    const signer = row.skey === undefined ? seedSigner(row.seedHex) : skeySigner(row.skey)
    expect(await signNote(text, [{ name, signer }])).toEqual(utf8(row.note))
  })

  it('have verifier keys of which no part, and no other spelling, is one', () => {
    for (const vkey of file?.invalidVkeys ?? []) expect(E.isLeft(parseVerifierKey(vkey))).toBe(true)
    const vkey = file?.notes.find(({ src }) => src === 'golang/mod sumdb/note')?.vkey ?? ''
    expect(E.isRight(parseVerifierKey(vkey))).toBe(true)
    for (let start = 0; start < vkey.length; start++) {
      for (let end = start; end <= vkey.length; end++) {
        const part = vkey.slice(start, end)
        if (part !== vkey) expect([part, E.isLeft(parseVerifierKey(part))]).toEqual([part, true])
      }
      const next = String.fromCharCode(vkey.charCodeAt(start) + 1)
      const bent = vkey.slice(0, start) + next + vkey.slice(start + 1)
      expect([bent, E.isLeft(parseVerifierKey(bent))]).toEqual([bent, true])
    }
  })
})

describe.skipIf(corpus === undefined)('the public Rekor checkpoints', () => {
  const cases: readonly RekorCase[] = JSON.parse(readCorpus('rekor2-checkpoints/cases.json')) ?? []

  it('are twelve, six of which stand', () => {
    expect(cases.length).toBe(12)
    expect(cases.filter(({ expect: verdict }) => verdict === 'accept').length).toBe(6)
  })

  it.each(cases.map((row) => [row.case, row] as const))('%s', async (_, row) => {
    const { logIndex, treeSize, rootHash, hashes, checkpoint } = row.inclusionProof
    const leaf = leafHash(fromBase64(row.canonicalizedBody))
    const head = { size: Number(treeSize), root: fromBase64(rootHash) }
    const included = checkInclusion(head, Number(logIndex), leaf, hashes.map(fromBase64))
    if (row.tlogKeys.length === 0) {
      expect(included).toMatchObject({ left: { _tag: 'RootMismatch' } })
      return
    }
    const keys = { logs: row.tlogKeys.flatMap(rekorKey), witnesses: [] }
    const opened = await openCheckpoint(utf8(checkpoint.envelope), keys, nobleVerifier)
    expect(E.isRight(included)).toBe(true)
    expect(E.isRight(opened)).toBe(row.expect === 'accept')
    if (E.isRight(opened)) expect(opened.right.checkpoint).toMatchObject(head)
  })
})

describe.skipIf(corpus === undefined)('the Tessera golden log', () => {
  const log: GoldenLog | null = JSON.parse(readCorpus('tessera-golden-log/log.json'))

  it.each(log?.checkpoints.map((note, size) => [size, note] as const) ?? [])(
    'has the root that its leaves give at size %d, and is signed byte for byte',
    async (size, note) => {
      const { origin = '', leaves = [], vkey = '', skey = '' } = log ?? {}
      const reader = memoryHashReader(leaves.map((leaf) => leafHash(utf8(leaf))))
      const head = { size, root: await rootAt(reader, size) }
      const keys = { logs: [keyOf(vkey)], witnesses: [] }
      const opened = await openCheckpoint(utf8(note), keys, nobleVerifier)
      expect(opened).toMatchObject({ right: { checkpoint: { origin, ...head, extensions: [] } } })
      const text = formatCheckpoint({ origin, ...head })
      expect(await signNote(text, [{ name: origin, signer: skeySigner(skey) }])).toEqual(utf8(note))
    },
  )
})

function keyOf(vkey: string): VerifierKey {
  const key = parseVerifierKey(vkey)
  if (E.isLeft(key)) throw new Error(`${vkey}: ${key.left.rule}`)
  return key.right
}

/** A key of Rekor's trusted root, named by its host; only Ed25519 ones. */
function rekorKey({ baseUrl, keyDetails, rawBytes }: RekorKey): readonly VerifierKey[] {
  const raw = fromBase64(rawBytes).subarray(-32)
  return keyDetails === 'PKIX_ED25519' ? [verifierKey(new URL(baseUrl).host, 'ed25519', raw)] : []
}

/** The name on the only signature line, and the text above. */
function nameAndText(note: string): readonly [string, string] {
  const split = note.lastIndexOf('\n\n')
  return [note.slice(split + 2).split(' ')[1] ?? '', note.slice(0, split + 1)]
}

function seedSigner(seedHex = ''): Signer {
  return signerFromSeed(decodeHex(seedHex) ?? new Uint8Array(0))
}

/** `PRIVATE+KEY+name+id+base64(01 || seed)`. */
function skeySigner(skey: string): Signer {
  const [, , name = '', id = ''] = skey.split('+')
  const typed = fromBase64(skey.slice(`PRIVATE+KEY+${name}+${id}+`.length))
  const signer = signerFromSeed(typed.subarray(1))
  expect([typed[0], noteKey(name, signer).id]).toEqual([1, id])
  return signer
}

interface NotesFile {
  readonly notes: readonly {
    readonly src: string
    readonly vkey?: string
    readonly skey?: string
    readonly seedHex?: string
    readonly note: string
    readonly valid: boolean
  }[]
  readonly invalidVkeys: readonly string[]
}

interface RekorKey {
  readonly baseUrl: string
  readonly keyDetails: string
  readonly rawBytes: string
}

interface RekorCase {
  readonly case: string
  readonly expect: 'accept' | 'reject'
  readonly inclusionProof: {
    readonly logIndex: string
    readonly rootHash: string
    readonly treeSize: string
    readonly hashes: readonly string[]
    readonly checkpoint: { readonly envelope: string }
  }
  readonly canonicalizedBody: string
  readonly tlogKeys: readonly RekorKey[]
}

interface GoldenLog {
  readonly origin: string
  readonly vkey: string
  readonly skey: string
  readonly leaves: readonly string[]
  readonly checkpoints: readonly string[]
}
