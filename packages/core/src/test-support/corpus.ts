/** The folder of public vectors, which are not ours to commit: tests that need it are skipped without. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const CORPUS: string | undefined = process.env['ACCORD_LEDGER_CORPUS']

/** A file of the corpus that maps names to base64, with its bytes; `{}` without the corpus. */
export function readCorpus(path: string): Readonly<Record<string, unknown>> {
  if (CORPUS === undefined) return {}
  const file: Readonly<Record<string, unknown>> = JSON.parse(
    readFileSync(join(CORPUS, 'vectors', path), 'utf8'),
  )
  return file
}

/** The bytes of a base64 text. */
export function base64(text: unknown): Uint8Array {
  if (typeof text !== 'string') throw new Error('not base64')
  return Uint8Array.from(Buffer.from(text, 'base64'))
}
