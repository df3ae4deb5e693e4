/** `tiles DIR`: whether the published tiles are those of the entries, and writing them anew. */
import { readPublished } from '@accord-ledger/adapters/publication'
import { checkTiles, rebuildTiles } from '@accord-ledger/adapters/tiles'
import type { Rebuilt, TilePaths, TileReport } from '@accord-ledger/adapters/tiles'
import { encodeHex, escaped } from '@accord-ledger/core'
import type { Json } from '@accord-ledger/core'
import type { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import { explainStore } from '../explain.ts'
import type { Task } from '../failure.ts'
import { failure } from '../failure.ts'
import type { Style } from '../io/style.ts'
import { countOf } from '../io/words.ts'
import { withJson } from '../options.ts'
import type { FormatOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'

export interface TilesOptions extends FormatOptions {
  readonly rebuild?: boolean
}

/** Compares the tiles of the ledger in `dir` with its entries, or writes them anew from these. */
export function tiles(_context: Context, dir: string, { rebuild }: TilesOptions): Task<Result> {
  return rebuild === true ? rebuilding(dir) : checking(dir)
}

function checking(dir: string): Task<Result> {
  return async () => {
    const published = await readPublished(dir)()
    if (E.isLeft(published)) return E.left(explainStore(published.left, dir))
    const { size, root } = published.right?.checkpoint ?? { size: 0, root: null }
    const report = await checkTiles(dir, size)()
    if (E.isLeft(report)) return E.left(explainStore(report.left, dir))
    const found = encodeHex(report.right.root)
    if (root !== null && found !== encodeHex(root)) {
      return E.left(
        failure(
          'unsound',
          `the entries do not give the published root at size ${size}: expected ${encodeHex(root)}, found ${found}`,
          `tiles are made of the entries: see what is wrong with those: accord-ledger verify ${dir}`,
          { details: { size } },
        ),
      )
    }
    return E.right(checkedResult(dir, report.right))
  }
}

function checkedResult(dir: string, report: TileReport): Result {
  const { size, root, right, spare, missing, differing, foreign } = report
  const isRight = missing.count === 0 && differing.count === 0
  return {
    exit: isRight ? 0 : 1,
    json: {
      size,
      root: encodeHex(root),
      right,
      spare,
      missing: pathsJson(missing),
      differing: pathsJson(differing),
      foreign: pathsJson(foreign),
    },
    text: (style) =>
      [
        `${headline(report, style)}\n`,
        ...pathLines('missing', missing),
        ...pathLines('not what the entries give', differing),
        ...pathLines('no tile of this log, and not looked at', foreign),
        ...(isRight ? [] : [`next: write them anew with: accord-ledger tiles ${dir} --rebuild\n`]),
      ].join(''),
  }
}

function headline({ size, right, spare, missing, differing }: TileReport, style: Style): string {
  if (size === 0) return 'nothing is published, so there are no tiles to have'
  const log = `the published ${countOf(size, 'entry', 'entries')}`
  const besides =
    spare === 0 ? '' : `, and ${countOf(spare, 'more', 'more')} of other sizes are right too`
  return missing.count + differing.count === 0
    ? style.good(`right: all ${countOf(right, 'tile', 'tiles')} of ${log}${besides}`)
    : style.bad(
        `not right: of the tiles of ${log}, ${missing.count} are missing and ${differing.count} differ from the entries`,
      )
}

function rebuilding(dir: string): Task<Result> {
  return async () => {
    const rebuilt = await rebuildTiles(dir)()
    if (E.isRight(rebuilt)) return E.right(rebuiltResult(rebuilt.right))
    return E.left(
      rebuilt.left.code === 'unavailable'
        ? failure(
            'unpublished',
            rebuilt.left.message,
            `publish it with: accord-ledger checkpoint ${dir} --operator KEYFILE`,
            { exit: 2, details: { store: rebuilt.left.code } },
          )
        : explainStore(rebuilt.left, dir),
    )
  }
}

function rebuiltResult(rebuilt: Rebuilt): Result {
  const { size, root, kept, written, replaced, removed, foreign } = rebuilt
  return {
    json: {
      size,
      root: encodeHex(root),
      kept,
      written: pathsJson(written),
      replaced: pathsJson(replaced),
      removed: pathsJson(removed),
      foreign: pathsJson(foreign),
    },
    text: (style) =>
      [
        `${style.good(`the tiles of the published ${countOf(size, 'entry', 'entries')} are those of the entries; ${kept} were right already`)}\n`,
        ...pathLines('written', written),
        ...pathLines('replaced', replaced),
        ...pathLines('of no published size, and removed', removed),
        ...pathLines('no tile of this log, and left alone', foreign),
      ].join(''),
  }
}

function pathsJson({ count, first }: TilePaths): { readonly [name: string]: Json } {
  return { count, paths: [...first] }
}

function pathLines(what: string, { count, first }: TilePaths): readonly string[] {
  if (count === 0) return []
  const shown = first.slice(0, SHOWN).map((path) => `    public/${escaped(path)}\n`)
  const rest = count > SHOWN ? [`    and ${count - SHOWN} more\n`] : []
  return [`  ${what}: ${count}\n`, ...shown, ...rest]
}

/** Paths of a kind that people are shown; `--json` has a hundred. */
const SHOWN = 10

/** Adds `tiles` to `program`. */
export function defineTiles(program: Command, run: Run): void {
  withJson(
    program
      .command('tiles')
      .summary('check the published tiles, or write them anew')
      .description(
        [
          'Compares the tiles in public/tile (c2sp.org/tlog-tiles) with the entries, byte for byte. They are made',
          'when a checkpoint is published; --rebuild makes them again, where they were lost or damaged, or of a',
          'ledger that was published before there were any. Exit code 0: right, or made so. 1: some are missing or differ.',
        ].join(' '),
      )
      .argument('<dir>', 'the ledger')
      .option(
        '--rebuild',
        'write what is missing and replace what differs, if the entries give the published root',
      ),
  ).action((dir: string, options: TilesOptions) =>
    run((context) => tiles(context, dir, options), options),
  )
}
