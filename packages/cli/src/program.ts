/** The table of commands, and the one place where they are parsed, run, printed and turned into an exit code. */
import { Command, CommanderError } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import { defineAbsent } from './commands/absent.ts'
import { defineAccord } from './commands/accord.ts'
import { defineActs } from './commands/acts.ts'
import { defineAppend } from './commands/append.ts'
import { defineAudit } from './commands/audit.ts'
import { defineAuthority } from './commands/authority.ts'
import { defineBoth } from './commands/both.ts'
import { defineCheckpoint } from './commands/checkpoint.ts'
import { defineCompare } from './commands/compare.ts'
import { defineCounts } from './commands/counts.ts'
import { defineDiff } from './commands/diff.ts'
import { defineExport } from './commands/export.ts'
import { defineFsck } from './commands/fsck.ts'
import { defineHistory } from './commands/history.ts'
import { defineImport } from './commands/import.ts'
import { defineInit } from './commands/init.ts'
import { defineKeygen } from './commands/keygen.ts'
import { defineLog } from './commands/log.ts'
import { defineMembers } from './commands/members.ts'
import { definePolicy } from './commands/policy.ts'
import { defineProve } from './commands/prove.ts'
import { defineReceipt } from './commands/receipt.ts'
import { defineReport } from './commands/report.ts'
import { defineServe } from './commands/serve.ts'
import { defineSign } from './commands/sign.ts'
import { defineSignatory } from './commands/signatory.ts'
import { defineSubmit } from './commands/submit.ts'
import { defineTiles } from './commands/tiles.ts'
import { defineVerify } from './commands/verify.ts'
import { defineVerifyFork } from './commands/verify-fork.ts'
import { defineVerifyReceipt } from './commands/verify-receipt.ts'
import { defineVkey } from './commands/vkey.ts'
import { defineWatch } from './commands/watch.ts'
import { defineWitness } from './commands/witness.ts'
import type { Context } from './context.ts'
import type { CommandFailure, ExitCode } from './failure.ts'
import { usage } from './failure.ts'
import { formatOf } from './options.ts'
import type { Run } from './options.ts'
import { print, tell } from './result.ts'
import { version } from './version.ts'
import { requireVerifier } from './io/verifier.ts'

/** Commands in the order of the help, under their headings. */
const TABLE: readonly (readonly [
  heading: string,
  define: readonly ((program: Command, run: Run) => void)[],
])[] = [
  ['Running a ledger:', [defineKeygen, defineInit, defineAuthority, defineAccord, defineSignatory]],
  ['Joining and leaving:', [defineActs, defineSign, defineAppend, defineSubmit, defineImport]],
  ['Checking:', [defineVerify, defineAudit, defineFsck, defineLog, defineWatch]],
  [
    'Publishing:',
    [defineCheckpoint, defineServe, defineTiles, definePolicy, defineVkey, defineWitness],
  ],
  [
    'Proving:',
    [
      defineReceipt,
      defineVerifyReceipt,
      defineProve,
      defineExport,
      defineCompare,
      defineVerifyFork,
    ],
  ],
  [
    'Asking:',
    [
      defineMembers,
      defineCounts,
      defineHistory,
      defineDiff,
      defineAbsent,
      defineBoth,
      defineReport,
    ],
  ],
]

const DESCRIPTION = `A ledger of who signed which public accord, which anyone can verify.
DIR is a ledger's directory, URL the address where one is published, KEYFILE a file that keygen made. Name DIR or FILE before the options.`

const EXAMPLE = `
To begin:
  accord-ledger keygen operator.key
  accord-ledger keygen registrar.key
  accord-ledger init ledger --origin accords.example/1 --operator operator.key --registrar registrar.key
  accord-ledger accord publish ledger --id our-call --title "Our Call" --text call.txt --registrar registrar.key
  accord-ledger members ledger --accord our-call

Exit codes: 0 done, 1 refused, failed or unsound, 2 could not tell, 64 wrong usage, 70 a bug,
75 try again, 130 interrupted. The manual is docs/cli.md.`

/** Runs the command line `args` (without node and script), and gives the exit code. */
export async function run(args: readonly string[], context: Context): Promise<ExitCode> {
  let exit: ExitCode = 0
  const program = programOf(context, async (work, options) => {
    const chosen = await requireVerifier(context)()
    const result = E.isLeft(chosen) ? chosen : await work(context)()
    if (E.isLeft(result)) {
      exit = result.left.exit
      tell(context, result.left, options.json === true)
      return
    }
    exit = result.right.exit ?? 0
    print(context, formatOf(options), result.right)
  })
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown
    if (thrown.exitCode === 0) return 0
    const wrong = wrongUsage(thrown, program, args)
    if (wrong !== null) tell(context, wrong, args.includes('--json'))
    return 64
  }
  return exit
}

function programOf({ stdout, stderr }: Context, runCommand: Run): Command {
  const program = new Command('accord-ledger')
    .description(DESCRIPTION)
    .addHelpText('after', EXAMPLE)
    .version(version())
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ commandUsage: usageOf, subcommandTerm: termOf })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => stdout.columns,
      getErrHelpWidth: () => stderr.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      outputError: () => undefined, // told by `tell`, with what to do next
    })
  for (const [heading, define] of TABLE) {
    program.commandsGroup(heading)
    for (const each of define) each(program, runCommand)
  }
  return program
}

/** `accord-ledger accord publish <dir> [options]`: what is named comes first. */
function usageOf(command: Command): string {
  const parent = command.parent === null ? '' : `${usageOf(command.parent).split(' <')[0] ?? ''} `
  const wanted = command.commands.length > 0 ? ' <command>' : ' [options]'
  return `${parent}${termOf(command)}${wanted}`
}

/** `publish <dir>`. */
function termOf(command: Command): string {
  const names = command.registeredArguments.map(
    (each) => `<${each.name()}${each.variadic ? '...' : ''}>`,
  )
  return [command.name(), ...names].join(' ')
}

/** What is wrong with a command line; null where the help has been shown instead. */
function wrongUsage(
  error: CommanderError,
  program: Command,
  args: readonly string[],
): CommandFailure | null {
  if (error.code === 'commander.help') return null
  const sentence = error.message.replace(/^error: /, '').replaceAll(/\s+/g, ' ')
  return usage(sentence, commandIn(program, args))
}

/** The names of the command that `args` begin with, as far as there is one. */
function commandIn(program: Command, args: readonly string[]): string {
  const [name, ...rest] = args
  const command = program.commands.find((each) => each.name() === name)
  return command === undefined ? '' : `${command.name()} ${commandIn(command, rest)}`.trimEnd()
}
