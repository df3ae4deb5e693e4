/** Registers and the facts that they must reproduce, as the files of test/data have them. */
import { readFileSync } from 'node:fs'

export interface RegisterEvent {
  readonly date: string
  readonly action: 'endorse' | 'withdraw'
  readonly accord?: string
  readonly signatory: { readonly id: string }
}

export interface RegisterJson {
  readonly accord: { readonly id: string } | null
  readonly accords?: readonly { readonly id: string }[]
  readonly events: readonly RegisterEvent[]
}

/** What is asked; the `semantics` of each file say how it is to be read. */
export interface AskJson {
  readonly accord?: string
  readonly count?: {
    readonly where?: Readonly<Record<string, string>>
    readonly by?: 'category' | 'country'
  }
  readonly member?: string
  readonly members_absent?: readonly string[]
  readonly events?: true
  readonly history?: string
  readonly leavers?: true
  readonly leavers_count?: true
  readonly left_and_returned?: true
}

export interface FactJson {
  readonly id: string
  readonly as_of?: string
  readonly ask: AskJson
  readonly expect: unknown
}

export interface ExpectedJson {
  readonly facts: readonly FactJson[]
}

/** A register and its facts: `<folder>/<name>.json` and `<folder>/<name>.expected.json`. */
export function readRegisterFiles(
  folder: string,
  name: string,
): { readonly register: RegisterJson; readonly expected: ExpectedJson } {
  return {
    register: JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8')),
    expected: JSON.parse(readFileSync(`${folder}/${name}.expected.json`, 'utf8')),
  }
}

/** The ledger's id for an id of a register: written here a second time, for the tests' own eyes. */
export function ledgerId(raw: string): string {
  let id = ''
  for (const letter of raw.toLowerCase()) {
    if (/[a-z0-9]/.test(letter)) id += letter
    else if (id !== '' && !id.endsWith('-')) id += '-'
  }
  return id.endsWith('-') ? id.slice(0, -1) : id
}
