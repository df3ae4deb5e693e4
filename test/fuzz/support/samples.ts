/** Samples for fuzzing, valid and not, from the test vectors and logs of this repository. */
import { readdirSync, readFileSync } from 'node:fs'
import { utf8 } from '../../support/corpus.ts'

interface Vector {
  readonly text?: string
}

interface Vectors {
  readonly good: readonly Vector[]
}

/** The valid texts of a file of test/vectors. */
export function goodVectors(file: string): readonly Uint8Array[] {
  const { good }: Vectors = JSON.parse(read(`vectors/${file}.json`))
  return good.flatMap(({ text }) => (text === undefined ? [] : [utf8(text)]))
}

/** Every nth log of test/logs/valid, as its lines. */
export function validLogs(every: number): readonly (readonly Uint8Array[])[] {
  return readdirSync(path('logs/valid'))
    .filter((name) => name.endsWith('.jsonl'))
    .toSorted()
    .filter((_, i) => i % every === 0)
    .map((name) => read(`logs/valid/${name}`).trimEnd().split('\n').map(utf8))
}

const path = (name: string): URL => new URL(`../../${name}`, import.meta.url)
const read = (name: string): string => readFileSync(path(name), 'utf8')

/** The verifier keys that a file of test/vectors names. */
export function keysOfVectors(file: string): readonly string[] {
  const { keys }: { readonly keys: readonly string[] } = JSON.parse(read(`vectors/${file}.json`))
  return keys
}
