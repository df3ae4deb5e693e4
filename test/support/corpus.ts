/** The folder of public vectors that are not ours to commit: tests of them are skipped without it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const corpus: string | undefined = process.env['ACCORD_LEDGER_CORPUS']

/** The text of a JSON file below `vectors`; `null` without the folder. */
export function readCorpus(path: string): string {
  return corpus === undefined ? 'null' : readFileSync(join(corpus, 'vectors', path), 'utf8')
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'base64'))
}

export function utf8(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text))
}
