/** Options that several commands have. */
import type { Trust } from '@accord-ledger/core'
import type { Command } from 'commander'
import { Option } from 'commander'
import type { MomentArgument } from './arguments.ts'
import {
  readCountArgument,
  readDayArgument,
  readTimeArgument,
  readTrustArgument,
  readUntilArgument,
} from './arguments.ts'
import type { Context } from './context.ts'
import type { Task } from './failure.ts'
import type { Format, Result } from './result.ts'

/** Runs a command's work and prints what it comes to. */
export type Run = (
  work: (context: Context) => Task<Result>,
  options: FormatOptions,
) => Promise<void>

export interface FormatOptions {
  readonly json?: boolean
  readonly csv?: boolean
}

/** The format that was asked for. */
export function formatOf({ json, csv }: FormatOptions): Format {
  if (json === true) return 'json'
  return csv === true ? 'csv' : 'text'
}

/** `--json`. */
export function withJson(command: Command): Command {
  return command.addOption(new Option('--json', 'print one line of JSON (shapes: docs/cli.md)'))
}

/** Options of every command that makes an event, and `--json`. */
export function withEventOptions(command: Command, dated = true): Command {
  if (dated) {
    command.addOption(
      new Option(
        '--effective <day>',
        'from when it rules: YYYY-MM-DD (default: today, UTC)',
      ).argParser(readDayArgument),
    )
  }
  return withJson(
    withPins(command)
      .addOption(
        new Option(
          '--until <time>',
          'refused when logged later: YYYY-MM-DDTHH:MM:SSZ, or none (default: in 30 days)',
        ).argParser(readUntilArgument),
      )
      .addOption(
        new Option(
          '--offline <file>',
          'write the event to a new file, signed by the keys at hand, and log nothing',
        ),
      ),
  )
}

/** The argument of every command that makes an event. */
export const EVENT_ARGUMENT: readonly [name: string, description: string] = [
  '<dir|url>',
  'the ledger; with --offline also the address where it is published',
]

/** How a log is read. */
export interface ReadingOptions {
  readonly trust?: Trust
  readonly pins?: string
}

export interface AskOptions extends FormatOptions, ReadingOptions {}

/** The reading options among the options of a command. */
export function readingOf({ trust, pins }: ReadingOptions): ReadingOptions {
  return {
    ...(trust === undefined ? {} : { trust }),
    ...(pins === undefined ? {} : { pins }),
  }
}

/** The argument of every command that reads a log. */
export const SOURCE_ARGUMENT: readonly [name: string, description: string] = [
  '<dir|url>',
  'the ledger, or the address where it is published',
]

/** Options of every command that answers from a verified log, wherever that lies: `--trust`, `--pins` and `--json`. */
export function withAskOptions(command: Command): Command {
  return withPins(withTrust(command))
}

/** `--trust` and `--json`. */
export function withTrust(command: Command): Command {
  return withJson(
    command.addOption(
      new Option(
        '--trust <what>',
        "key:HEX (the founding operator's) or entry:HEX (the hash of entry 0), known from elsewhere",
      ).argParser(readTrustArgument),
    ),
  )
}

/** `--pins`. */
export function withPins(command: Command): Command {
  return command.option(
    '--pins <dir>',
    'where the last checkpoint seen at an address is kept (default: a folder of this user)',
  )
}

/** As known at a size or a time: `--size`, `--time`. */
export function withSizeOrTime(command: Command): Command {
  return command
    .addOption(
      new Option('--size <n>', 'as known when the log had n entries (default: now)')
        .argParser(readCountArgument)
        .conflicts('time'),
    )
    .addOption(
      new Option('--time <time>', 'as known at a time, YYYY-MM-DDTHH:MM:SSZ').argParser(
        readTimeArgument,
      ),
    )
}

/** `--size` or `--time`, and `--on`. */
export function withMoment(command: Command): Command {
  return withSizeOrTime(command).addOption(
    new Option('--on <day>', 'in force on a day, YYYY-MM-DD (default: today, UTC)').argParser(
      readDayArgument,
    ),
  )
}

/** Options of a question about one moment. */
export interface MomentOptions extends AskOptions, MomentArgument {}
