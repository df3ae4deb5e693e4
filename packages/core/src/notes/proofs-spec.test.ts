import { readFileSync } from 'node:fs'
import * as t from 'io-ts'
import { describe, expect, it } from 'vitest'
import { MAX_ADD_CHECKPOINT_BYTES } from './add-checkpoint.ts'
import { MAX_FORK_PROOF_BYTES } from './fork-proof.ts'
import { FORMAT_RULES } from './format-rule.ts'
import { MAX_NOTE_BYTES, MAX_NOTE_SIGNATURES } from './note.ts'
import { MAX_POLICY_BYTES, MAX_POLICY_ITEMS } from './policy.ts'
import { MAX_RECEIPT_BYTES } from './receipt.ts'
import { inputOf, readVectors, rowOf } from '../test-support/format-vectors.ts'
import { MAX_PROOF_HASHES, MAX_TLOG_PROOF_BYTES } from './tlog-proof.ts'
import { MAX_VERIFIER_KEY_LENGTH } from './verifier-key.ts'
import { MAX_CLOCK_LEAD, RECEIPT_CHECKS } from './verify-receipt.ts'

const spec = readFileSync(new URL('../../../../docs/spec/proofs.md', import.meta.url), 'utf8')
const examples = [...spec.matchAll(/<!-- ([a-z-]+) -->\n```\n([^`]*\n)```\n/g)].map(
  ([, file = '', text = '']) => [file, text] as const,
)

/** The first cells of the rows of the table below a heading. */
function firstCells(heading: string): readonly string[] {
  const [, section = ''] = spec.split(`\n### ${heading}\n`)
  const [body = ''] = section.split('\n#')
  return [...body.matchAll(/^\| (.+?) \|/gm)].map(([, cell = '']) => cell).slice(1)
}

describe('the spec of proofs', () => {
  it('has a worked example of every format', () => {
    expect(examples.map(([file]) => file).toSorted()).toEqual([
      'add-checkpoint',
      'checkpoints',
      'cosignatures',
      'notes',
      'policies',
      'receipts',
      'tlog-proofs',
      'verifier-keys',
    ])
  })

  it.each(examples)('has the example of %s that the vectors have', (file, text) => {
    const [row] = readVectors(
      file,
      t.type({ good: t.array(t.intersection([rowOf({}), t.partial({ signed: t.string })])) }),
    ).good
    if (row?.name !== 'worked-example') throw new Error('no worked example')
    const input = Buffer.from(inputOf(row)).toString()
    const whole = row.signed === undefined ? input : `${row.signed}\n${input}`
    expect(text).toBe(whole.endsWith('\n') ? whole : `${whole}\n`)
  })

  it('names every rule of the formats, in their order', () => {
    const names = firstCells('9.1 Rules of the formats').flatMap((cell) =>
      [...cell.matchAll(/`([a-z0-9-]+)`/g)].map(([, name = '']) => name),
    )
    expect(names).toEqual(FORMAT_RULES)
  })

  it('names the checks of a receipt, in their order', () => {
    expect(firstCells('7.2 Checking')).toEqual(RECEIPT_CHECKS.map((check) => `\`${check}\``))
  })

  it.each([
    ['verifier key', `${MAX_VERIFIER_KEY_LENGTH.toLocaleString('en')} characters`],
    ['note, checkpoint', `${MAX_NOTE_BYTES.toLocaleString('en')} bytes`],
    ['signature lines of a note', `${MAX_NOTE_SIGNATURES}`],
    ['hashes of a proof', `${MAX_PROOF_HASHES} (`],
    ['tlog-proof', `${MAX_TLOG_PROOF_BYTES.toLocaleString('en')} bytes`],
    ['receipt', `${MAX_RECEIPT_BYTES.toLocaleString('en')} bytes`],
    ['fork proof', `${MAX_FORK_PROOF_BYTES.toLocaleString('en')} bytes`],
    ['request to a witness', `${MAX_ADD_CHECKPOINT_BYTES.toLocaleString('en')} bytes`],
    ['policy', `${MAX_POLICY_BYTES.toLocaleString('en')} bytes`],
    ['logs, witnesses, groups of a policy', `${MAX_POLICY_ITEMS} each`],
    ["a witness's clock ahead of `now`", `${MAX_CLOCK_LEAD / 1000} seconds`],
  ])('says the limit of %s', (what, limit) => {
    expect(spec).toContain(`\n| ${what} | ${limit}`)
  })
})
