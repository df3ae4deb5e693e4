/** `signatory admit`, `update`, `suspend` and `rotate`: who may sign, with which key, under which name. */
import { isSignatoryId, quote } from '@accord-ledger/core'
import type { Intent, PublicKey } from '@accord-ledger/core'
import type { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import type { CommandFailure, Task } from '../failure.ts'
import { fail, usage } from '../failure.ts'
import { loadHands, loadKey } from '../io/keys.ts'
import { EVENT_ARGUMENT, withEventOptions } from '../options.ts'
import type { FormatOptions, Run } from '../options.ts'
import type { Profile } from '../register-import/profile.ts'
import type { Result } from '../result.ts'
import { writeEvent } from '../write-event.ts'
import type { EventOptions, Known } from '../write-event.ts'

export interface SignatoryOptions extends EventOptions, FormatOptions {
  readonly id: string
  readonly name?: string
  readonly category?: string
  /** `none`: no country. */
  readonly country?: string
  readonly holder?: string
  readonly registrar?: string
}

/** Admits a party that the log does not have yet. */
export function admitSignatory(
  context: Context,
  dir: string,
  options: SignatoryOptions & { readonly name: string; readonly category: string },
): Task<Result> {
  const { id: signatory, name, category, country } = options
  return signatoryEvent(context, dir, 'admit', options, (holder, { standing, effective }) =>
    standing.profiles.has(signatory)
      ? fail(
          'exists',
          `the signatory ${quote(signatory)} is admitted already`,
          'change it with: accord-ledger signatory update --help',
        )
      : E.right({
          type: 'signatory',
          signatory,
          name,
          category,
          country: countryOf(country, null),
          key: holder,
          effective,
        }),
  )
}

/** Renames or reclassifies a party, or gives it a new key. What is not given stays. */
export function updateSignatory(
  context: Context,
  dir: string,
  options: SignatoryOptions,
): Task<Result> {
  return signatoryEvent(context, dir, 'update', options, (holder, known) => {
    const party = admitted(options.id, known)
    if (E.isLeft(party)) return party
    const { profile, key } = party.right
    return E.right({
      type: 'signatory',
      signatory: options.id,
      name: options.name ?? profile.name,
      category: options.category ?? profile.category,
      country: countryOf(options.country, profile.country),
      key: holder ?? key,
      effective: known.effective,
    })
  })
}

/** Suspends a party's key: it can sign nothing until a registrar gives it a new one. */
export function suspendSignatory(
  context: Context,
  dir: string,
  options: SignatoryOptions,
): Task<Result> {
  return signatoryEvent(context, dir, 'suspend', options, (_, known) => {
    const party = admitted(options.id, known)
    if (E.isLeft(party)) return party
    if (party.right.key === null) {
      return fail(
        'exists',
        `the signatory ${options.id} has no key to suspend`,
        'nothing is left to do',
      )
    }
    const { profile } = party.right
    return E.right({
      type: 'signatory',
      signatory: options.id,
      ...profile,
      key: null,
      effective: known.effective,
    })
  })
}

export interface RotateOptions extends EventOptions, FormatOptions {
  readonly id: string
  readonly key?: string
  readonly newKey: string
}

/** Changes a party's own key: the old one and the new one sign. */
export function rotateSignatory(
  context: Context,
  dir: string,
  options: RotateOptions,
): Task<Result> {
  return async () => {
    const { id, key, offline } = options
    if (key === undefined && offline === undefined) {
      return E.left(usage('--key is needed, except with --offline', 'signatory rotate'))
    }
    const old = await loadHands(key)()
    if (E.isLeft(old)) return old
    const next = await loadKey(options.newKey)()
    if (E.isLeft(next)) return next
    const { signer } = next.right
    const hands = signer === null ? old.right : [...old.right, { signer }]
    return writeEvent(context, dir, options, hands, (known) =>
      E.map((): Intent => ({ type: 'rotate', signatory: id, key: next.right.key }))(
        admitted(id, known),
      ),
    )()
  }
}

function signatoryEvent(
  context: Context,
  dir: string,
  command: string,
  options: SignatoryOptions,
  intentOf: (holder: PublicKey | null, known: Known) => E.Either<CommandFailure, Intent>,
): Task<Result> {
  return async () => {
    const { registrar, holder, offline } = options
    if (registrar === undefined && offline === undefined) {
      return E.left(usage('--registrar is needed, except with --offline', `signatory ${command}`))
    }
    const hands = await loadHands(registrar)()
    if (E.isLeft(hands)) return hands
    const own = holder === undefined ? E.right(null) : await loadKey(holder)()
    if (E.isLeft(own)) return own
    const signer = own.right?.signer ?? null
    const all = signer === null ? hands.right : [...hands.right, { signer }]
    return writeEvent(context, dir, options, all, (known) =>
      intentOf(own.right?.key ?? null, known),
    )()
  }
}

function admitted(
  id: string,
  { standing, view }: Known,
): E.Either<CommandFailure, { readonly profile: Profile; readonly key: PublicKey | null }> {
  const profile = standing.profiles.get(id)?.at(-1)?.profile
  const party = isSignatoryId(id) ? view.signatories.get(id) : undefined
  return profile === undefined || party === undefined
    ? fail(
        'missing',
        `no signatory ${quote(id)} is admitted to this log`,
        'admit it with: accord-ledger signatory admit --help',
      )
    : E.right({ profile, key: party.key })
}

function countryOf(given: string | undefined, otherwise: string | null): string | null {
  if (given === undefined) return otherwise
  return given === 'none' ? null : given
}

const CATEGORIES =
  'state, company, university-research, civil-society, public-authority, international-organisation, unspecified, or another'

/** Adds `signatory` to `program`. */
export function defineSignatory(program: Command, run: Run): void {
  const signatory = program
    .command('signatory')
    .summary('admit a party, rename it, change or suspend its key')
    .description(
      'Admits a party, renames or reclassifies it, replaces, suspends or changes its key.',
    )
  const withParty = (name: string, summary: string): Command =>
    signatory
      .command(name)
      .summary(summary)
      .argument(...EVENT_ARGUMENT)
      .requiredOption('--id <id>', 'the party: lower-case letters, digits and single hyphens')

  byRegistrar(
    withParty('admit', 'admit a party')
      .description(
        'Admits a party. With a key it signs for itself; without one it can only be attested.',
      )
      .requiredOption('--name <name>', 'its name')
      .requiredOption('--category <category>', CATEGORIES)
      .option('--country <cc>', 'two letters A to Z, or none')
      .option('--holder <key>', "the party's key file (or, with --offline, its public key)"),
  ).action((dir: string, options: SignatoryOptions & { name: string; category: string }) =>
    run((context) => admitSignatory(context, dir, options), options),
  )
  byRegistrar(
    withParty('update', 'rename or reclassify it, or replace its key')
      .description('Changes what is given, and keeps the rest. A new key is shown as replaced.')
      .option('--name <name>', 'its new name')
      .option('--category <category>', CATEGORIES)
      .option('--country <cc>', 'two letters A to Z, or none')
      .option('--holder <key>', 'its new key file (or, with --offline, its public key)'),
  ).action((dir: string, options: SignatoryOptions) =>
    run((context) => updateSignatory(context, dir, options), options),
  )
  byRegistrar(
    withParty('suspend', 'suspend its key').description(
      'Suspends its key. Its memberships stay; it signs nothing until a registrar gives it a new key.',
    ),
  ).action((dir: string, options: SignatoryOptions) =>
    run((context) => suspendSignatory(context, dir, options), options),
  )
  withEventOptions(
    withParty('rotate', 'change its own key, by the party itself')
      .description("Changes a party's key, by the party itself: the old key and the new one sign.")
      .option('--key <keyfile>', "the party's key in force")
      .requiredOption('--new-key <key>', 'its next key file (or, with --offline, its public key)'),
    false,
  ).action((dir: string, options: RotateOptions) =>
    run((context) => rotateSignatory(context, dir, options), options),
  )
}

function byRegistrar(command: Command): Command {
  return withEventOptions(command.option('--registrar <keyfile>', "a registrar's key"))
}
