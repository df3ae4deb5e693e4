/** The memory of what was published before: which folder it is, and what is said and kept where it is contradicted. */
import { mkdir } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import type { PinError, PinEvidence } from '@accord-ledger/adapters/http-client'
import { quote } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import type { CommandFailure } from '../failure.ts'
import { failure } from '../failure.ts'
import { hashOf } from '../hash-of.ts'
import { holdsAlready, writeNew } from './files.ts'

/** What was published before, and is not the beginning of what is published now. */
export interface PinContradiction {
  readonly kind: 'rolled-back' | 'forked'
  readonly message: string
  /** Files that hold both checkpoints, and the fork proof where there is one. */
  readonly evidence: readonly string[]
  /** What to do with them. */
  readonly next: string
}

/** The folder of the pins: the one that was named, else the environment's, else one of this user; null where there is none. */
export function pinsFolder({ env }: Context, named: string | undefined): string | null {
  if (named !== undefined) return named
  const own = env['ACCORD_LEDGER_PINS'] ?? ''
  if (own !== '') return own
  const state = env['XDG_STATE_HOME'] ?? ''
  // XDG base directories: a path that is not absolute is to be ignored.
  if (isAbsolute(state)) return join(state, 'accord-ledger', 'pins')
  const home = env['HOME'] ?? ''
  return isAbsolute(home) ? join(home, '.local', 'state', 'accord-ledger', 'pins') : null
}

/** There is no folder for pins. */
export function noPinsFolder(url: string): CommandFailure {
  return failure(
    'usage',
    `there is no place to keep what was seen at ${quote(url)}: neither HOME nor XDG_STATE_HOME is set`,
    'give one with --pins DIR, or set ACCORD_LEDGER_PINS',
    { exit: 64 },
  )
}

/** A pin that could not be compared with, where that says nothing against the log. */
export function explainPin(
  error: Exclude<PinError, { readonly _tag: 'PinRolledBack' | 'PinForked' }>,
  url: string,
  folder: string,
): CommandFailure {
  switch (error._tag) {
    case 'StoreError':
      return failure(
        'store',
        `what was seen at ${quote(url)} before cannot be read: ${error.message}`,
        `see that ${folder} can be read and written, or give another folder with --pins`,
        { exit: 2, details: { store: error.code } },
      )
    case 'BadPin':
      return failure(
        'unknown',
        error.message,
        `find out who wrote to ${folder}; where it is lost, begin anew with another --pins DIR`,
        { exit: 2 },
      )
    case 'PinUnproven':
      return failure(
        'unknown',
        error.message,
        'try again later; where it stays so, ask the operator for the missing tiles',
        { exit: 2 },
      )
  }
}

/** Writes the evidence of a contradiction into `folder`, and says where it lies. */
export async function contradictionOf(
  error: Extract<PinError, { readonly _tag: 'PinRolledBack' | 'PinForked' }>,
  url: string,
  folder: string,
): Promise<PinContradiction> {
  const proof = error._tag === 'PinForked' ? error.proof : null
  const { files, proofFile } = await writeEvidence(error, proof, join(folder, 'evidence'))
  const where =
    files.length === 0
      ? 'the evidence could not be written'
      : `the evidence lies in ${files.join(' and ')}`
  return {
    kind: error._tag === 'PinForked' ? 'forked' : 'rolled-back',
    message: `what is published at ${quote(url)} is not what was published before: ${error.message}; ${where}`,
    evidence: files,
    next: nextFor(error._tag, proofFile),
  }
}

function nextFor(tag: 'PinRolledBack' | 'PinForked', proofFile: string | null): string {
  if (proofFile !== null)
    return `see whether the operator signed both, with: accord-ledger verify-fork ${proofFile} --vkey KEY`
  return tag === 'PinRolledBack'
    ? 'it may be an old copy: look again later; where it stays so, keep these files, and ask the operator and the witnesses'
    : 'keep these files, and ask the operator and the witnesses; nothing published there is to be relied on'
}

/** As a command fails. */
export function explainContradiction(found: PinContradiction): CommandFailure {
  const { kind, message, evidence, next } = found
  return failure('unsound', message, next, { details: { kind, evidence } })
}

async function writeEvidence(
  { pinned, found }: PinEvidence,
  proof: Uint8Array | null,
  folder: string,
): Promise<{ readonly files: readonly string[]; readonly proofFile: string | null }> {
  const name = hashOf(Buffer.concat([pinned, found])).slice(0, 16)
  const parts: readonly (readonly [string, Uint8Array])[] = [
    [`${name}.before.checkpoint`, pinned],
    [`${name}.now.checkpoint`, found],
    ...(proof === null ? [] : [[`${name}.fork-proof`, proof] as const]),
  ]
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => undefined)
  const files: string[] = []
  for (const [part, bytes] of parts) {
    const file = join(folder, part)
    const written = await writeNew(file, bytes)()
    if (E.isRight(written) || (await holdsAlready(file, bytes))) files.push(file)
  }
  return { files, proofFile: files.find((file) => file.endsWith('.fork-proof')) ?? null }
}
