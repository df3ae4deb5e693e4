/**
 * Every state in which a power cut can leave a disk. A journal writes down what is asked of a file system; then, for a cut after
 * each of its calls:
 *
 * - of a file, what its last sync covered is there. Of the rest, each sector (512 bytes) is as any write since left it, or as it was,
 *   zeros where the file was shorter; and the length is one that it had since, or ends between two sectors on the way there.
 * - of a directory, the names that its last sync covered are there, and any of the changes since, in their order. A rename within a
 *   directory is one change.
 *
 * Files and directories go their own ways, whatever was asked first, unless a sync stands between. No real file system is as bad.
 */
import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import fc from 'fast-check'
import type { Edit, Journal, Step } from './journal.ts'
import { simulatedDisk } from './simulated-disk.ts'
import type { SimulatedDisk } from './simulated-disk.ts'

const SECTOR = 512
const EMPTY = new Uint8Array(0)

/** What a disk holds: bytes by the path of a file, null by that of a directory; those above come first. */
export type Tree = ReadonlyMap<string, Uint8Array | null>

/** A state that a power cut leaves. */
export interface PowerCut<P> {
  /** After how many steps of the journal. */
  readonly after: number
  readonly tree: Tree
  /** What was promised last. */
  readonly promise: P
}

/** How far to go. Up to `exhaustive` states of one cut, all of them are given; of more, `sampled`, and the extremes. */
export interface Reach {
  readonly exhaustive: number
  readonly sampled: number
  readonly seed: number
}

/** The states of every cut after the journal was last settled, each one once. */
export function* powerCuts<P>({ steps }: Journal<P>, reach: Reach): Generator<PowerCut<P>> {
  const seen = new Set<string>()
  const start = steps.findLastIndex(({ kind }) => kind === 'settled') + 1
  for (let after = Math.max(1, start); after <= steps.length; after++) {
    const disk = replay(steps.slice(0, after))
    const choices = choicesOf(disk)
    for (const picks of picksOf(choices, reach)) {
      const tree = treeOf(disk, choices, picks)
      const name = nameOf(tree, disk.promise)
      if (seen.has(name)) continue
      seen.add(name)
      yield { after, tree, promise: disk.promise }
    }
  }
}

/** A disk that holds `tree`, all of it durable. */
export async function restored(tree: Tree): Promise<SimulatedDisk> {
  const disk = simulatedDisk()
  const fs = disk.boot()
  for (const [path, bytes] of tree) {
    if (bytes === null) await fs.makeDirectory(path, 0o700)
    else {
      const file = await fs.open(path, 'create', 0o600)
      await file.write(bytes)
      await file.sync()
    }
    const parent = await fs.open(dirname(path), 'read')
    await parent.sync()
  }
  return disk
}

/** A disk after some steps: of each file how it was when it was last synced and after each change since; of each directory likewise. */
interface Replayed<P> {
  readonly files: Map<number, Uint8Array[]>
  readonly folders: Map<number, { readonly durable: Map<string, number>; readonly since: Edit[] }>
  readonly promise: P
}

function replay<P>(steps: readonly Step<P>[]): Replayed<P> {
  const files: Replayed<P>['files'] = new Map()
  const folders: Replayed<P>['folders'] = new Map([[0, { durable: new Map(), since: [] }]])
  const sync = (id: number): void => {
    const images = files.get(id)
    images?.splice(0, images.length - 1)
    const folder = folders.get(id)
    if (folder !== undefined) for (const edit of folder.since.splice(0)) apply(folder.durable, edit)
  }
  let promise: P | undefined
  for (const step of steps) {
    if (step.kind === 'file') files.set(step.id, [EMPTY])
    if (step.kind === 'folder') folders.set(step.id, { durable: new Map(), since: [] })
    if (step.kind === 'names') folders.get(step.id)?.since.push(step.edit)
    if (step.kind === 'image') files.get(step.id)?.push(step.bytes)
    if (step.kind === 'sync') sync(step.id)
    if (step.kind === 'settled') for (const id of [...files.keys(), ...folders.keys()]) sync(id)
    if (step.kind === 'promise') promise = step.promise
  }
  if (promise === undefined) throw new Error('a journal begins with a promise')
  return { files, folders, promise }
}

function apply(names: Map<string, number>, edit: Edit): void {
  for (const [name, id] of edit)
    if (id === null) names.delete(name)
    else names.set(name, id)
}

/** Something that the cut decides: which of `options` it is to be. The first is what is durable, the last what was written. */
type Choice =
  | { readonly kind: 'edit'; readonly id: number; readonly options: readonly Edit[] }
  | { readonly kind: 'length'; readonly id: number; readonly options: readonly number[] }
  | {
      readonly kind: 'sector'
      readonly id: number
      readonly at: number
      readonly options: readonly Uint8Array[]
    }

