/** The laws of one real log: what a reader can be shown of it, and that it comes to the same whichever way it is read. */
import {
  decodeEntry,
  encodeEntry,
  encodeHex,
  formatStateFile,
  parseStateFile,
  receiptFromTiles,
  describe as sentenceOf,
} from '@accord-ledger/core'
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { tilesOfTarget } from '../attacks/forged-tiles.ts'
import { present } from '../attacks/places.ts'
import { aProofPlace, describePlace, refuted, trueClaim } from '../attacks/proof-claim.ts'
import { headAt } from '../attacks/published-target.ts'
import { forEachState, WINDOW } from './attack-log.ts'
import { logCases, logLaw } from './log-law.ts'
import type { LogLaw } from './log-law.ts'
import { projectionLaw } from './projection-law.ts'
import { publishedReceiptLaw, receiptLaw } from './receipt-laws.ts'
import { readLog } from './readers.ts'

const proofLaw: LogLaw = logLaw({
  name: 'proofs',
  claim: 'any entry is shown to lie in any later tree, and any tree to begin any later one',
  protects: 'whoever is given a proof in place of the log',
  on: async ({ target }) =>
    logCases({
      covers: ['inclusion', 'consistency'],
      cases: aProofPlace(target.leaves.length),
      describe: describePlace,
      check: async (place, met) => {
        met(place.kind)
        const wrong = refuted(await trueClaim(target, place))
        if (wrong !== null) throw new Error(sentenceOf(wrong))
      },
    }),
})

const tilesLaw: LogLaw = logLaw({
  name: 'tiles',
  claim: 'what tiles give of an entry is that entry, with a proof that stands',
  protects: 'whoever reads the log from a static host',
  share: 0.5,
  on: async ({ target, entries }) =>
    logCases({
      covers: ['an entry'],
      cases: fc.nat(entries.length - 1),
      describe: (index) => `entry ${index} is read from tiles`,
      check: async (index, met) => {
        met('an entry')
        const found = await receiptFromTiles(tilesOfTarget(target), target.signed, index)()
        if (E.isLeft(found)) throw new Error(`no receipt: ${JSON.stringify(found.left)}`)
        const expected = encodeHex(present(entries[index]).bytes)
        if (encodeHex(found.right.entry) !== expected) throw new Error('another entry')
      },
    }),
})

const spellingLaw: LogLaw = logLaw({
  name: 'spelling',
  claim: 'an entry has one spelling: decoded and encoded again, it is the same bytes',
  protects: 'whoever compares two copies of the log',
  on: async ({ entries }) => {
    const types = [...new Set(entries.map(({ event }) => event.type))].toSorted()
    return logCases({
      covers: types,
      // Of every type as many, however rare it is in the log.
      cases: fc.tuple(fc.nat(types.length - 1), fc.nat()).map(([t, n]) => {
        const of = entries.filter(({ event }) => event.type === types[t])
        return present(of[n % of.length]).index
      }),
      describe: (index) => `entry ${index}`,
      check: async (index, met) => {
        const { bytes, event } = present(entries[index])
        met(event.type)
        const decoded = decodeEntry(bytes, index)
        if (E.isLeft(decoded)) throw new Error(sentenceOf(decoded.left))
        const again = encodeEntry(decoded.right.entry)
        if (encodeHex(again) !== encodeHex(bytes)) throw new Error('other bytes')
      },
    })
  },
})

const resumeLaw: LogLaw = logLaw({
  name: 'resume',
  claim: 'verification goes on from a saved state to the same head',
  protects: 'whoever verifies only what is new',
  share: 0.1,
  on: async ({ target, entries, verifier }) =>
    logCases({
      covers: ['a saved state'],
      cases: fc.integer({ min: 1, max: entries.length }),
      describe: (size) => `the state of ${size} entries is saved and taken up again`,
      check: async (size, met) => {
        met('a saved state')
        await forEachState(target.log, [size], verifier, async (state) => {
          const parsed = parseStateFile(formatStateFile(state))
          if (E.isLeft(parsed)) throw new Error(sentenceOf(parsed.left))
          const end = Math.min(entries.length, size + WINDOW)
          const block = entries.slice(size, end).map(({ bytes }) => bytes)
          const known = { size: end, root: (await headAt(target, end)).root }
          const found = await readLog(parsed.right, block, known, verifier)
          if (found !== null) throw new Error(`resumed, it comes to something else: ${found}`)
        })
      },
    }),
})

/** All of them, in the order in which they are tried. */
export const logLaws: readonly LogLaw[] = [
  spellingLaw,
  proofLaw,
  tilesLaw,
  receiptLaw,
  publishedReceiptLaw,
  resumeLaw,
  projectionLaw,
]
