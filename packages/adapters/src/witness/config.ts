/**
 * The configuration of a witness: one JSON object with exactly these members.
 *
 *     {
 *       "name": "witness.example/w1",                         the name of its key, and of the lines that it signs
 *       "keyFile": "w1.key",                                  a key file that is used for nothing else
 *       "listen": { "host": "127.0.0.1", "port": 8080 },
 *       "state": "state",                                     a directory of its own
 *       "logs": [
 *         { "origin": "accords.example/1", "keys": ["accords.example/1+2d8c8586+AYz3Y/Oc…"] }
 *       ]
 *     }
 *
 * Paths are taken from the folder of the file. A log has one key, during a rotation two.
 */
import { dirname, resolve } from 'node:path'
import {
  asStoreError,
  isKeyName,
  parseVerifierKey,
  quote,
  readUtf8,
  sameVerifierKey,
} from '@accord-ledger/core'
import type { Malformed, StoreError, VerifierKey } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type * as TE from 'fp-ts/lib/TaskEither.js'
import type { FileSystem } from '../file/file-system.ts'
import { nodeFileSystem } from '../file/node-file-system.ts'
import { readSmallFile } from '../file/small-file.ts'

/** A log that a witness cosigns for. */
export interface WitnessedLog {
  /** The first line of its checkpoints. */
  readonly origin: string
  /** Keys that sign them, of type ed25519: at least one. */
  readonly keys: readonly VerifierKey[]
}

export interface WitnessConfig {
  readonly name: string
  readonly keyFile: string
  readonly listen: {
    readonly host: string
    /** 0 for any that is free. */
    readonly port: number
  }
  readonly state: string
  /** At least one; no origin twice. */
  readonly logs: readonly WitnessedLog[]
}

/** Bytes a configuration may take. */
export const MAX_CONFIG_BYTES = 1_048_576
const MAX_KEYS = 16

/** Reads the configuration at `path`, its paths made absolute. Left: what is wrong with it, or why it cannot be read (`unavailable` where there is none). */
export function readWitnessConfig(
  path: string,
  fs: FileSystem = nodeFileSystem,
): TE.TaskEither<Malformed | StoreError, WitnessConfig> {
  return async () => {
    try {
      const file = resolve(path)
      const bytes = await readSmallFile(fs, file, path, MAX_CONFIG_BYTES)
      if (bytes === null) {
        const message = `there is no file ${path}`
        return E.left({ _tag: 'StoreError', code: 'unavailable', message })
      }
      const config = parseWitnessConfig(bytes)
      if (E.isLeft(config)) return config
      const { keyFile, state } = config.right
      const from = (given: string): string => resolve(dirname(file), given)
      return E.right({ ...config.right, keyFile: from(keyFile), state: from(state) })
    } catch (thrown) {
      const error = asStoreError(thrown)
      if (error === null) throw thrown
      return E.left(error)
    }
  }
}

/** The configuration in `bytes`, its paths as they stand. Left: the first thing that is wrong, and where. */
export function parseWitnessConfig(bytes: Uint8Array): E.Either<Malformed, WitnessConfig> {
  try {
    const text = textIn(bytes)
    const value = jsonOf(text)
    const config = configOf(value)
    requireOnce(text, value)
    return E.right(config)
  } catch (thrown) {
    if (thrown instanceof Error && 'malformed' in thrown) return E.left((thrown as Wrong).malformed)
    throw thrown
  }
}

/** Carries what is wrong out of the readers below. */
interface Wrong extends Error {
  readonly malformed: Malformed
}

function wrong(path: string, expected: string, found: unknown): Wrong {
  const shown = found === undefined ? 'nothing' : quote(found)
  const malformed: Malformed = {
    _tag: 'Malformed',
    what: 'witness config',
    path,
    expected,
    found: shown,
  }
  return Object.assign(new Error(path), { malformed })
}

type Fields = Readonly<Record<string, unknown>>

