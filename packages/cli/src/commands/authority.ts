/** `authority rotate DIR`: another operator key, or other registrars. */
import type { Intent, LedgerView } from '@accord-ledger/core'
import type { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import type { CommandFailure, Task } from '../failure.ts'
import { usage } from '../failure.ts'
import { loadKey, loadKeys, loadSigner } from '../io/keys.ts'
import type { NamedKey } from '../io/keys.ts'
import { EVENT_ARGUMENT, withEventOptions } from '../options.ts'
import type { FormatOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'
import { writeEvent } from '../write-event.ts'
import type { EventOptions } from '../write-event.ts'

export interface AuthorityOptions extends EventOptions, FormatOptions {
  readonly operator?: string
  readonly newOperator?: string
  readonly registrar?: readonly string[]
}

/** Replaces the operator's key, the registrars, or both; what is not named stays as it is. */
export function rotateAuthority(
  context: Context,
  dir: string,
  options: AuthorityOptions,
): Task<Result> {
  return async () => {
    const { operator, newOperator, registrar, offline } = options
    if (newOperator === undefined && registrar === undefined) {
      return E.left(usage('give --new-operator, --registrar, or both', 'authority rotate'))
    }
    if (operator === undefined && offline === undefined) {
      return E.left(usage('--operator is needed, except with --offline', 'authority rotate'))
    }
    const current = operator === undefined ? E.right(null) : await loadSigner(operator)()
    if (E.isLeft(current)) return current
    const next = newOperator === undefined ? E.right(null) : await loadKey(newOperator)()
    if (E.isLeft(next)) return next
    const registrars = registrar === undefined ? E.right(null) : await loadKeys(registrar)()
    if (E.isLeft(registrars)) return registrars
    const named = [next.right, ...(registrars.right ?? [])].map((key) => key?.signer ?? null)
    const hands = [
      ...(current.right === null ? [] : [{ signer: current.right }]),
      // A key that keeps its role does not sign.
      ...named.filter((signer) => signer !== null).map((signer) => ({ signer, spare: true })),
    ]
    return writeEvent(context, dir, options, hands, ({ view }) =>
      authorityAfter(view, next.right, registrars.right),
    )()
  }
}

function authorityAfter(
  { authority }: LedgerView,
  operator: NamedKey | null,
  registrars: readonly NamedKey[] | null,
): E.Either<CommandFailure, Intent> {
  if (authority === null) throw new Error('a founded log has an authority')
  return E.right({
    type: 'authority',
    operator: operator?.key ?? authority.operator,
    registrars: registrars?.map(({ key }) => key) ?? authority.registrars,
  })
}

/** Adds `authority` to `program`. */
export function defineAuthority(program: Command, run: Run): void {
  const authority = program
    .command('authority')
    .summary('change who runs the log')
    .description('Changes who runs the log, and who its registrars are.')
  withEventOptions(
    authority
      .command('rotate')
      .summary("replace the operator's key or the registrars")
      .description(
        [
          "Replaces the operator's key, the registrars, or both. Keys that are new sign as well: give their key",
          'files, or name them by their 64 hex digits and use --offline. --registrar gives the whole new list.',
        ].join(' '),
      )
      .argument(...EVENT_ARGUMENT)
      .option('--operator <keyfile>', "the operator's key in force")
      .option('--new-operator <key>', 'key file (or public key) of the next operator')
      .option('--registrar <key...>', 'key file (or public key) of each registrar from now on'),
    false,
  ).action((dir: string, options: AuthorityOptions) =>
    run((context) => rotateAuthority(context, dir, options), options),
  )
}
