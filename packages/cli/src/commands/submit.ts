/** `submit URL FILE`: sends a signed event to the server of a log. */
import { lstat } from 'node:fs/promises'
import { submitEvent } from '@accord-ledger/adapters/http-client'
import type { Submitted } from '@accord-ledger/adapters/http-client'
import { describeEntry, describeEvent, escaped, noteKey, quote } from '@accord-ledger/core'
import type { SignedEvent, VerifierKey } from '@accord-ledger/core'
import type { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import { explainSubmit } from '../explain-submit.ts'
import type { CommandFailure, Task } from '../failure.ts'
import { failure, usage } from '../failure.ts'
import { writeNew } from '../io/files.ts'
import { readSound } from '../io/read-log.ts'
import { isUrl } from '../is-url.ts'
import { loadLogKeys, withLogKeys } from '../log-keys.ts'
import type { LogKeyOptions } from '../log-keys.ts'
import { lineOf } from '../offline.ts'
import { readingOf, withAskOptions } from '../options.ts'
import type { AskOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'
import { readSignedEvent } from './sign.ts'
import { verifierOf } from '../io/verifier.ts'

export interface SubmitCommandOptions extends AskOptions, LogKeyOptions {
  readonly receipt?: string
}

/** How the operator's key is known: it was given, `--trust` vouches for the log that it was read from, or nobody does. */
type KeyTrust = 'given' | 'trusted' | 'first-use'

/** Sends the event in `file` to the server at `url`, and checks the receipt that comes back. */
export function submit(
  context: Context,
  url: string,
  file: string,
  options: SubmitCommandOptions,
): Task<Result> {
  return async () => {
    if (!isUrl(url)) return E.left(usage(`${quote(url)} is no http or https address`, 'submit'))
    const signed = await readSignedEvent(context, file)()
    if (E.isLeft(signed)) return signed
    // Before anything is sent: what was logged must not go without its receipt.
    if (options.receipt !== undefined && (await isThere(options.receipt)))
      return E.left(takenFile(options.receipt))
    const known = await keysFor(context, url, signed.right, options)()
    if (E.isLeft(known)) return known
    const sent = await submitEvent(url, lineOf(signed.right), {
      fetch: context.fetch,
      keys: known.right.keys,
      verifier: await verifierOf(context),
      clock: context.clock,
    })()
    if (E.isLeft(sent)) return E.left(explainSubmit(sent.left, url))
    if (options.receipt !== undefined) {
      const written = await writeNew(options.receipt, sent.right.receipt)()
      if (E.isLeft(written)) return E.left(receiptLost(written.left, sent.right, url))
    }
    return E.right(resultOf(sent.right, known.right.trust, options.receipt))
  }
}

interface KnownKeys {
  readonly keys: readonly VerifierKey[]
  readonly trust: KeyTrust
}

/** The keys by which the receipt is believed: those given, or the operator's in the log, all of which is verified then. */
function keysFor(
  context: Context,
  url: string,
  { event }: SignedEvent,
  options: SubmitCommandOptions,
): Task<KnownKeys> {
  return async () => {
    const given = await loadLogKeys(context, options, 'submit')()
    if (E.isLeft(given)) return given
    if (given.right !== null) return E.right({ keys: given.right, trust: 'given' })
    const log = await readSound(context, url, readingOf(options))()
    if (E.isLeft(log)) {
      const { code, next } = log.left
      const more = code === 'unknown' ? `${next}; or give the operator's key with --vkey` : next
      return E.left({ ...log.left, next: more })
    }
    const { origin, state } = log.right
    if (origin === null || state.authority === null) throw new Error('a sound log was founded')
    const { operator } = state.authority
    const trust = options.trust === undefined ? 'first-use' : 'trusted'
    if (trust === 'first-use') {
      context.stderr.write(
        `note: the operator's key ${operator} of ${escaped(origin)} was taken from the log itself; nobody else vouched for it\n`,
      )
    }
    // Where the event changes the operator, the next one signs what comes after it.
    const operators = event.type === 'authority' ? [operator, event.operator] : [operator]
    return E.right({ keys: [...new Set(operators)].map((key) => noteKey(origin, { key })), trust })
  }
}

function resultOf(
  { receipt, logged, replayed, attempts }: Submitted,
  trust: KeyTrust,
  file: string | undefined,
): Result {
  const { origin, entry, hash, size, root } = logged
  const { index, time, event } = entry
  return {
    json: {
      origin,
      index,
      time,
      hash,
      says: describeEvent(event),
      event,
      size,
      root,
      replayed,
      attempts,
      trust,
      receipt: new TextDecoder().decode(receipt),
      ...(file === undefined ? {} : { file }),
    },
    text: (style) =>
      [
        `${style.strong(replayed ? 'logged before' : 'logged')} ${describeEntry(entry)}`,
        `  ${style.faint(`entry hash ${hash}`)}`,
        `  the operator of ${origin} signed the tree of size ${size} that holds it`,
        ...(file === undefined
          ? ['next: keep a receipt of it: give --receipt FILE; sending it again logs nothing more']
          : [
              `wrote ${file}`,
              `next: check it with: accord-ledger verify-receipt ${file} --policy POLICY`,
            ]),
        '',
      ].join('\n'),
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch {
    return false // where it cannot be made, that is told when it is
  }
}

function takenFile(path: string): CommandFailure {
  return failure(
    'output',
    `${quote(path)} exists already, and nothing was sent`,
    'choose a file that does not exist, in a directory that does',
  )
}

function receiptLost(why: CommandFailure, { logged }: Submitted, url: string): CommandFailure {
  const { index } = logged.entry
  return failure(
    'output',
    `the event was logged as entry ${index}, and its receipt could not be kept: ${why.message}`,
    `once it is published, get a receipt with: accord-ledger receipt ${url} --index ${index} --out FILE`,
    { details: { index } },
  )
}

/** Adds `submit` to `program`. */
export function defineSubmit(program: Command, run: Run): void {
  withLogKeys(
    withAskOptions(
      program
        .command('submit')
        .summary('send a signed event to the server of a log')
        .description(
          [
            'Sends the signed event in FILE to the server at URL, which logs it and answers with a receipt. The receipt',
            'is checked: that it is of this event, under a checkpoint that the operator signed. Without --vkey and',
            "--policy the log is read and verified first, and the operator's key taken from it. Where an answer is",
            'lost, the same bytes are sent again: they are logged once.',
          ].join(' '),
        )
        .argument('<url>', 'the address of the server')
        .argument('<file>', 'a file that --offline wrote, fully signed; - for standard input')
        .option('--receipt <file>', 'write the receipt to a new file'),
    ),
  ).action((url: string, file: string, options: SubmitCommandOptions) =>
    run((context) => submit(context, url, file, options), options),
  )
}
