/** `import DIR --register FILE`: a register becomes accords, signatories and attested acts. */
import { readJson } from '@accord-ledger/core'
import type { LedgerView, Signer } from '@accord-ledger/core'
import type { Command } from 'commander'
import { Option } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { readUntilArgument, today } from '../arguments.ts'
import type { UntilArgument } from '../arguments.ts'
import type { Context } from '../context.ts'
import { explainMalformed } from '../explain.ts'
import type { CommandFailure, Task } from '../failure.ts'
import { fail, usage } from '../failure.ts'
import { hashFile, readInput } from '../io/files.ts'
import { loadSigner } from '../io/keys.ts'
import { progress } from '../io/progress.ts'
import { readSound } from '../io/read-log.ts'
import { withFoundedLedger } from '../io/write-log.ts'
import { withJson } from '../options.ts'
import type { FormatOptions, Run } from '../options.ts'
import { authorsOf } from '../register-import/author.ts'
import { explainImport, explainPlan } from '../register-import/explain.ts'
import { importResult } from '../register-import/outcome.ts'
import { planImport } from '../register-import/plan.ts'
import type { Plan } from '../register-import/plan.ts'
import { readRegister } from '../register-import/register-file.ts'
import type { RegisterFile } from '../register-import/register-file.ts'
import { rehearse } from '../rehearse.ts'
import type { Result } from '../result.ts'
import { emptyStanding } from '../standing.ts'
import type { Standing } from '../standing.ts'
import { untilOf } from '../write-event.ts'

export interface ImportOptions extends FormatOptions {
  readonly register: string
  readonly registrar: string
  readonly text?: string
  readonly until?: UntilArgument
  readonly updateProfiles?: boolean
  readonly dryRun?: boolean
}

/** Bytes that a register may have: 256 MiB. */
const MAX_REGISTER_BYTES = 268_435_456

/** Imports a register into the ledger in `dir`: all of what the ledger lacks of it, or nothing. */
export function importRegister(
  context: Context,
  dir: string,
  options: ImportOptions,
): Task<Result> {
  return async () => {
    const file = await loadRegister(context, options)
    if (E.isLeft(file)) return file
    const signer = await loadSigner(options.registrar)()
    if (E.isLeft(signer)) return signer
    const work = { context, dir, options, file: file.right, signer: signer.right }
    return options.dryRun === true ? rehearseImport(work) : runImport(work)
  }
}

interface Work {
  readonly context: Context
  readonly dir: string
  readonly options: ImportOptions
  readonly file: RegisterFile
  readonly signer: Signer
}

async function runImport(work: Work): Promise<E.Either<CommandFailure, Result>> {
  const { context, dir, options, signer } = work
  const standing = emptyStanding()
  return withFoundedLedger(context, dir, { onEntry: standing.take }, async (ledger) => {
    const before = ledger.view()
    const plan = planOf(work, before, standing)
    if (E.isLeft(plan)) return plan
    const { steps } = plan.right
    const line = progress(context, 'signing', steps.length)
    const authors = authorsOf(steps, signer, untilOf(options.until, context), line.at)
    const logged = await ledger.appendEach(authors)()
    line.end()
    return E.isLeft(logged)
      ? E.left(explainImport(logged.left, plan.right, before.size, dir))
      : E.right(importResult(ledger.view(), plan.right, false))
  })()
}

async function rehearseImport(work: Work): Promise<E.Either<CommandFailure, Result>> {
  const { context, dir, options, signer } = work
  const standing = emptyStanding()
  const log = await readSound(context, dir, { onEntry: standing.take })()
  if (E.isLeft(log)) return log
  const { state } = log.right
  const plan = planOf(work, state, standing)
  if (E.isLeft(plan)) return plan
  const authors = authorsOf(plan.right.steps, signer, untilOf(options.until, context), () => {})
  const tried = await rehearse(state, context.clock, authors)
  return E.isLeft(tried)
    ? E.left(explainImport(tried.left, plan.right, state.size, dir))
    : E.right(importResult(state, plan.right, true))
}

async function loadRegister(
  context: Context,
  { register, text }: ImportOptions,
): Promise<E.Either<CommandFailure, RegisterFile>> {
  const bytes = await readInput(context, register, MAX_REGISTER_BYTES)()
  if (E.isLeft(bytes)) return bytes
  const json = readJson(bytes.right, MAX_REGISTER_BYTES)
  if (E.isLeft(json)) {
    return E.left(explainMalformed({ _tag: 'Malformed', what: 'register', ...json.left }))
  }
  const file = readRegister(json.right)
  if (E.isLeft(file)) return E.left(explainPlan(file.left))
  if (text === undefined) return file
  const [accord, ...more] = file.right.accords
  if (accord === undefined || more.length > 0) {
    return E.left(usage('--text is for a register of one accord', 'import'))
  }
  const hash = await hashFile(context, text)()
  if (E.isLeft(hash)) return hash
  return E.right({ ...file.right, accords: [{ ...accord, text: hash.right }] })
}

function planOf(
  { context, options, file, signer }: Work,
  view: LedgerView,
  standing: Standing,
): E.Either<CommandFailure, Plan> {
  if (view.authority?.registrars.includes(signer.key) !== true) {
    return fail(
      'refused',
      `the key ${signer.key} is no registrar of this log`,
      'give the key file of a registrar with --registrar',
    )
  }
  const plan = planImport(file, {
    view,
    standing,
    today: today(context.clock),
    updateProfiles: options.updateProfiles === true,
  })
  return E.isLeft(plan) ? E.left(explainPlan(plan.left)) : plan
}

/** Adds `import` to `program`. */
export function defineImport(program: Command, run: Run): void {
  withJson(
    program
      .command('import')
      .summary('take over a register: a list of who joined and left')
      .description(
        [
          'Takes over a register, a JSON file in the shape of docs/cli.md: its accords are published, its parties',
          'admitted without a key, its rows logged as attested by the registrar. Running it again logs only what',
          'the ledger lacks. A bad row is named by its position, and nothing is logged.',
        ].join(' '),
      )
      .argument('<dir>', 'the ledger')
      .requiredOption('--register <file>', 'the register; - for standard input')
      .requiredOption('--registrar <keyfile>', "a registrar's key")
      .option('--text <file>', "the accord's text (default: what the register says of it)")
      .option(
        '--update-profiles',
        'parties that were in the ledger take the profile of the register',
      )
      .option('--dry-run', 'say what would be logged, and log nothing')
      .addOption(
        new Option(
          '--until <time>',
          'as of every event: YYYY-MM-DDTHH:MM:SSZ, or none (default: in 30 days)',
        ).argParser(readUntilArgument),
      ),
  ).action((dir: string, options: ImportOptions) =>
    run((context) => importRegister(context, dir, options), options),
  )
}