function choicesOf<P>({ files, folders }: Replayed<P>): readonly Choice[] {
  const choices: Choice[] = []
  for (const [id, { since }] of folders)
    for (const edit of since) choices.push({ kind: 'edit', id, options: [[], edit] })
  for (const [id, images] of files) {
    const lengths = [...new Set(images.map(({ length }) => length))]
    if (images.length === 1) continue
    choices.push({ kind: 'length', id, options: withBoundaries(lengths) })
    for (let at = 0; at < Math.max(...lengths); at += SECTOR) {
      const options = distinct(images.map((bytes) => sectorAt(bytes, at)))
      if (options.length > 1) choices.push({ kind: 'sector', id, at, options })
    }
  }
  return choices
}

/** `lengths`, the durable one first and the last one last, and every sector's end between them. */
function withBoundaries(lengths: readonly number[]): readonly number[] {
  const [first = 0, ...others] = lengths
  const between: number[] = []
  for (let at = SECTOR; at < Math.max(...lengths); at += SECTOR)
    if (at > Math.min(...lengths) && !lengths.includes(at)) between.push(at)
  return [first, ...between, ...others]
}

function sectorAt(bytes: Uint8Array, at: number): Uint8Array {
  const sector = new Uint8Array(SECTOR)
  sector.set(bytes.subarray(at, at + SECTOR))
  return sector
}

function distinct(all: readonly Uint8Array[]): readonly Uint8Array[] {
  return all.filter((one, i) => all.findIndex((other) => Buffer.compare(one, other) === 0) === i)
}

/** Which option of each choice, for every state or for some of them. */
function* picksOf(choices: readonly Choice[], reach: Reach): Generator<readonly number[]> {
  const sides = choices.map(({ options }) => options.length)
  const states = sides.reduce((product, side) => product * side, 1)
  if (states <= reach.exhaustive) {
    for (let state = 0; state < states; state++) yield digitsOf(state, sides)
    return
  }
  const none = sides.map(() => 0)
  const all = sides.map((side) => side - 1)
  yield none
  yield all
  for (let i = 0; i < sides.length; i++) {
    yield none.with(i, all[i] ?? 0)
    yield all.with(i, 0)
  }
  const some = fc.tuple(...sides.map((side) => fc.nat(side - 1)))
  yield* fc.sample(some, { numRuns: reach.sampled, seed: reach.seed })
}

function digitsOf(state: number, sides: readonly number[]): readonly number[] {
  let rest = state
  return sides.map((side) => {
    const digit = rest % side
    rest = Math.floor(rest / side)
    return digit
  })
}

function treeOf<P>(
  { files, folders }: Replayed<P>,
  choices: readonly Choice[],
  picks: readonly number[],
): Tree {
  const names = new Map([...folders].map(([id, { durable }]) => [id, new Map(durable)]))
  const lengths = new Map<number, number>()
  const contents = new Map([...files].map(([id, [durable]]) => [id, durable ?? EMPTY]))
  choices.forEach((choice, i) => {
    const pick = picks[i] ?? 0
    const folder = names.get(choice.id)
    if (choice.kind === 'edit' && folder !== undefined) apply(folder, choice.options[pick] ?? [])
    if (choice.kind === 'length') lengths.set(choice.id, choice.options[pick] ?? 0)
    if (choice.kind === 'sector') {
      const sector = choice.options[pick] ?? EMPTY
      contents.set(choice.id, withSector(contents.get(choice.id) ?? EMPTY, choice.at, sector))
    }
  })
  const tree = new Map<string, Uint8Array | null>()
  const add = (path: string, id: number): void => {
    const inside = names.get(id)
    tree.set(path, inside === undefined ? lengthened(contents.get(id), lengths.get(id)) : null)
    for (const [name, child] of inside ?? []) add(`${path}/${name}`, child)
  }
  for (const [name, id] of names.get(0) ?? []) add(`/${name}`, id)
  return tree
}

function withSector(bytes: Uint8Array, at: number, sector: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.max(bytes.length, at + SECTOR))
  whole.set(bytes)
  whole.set(sector, at)
  return whole
}

function lengthened(bytes: Uint8Array = EMPTY, length: number = bytes.length): Uint8Array {
  const whole = new Uint8Array(length)
  whole.set(bytes.subarray(0, length))
  return whole
}

function nameOf(tree: Tree, promise: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(promise))
  for (const [path, bytes] of [...tree].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${path}\n${bytes === null ? '/' : bytes.length}\n`).update(bytes ?? EMPTY)
  return hash.digest('hex')
}
