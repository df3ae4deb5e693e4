/** Fuzzing what notes are made of: keys, notes, checkpoints, proofs, policies, receipts, what goes to witnesses, and key files. */
import { parseWitnessConfig } from '@accord-ledger/adapters/witness'
import {
  decodeBase64,
  decodeHex,
  encodeBase64,
  encodeHex,
  formatAddCheckpoint,
  formatDecimal,
  formatForkProof,
  formatKeyFile,
  formatNote,
  formatReceipt,
  formatSignatureLine,
  formatTlogProof,
  formatTlogSize,
  formatVerifierKey,
  parseAddCheckpoint,
  parseDecimal,
  parseForkProof,
  parseKeyFile,
  parseNote,
  parsePolicy,
  parseReceipt,
  parseSignatureLines,
  parseSignedCheckpoint,
  parseTlogProof,
  parseTlogSize,
  parseVerifierKey,
  type VerifierKey,
} from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { describe } from 'vitest'
import { utf8 } from '../support/corpus.ts'
import { forkSamples } from './support/fork-samples.ts'
import { goodVectors } from './support/samples.ts'
import { accepted, fuzz, refused, type Verdict } from './support/target.ts'

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')
/** Text is compared as text: these parsers never see bytes. */
const ofText =
  (parse: (given: string) => Verdict) =>
  (bytes: Uint8Array): Verdict => {
    const given = text(bytes)
    const verdict = parse(given)
    if (!verdict.accepted || verdict.again === null) return verdict
    return text(verdict.again) === given ? accepted(bytes) : verdict
  }
const forks = await forkSamples()
const verdictOf = <A>(
  read: E.Either<unknown, A>,
  print: (value: A) => Uint8Array | string | null,
): Verdict => (E.isLeft(read) ? refused : accepted(print(read.right)))

const logKeys = goodVectors('verifier-keys')
  .map(text)
  .filter((one) => E.exists<VerifierKey>(({ type }) => type === 'ed25519')(parseVerifierKey(one)))

describe('fuzzing notes', () => {
  fuzz({
    name: 'signed note',
    samples: goodVectors('notes'),
    parse: (bytes) => verdictOf(parseNote(bytes), formatNote),
  })
  fuzz({
    name: 'signature lines',
    samples: goodVectors('notes').map((note) => utf8(text(note).split('\n\n').at(-1) ?? '')),
    parse: (bytes) =>
      verdictOf(parseSignatureLines(bytes), (lines) => lines.map(formatSignatureLine).join('')),
  })
  fuzz({
    name: 'signed checkpoint',
    samples: [...goodVectors('notes'), ...goodVectors('cosignatures')],
    parse: (bytes) => verdictOf(parseSignedCheckpoint(bytes), ({ note }) => formatNote(note)),
  })
  fuzz({
    name: 'tlog-proof',
    samples: goodVectors('tlog-proofs'),
    parse: (bytes) => verdictOf(parseTlogProof(bytes), formatTlogProof),
  })
  fuzz({
    name: 'receipt',
    samples: goodVectors('receipts'),
    parse: (bytes) => verdictOf(parseReceipt(bytes), formatReceipt),
  })
  fuzz({
    name: 'fork proof',
    samples: forks,
    parse: (bytes) => verdictOf(parseForkProof(bytes), formatForkProof),
  })
  fuzz({
    name: 'add-checkpoint request',
    samples: goodVectors('add-checkpoint'),
    parse: (bytes) => verdictOf(parseAddCheckpoint(bytes), formatAddCheckpoint),
  })
  fuzz({
    name: 'verifier key',
    samples: goodVectors('verifier-keys'),
    parse: ofText((given) => verdictOf(parseVerifierKey(given), formatVerifierKey)),
  })
  fuzz({
    name: 'trust policy',
    samples: goodVectors('policies'),
    parse: (bytes) => verdictOf(parsePolicy(bytes), () => null),
  })
  fuzz({
    name: 'tlog size',
    samples: ['0\n', '5\n', '70000\n', '9007199254740991\n'].map(utf8),
    parse: (bytes) => {
      const size = parseTlogSize(bytes)
      return size === null ? refused : accepted(formatTlogSize(size))
    },
  })
})

describe('fuzzing small files', () => {
  fuzz({
    name: 'key file',
    samples: [7, 255].map((byte) => utf8(formatKeyFile(new Uint8Array(32).fill(byte)))),
    parse: ofText((given) => verdictOf(parseKeyFile(given), formatKeyFile)),
  })
  fuzz({
    name: 'witness configuration',
    samples: [1, 2].map((count) =>
      utf8(
        JSON.stringify({
          name: 'witness.example/w1',
          keyFile: 'witness.key',
          listen: { host: '127.0.0.1', port: 8080 },
          state: 'state',
          logs: Array.from({ length: count }, (_, i) => ({
            origin: `accords.example/${i}`,
            keys: logKeys.slice(i, i + 1),
          })),
        }),
      ),
    ),
    parse: (bytes) => verdictOf(parseWitnessConfig(bytes), () => null),
  })
})

describe('fuzzing values', () => {
  const samples = ['', '00', 'ff00', 'AA==', 'AAA=', '+/+/', '0', '17', '9007199254740991'].map(
    utf8,
  )
  fuzz({
    name: 'hex',
    samples,
    parse: ofText((given) => {
      const bytes = decodeHex(given)
      return bytes === null ? refused : accepted(encodeHex(bytes))
    }),
  })
  fuzz({
    name: 'base64',
    samples,
    parse: ofText((given) => {
      const bytes = decodeBase64(given)
      return bytes === null ? refused : accepted(encodeBase64(bytes))
    }),
  })
  fuzz({
    name: 'decimal',
    samples,
    parse: ofText((given) => {
      const value = parseDecimal(given)
      return value === null ? refused : accepted(formatDecimal(value))
    }),
  })
})
