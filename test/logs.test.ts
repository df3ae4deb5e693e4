import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { nativeVerifier } from '@accord-ledger/adapters/native'
import {
  nobleVerifier,
  ruleNumber,
  RULES,
  type RuleName,
  type Verification,
} from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { endStateOf } from './support/end-state.ts'
import { linesOf, verifyLines } from './support/log-file.ts'

const NATIVE = nativeVerifier()

/** Both backends, and an entry a block besides: an answer does not depend on where a block ends. */
const WAYS = [
  { verifier: nobleVerifier, blockLength: 1024 },
  { verifier: NATIVE, blockLength: 1024 },
  { verifier: NATIVE, blockLength: 1 },
]

const FOLDERS = ['valid', 'invalid', 'unknown'] as const
type Folder = (typeof FOLDERS)[number]

interface Log {
  readonly name: string
  readonly lines: readonly Uint8Array[]
  readonly expected: object
}

function logsIn(folder: Folder): readonly Log[] {
  const path = (name: string): URL => new URL(`./logs/${folder}/${name}`, import.meta.url)
  const names = readdirSync(path('.')).filter((name) => name.endsWith('.jsonl'))
  return names.map((file) => {
    const name = basename(file, '.jsonl')
    const lines = linesOf(readFileSync(path(file)))
    if (lines === null) throw new Error(`${file} does not end with a line feed`)
    return {
      name,
      lines,
      expected: JSON.parse(readFileSync(path(`${name}.expected.json`), 'utf8')),
    }
  })
}

/** What was found, in the shape of `.expected.json`. */
function found(verification: Verification): object {
  const { verdict, size, root, head, state, findings } = verification
  const sound = { size, root, head }
  const [finding] = findings
  if (verdict === 'sound') return { verdict, ...sound, ...endStateOf(state) }
  if (finding?._tag === 'Violation') {
    const { rule, index, path } = finding
    return { verdict, rule, number: ruleNumber(rule), index, path, sound }
  }
  if (finding?._tag === 'Unrecognised') {
    const { what, found, index } = finding
    return { verdict, what, found, index, sound }
  }
  return { verdict, sound }
}

const LOGS = Object.fromEntries(FOLDERS.map((folder) => [folder, logsIn(folder)])) as {
  readonly [F in Folder]: readonly Log[]
}

/** The rules that logs are named by. */
function rulesIn(folder: Folder): ReadonlySet<string> {
  return new Set(LOGS[folder].map(({ name }) => name.split('--')[0] ?? name))
}

describe.each(FOLDERS)('a log of test/logs/%s gets the verdict beside it', (folder) => {
  it.each(LOGS[folder])('$name', async ({ lines, expected }) => {
    for (const { verifier, blockLength } of WAYS) {
      expect(found(await verifyLines(lines, verifier, blockLength))).toEqual(expected)
    }
  })
})

describe('the logs', () => {
  const rules = Object.keys(RULES) as RuleName[]
  it.each(['valid', 'invalid'] as const)(
    'in %s are of every rule and of nothing else',
    (folder) => {
      expect([...rulesIn(folder)].toSorted()).toEqual(rules.toSorted())
    },
  )

  it('that are invalid are sound up to the entry that breaks the rule', async () => {
    for (const { lines, expected } of LOGS.invalid) {
      const { index } = expected as { readonly index: number }
      if (index === 0) continue
      const { verdict, size } = await verifyLines(lines.slice(0, index), NATIVE)
      expect([verdict, size]).toEqual(['sound', index])
    }
  })
})
