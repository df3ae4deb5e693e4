import { readFileSync } from 'node:fs'
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe as sentence, formatVerifierKey, noteKey, witnessKey } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { left, operator, ORIGIN, right, signer, utf8 } from '../test-support/checkpoints.ts'
import { inDirectory } from '../test-support/file-subject.ts'
import { MAX_CONFIG_BYTES, parseWitnessConfig, readWitnessConfig } from './config.ts'

const vkey = formatVerifierKey(noteKey(ORIGIN, operator))
const other = formatVerifierKey(noteKey(ORIGIN, signer(2)))
const good = {
  name: 'witness.example/w1',
  keyFile: 'w1.key',
  listen: { host: '127.0.0.1', port: 8080 },
  state: 'state',
  logs: [{ origin: ORIGIN, keys: [vkey] }],
}
const parse = (value: unknown): ReturnType<typeof parseWitnessConfig> =>
  parseWitnessConfig(utf8(typeof value === 'string' ? value : JSON.stringify(value)))
const without = (field: keyof typeof good): unknown => {
  return Object.fromEntries(Object.entries(good).filter(([name]) => name !== field))
}
const log = (more: object): unknown => ({
  ...good,
  logs: [{ origin: ORIGIN, keys: [vkey], ...more }],
})

describe('a configuration', () => {
  it('is read as it stands', () => {
    const keys = [noteKey(ORIGIN, operator)]
    expect(right(parse(good))).toEqual({ ...good, logs: [{ origin: ORIGIN, keys }] })
    expect(right(parse(JSON.stringify(good, null, 2)))).toBeDefined()
    expect(right(parse(log({ keys: [vkey, other] }))).logs[0]?.keys).toHaveLength(2)
    // A name with quotes, colons and backslashes is one string all the same.
    const origin = String.raw`a":"b\" "c": {`
    expect(right(parse({ ...good, logs: [{ origin, keys: [vkey] }] })).logs[0]?.origin).toBe(origin)
  })

  for (const [what, value, path] of [
    ['empty', '', ''],
    ['no JSON', 'name: w1', ''],
    ['two values', '{}{}', ''],
    ['an array', [], ''],
    ['null', null, ''],
    ['nothing in it', {}, 'name'],
    ['no name', without('name'), 'name'],
    ['no keyFile', without('keyFile'), 'keyFile'],
    ['no listen', without('listen'), 'listen'],
    ['no state', without('state'), 'state'],
    ['no logs', without('logs'), 'logs'],
    ['another member', { ...good, debug: true }, ''],
    ['__proto__', `{"__proto__":{},${JSON.stringify(good).slice(1)}`, ''],
    ['a name with a space', { ...good, name: 'w 1' }, 'name'],
    ['a name with a plus', { ...good, name: 'w+1' }, 'name'],
    ['an empty name', { ...good, name: '' }, 'name'],
    ['a name that is none', { ...good, name: 1 }, 'name'],
    ['an empty keyFile', { ...good, keyFile: '' }, 'keyFile'],
    ['a NUL in a path', { ...good, state: 'a\0b' }, 'state'],
    ['a port as text', { ...good, listen: { host: 'h', port: '80' } }, 'listen.port'],
    ['a port of 65536', { ...good, listen: { host: 'h', port: 65_536 } }, 'listen.port'],
    ['a port of -1', { ...good, listen: { host: 'h', port: -1 } }, 'listen.port'],
    ['half a port', { ...good, listen: { host: 'h', port: 80.5 } }, 'listen.port'],
    ['no port', { ...good, listen: { host: 'h' } }, 'listen.port'],
    ['no host', { ...good, listen: { host: '', port: 80 } }, 'listen.host'],
    ['another member of listen', { ...good, listen: { host: 'h', port: 1, tls: true } }, 'listen'],
    ['no log', { ...good, logs: [] }, 'logs'],
    ['logs that are none', { ...good, logs: {} }, 'logs'],
    ['a log that is none', { ...good, logs: [null] }, 'logs.0'],
    ['a log twice', { ...good, logs: [...good.logs, ...good.logs] }, 'logs.1.origin'],
    ['an origin of two lines', log({ origin: 'a\nb' }), 'logs.0.origin'],
    ['an origin with half a character', log({ origin: '\ud800' }), 'logs.0.origin'],
    ['no keys', log({ keys: [] }), 'logs.0.keys'],
    ['keys that are none', log({ keys: vkey }), 'logs.0.keys'],
    ['a key twice', log({ keys: [vkey, vkey] }), 'logs.0.keys.1'],
    [
      'a key with another id',
      log({ keys: [vkey.replace(/\+.{8}\+/, '+00000000+')] }),
      'logs.0.keys.0',
    ],
    ['half a key', log({ keys: [vkey.slice(0, -4)] }), 'logs.0.keys.0'],
    [
      "a witness's key for a log's",
      log({ keys: [formatVerifierKey(witnessKey(ORIGIN, operator))] }),
      'logs.0.keys.0',
    ],
    ['a member of a log twice', `{"logs":[],${JSON.stringify(good).slice(1)}`, ''],
    ['a member twice, once escaped', `{"n\\u0061me":"a",${JSON.stringify(good).slice(1)}`, ''],
  ] as const)
    it(`that is ${what} is refused, and it says where`, () => {
      const wrong = left(parse(value))
      expect(wrong.path).toBe(path)
      expect(sentence(wrong)).toContain('witness config')
    })

  it('is refused where it is no text, or more than a configuration can be', () => {
    for (const bytes of [
      Uint8Array.of(0xff),
      Uint8Array.of(0xef, 0xbb, 0xbf, ...utf8(JSON.stringify(good))),
      new Uint8Array(MAX_CONFIG_BYTES + 1).fill(0x20),
      utf8('['.repeat(MAX_CONFIG_BYTES)),
    ])
      expect(E.isLeft(parseWitnessConfig(bytes))).toBe(true)
  })
})