function configOf(value: unknown): WitnessConfig {
  const fields = fieldsOf(value, '', ['name', 'keyFile', 'listen', 'state', 'logs'])
  const { host, port } = fieldsOf(fields['listen'], 'listen', ['host', 'port'])
  if (typeof port !== 'number' || !Number.isInteger(port) || port < 0 || port > 65_535)
    throw wrong('listen.port', 'an integer, 0 to 65535', port)
  const name = textOf(fields['name'], 'name')
  if (!isKeyName(name)) throw wrong('name', 'a name without white space or +', name)
  const logs = listOf(fields['logs'], 'logs', 10_000).map((log, i) => logOf(log, `logs.${i}`))
  const twice = logs.findIndex(({ origin }, i) =>
    logs.slice(0, i).some((before) => before.origin === origin),
  )
  if (twice >= 0) throw wrong(`logs.${twice}.origin`, 'each log once', logs[twice]?.origin)
  return {
    name,
    keyFile: textOf(fields['keyFile'], 'keyFile'),
    listen: { host: textOf(host, 'listen.host'), port },
    state: textOf(fields['state'], 'state'),
    logs,
  }
}

function logOf(value: unknown, at: string): WitnessedLog {
  const fields = fieldsOf(value, at, ['origin', 'keys'])
  const keys = listOf(fields['keys'], `${at}.keys`, MAX_KEYS).map((key, i) =>
    keyOf(key, `${at}.keys.${i}`),
  )
  const twice = keys.findIndex((key, i) =>
    keys.slice(0, i).some((before) => sameVerifierKey(before, key)),
  )
  if (twice >= 0) throw wrong(`${at}.keys.${twice}`, 'each key once', keys[twice]?.id)
  return { origin: textOf(fields['origin'], `${at}.origin`), keys }
}

function keyOf(value: unknown, at: string): VerifierKey {
  const parsed = parseVerifierKey(textOf(value, at))
  if (E.isLeft(parsed)) throw wrong(at, parsed.left.expected, value)
  const key = parsed.right
  if (key.type !== 'ed25519') throw wrong(at, "a log's key, of type ed25519", key.type)
  return key
}

/** Control characters stand in no origin, and in no path that anybody means. */
function textOf(value: unknown, at: string): string {
  if (typeof value !== 'string' || value === '' || value.length > 4_096 || CONTROL.test(value))
    throw wrong(at, 'a text in one line', value)
  return value
}

const CONTROL = /\p{Cc}|\p{Surrogate}/u

function listOf(value: unknown, at: string, max: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > max)
    throw wrong(at, `1 to ${max} of these`, value)
  return value
}

function fieldsOf(value: unknown, at: string, names: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(at, `an object with ${names.join(', ')}`, value)
  const fields = new Map<string, unknown>(Object.entries(value))
  const below = (name: string): string => (at === '' ? name : `${at}.${name}`)
  const missing = names.find((name) => !fields.has(name))
  if (missing !== undefined) throw wrong(below(missing), 'this member', undefined)
  const unknown = [...fields.keys()].find((name) => !names.includes(name))
  if (unknown !== undefined) throw wrong(at, `no member but ${names.join(', ')}`, unknown)
  return Object.fromEntries(fields)
}

function textIn(bytes: Uint8Array): string {
  const text = bytes.length > MAX_CONFIG_BYTES ? null : readUtf8(bytes)
  if (text === null) throw wrong('', `UTF-8 of at most ${MAX_CONFIG_BYTES} bytes`, 'other bytes')
  return text
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw wrong('', 'one JSON object', text.slice(0, 64))
  }
}

/** JSON.parse keeps the last of two members with one name, and whoever reads the file may see the first. */
function requireOnce(text: string, value: unknown): void {
  const named = [...text.matchAll(/"(?:[^"\\]|\\.)*"\s*(:?)/g)].filter(([, colon]) => colon === ':')
  if (named.length !== membersIn(value)) throw wrong('', 'each member once', 'one of them twice')
}

function membersIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const below = Object.values(value).reduce<number>((sum, member) => sum + membersIn(member), 0)
  return (Array.isArray(value) ? 0 : Object.keys(value).length) + below
}