describe('a configuration file', () => {
  it('gives paths from its own folder', () =>
    inDirectory(async (directory) => {
      await mkdir(join(directory, 'etc'))
      const path = join(directory, 'etc', 'w1.json')
      await writeFile(path, JSON.stringify({ ...good, state: '/var/lib/w1' }))
      const config = right(await readWitnessConfig(path)())
      expect(config.keyFile).toBe(join(directory, 'etc', 'w1.key'))
      expect(config.state).toBe('/var/lib/w1')
    }))

  it('is told where it is missing, malformed, a link or too large', () =>
    inDirectory(async (directory) => {
      const path = join(directory, 'w1.json')
      expect(left(await readWitnessConfig(path)())).toMatchObject({ code: 'unavailable' })
      await writeFile(path, '{}')
      expect(left(await readWitnessConfig(path)())).toMatchObject({ path: 'name' })
      await symlink(path, join(directory, 'link'))
      expect(left(await readWitnessConfig(join(directory, 'link'))())).toMatchObject({
        code: 'unsupported',
      })
      await chmod(directory, 0o700)
      await writeFile(path, Buffer.alloc(MAX_CONFIG_BYTES + 1, 0x20))
      expect(left(await readWitnessConfig(path)())).toMatchObject({ code: 'damaged' })
    }))
})

describe('the configuration in the guide', () => {
  it('is one, with the members that the guide names', () => {
    const guide = readFileSync(
      new URL('../../../../docs/guides/run-a-witness.md', import.meta.url),
      'utf8',
    )
    const block = /^```json\n([^]*?)^```$/m.exec(guide)?.[1] ?? ''
    const config = right(parse(block))
    expect(config.logs.map(({ origin, keys }) => [origin, keys.length])).toEqual([[ORIGIN, 1]])
    const named = [...guide.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)
    expect(named).toEqual(['name', 'keyFile', 'listen', 'state', 'logs', 'origin', 'keys'])
  })
})
