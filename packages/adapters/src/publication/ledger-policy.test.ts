import { readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeHex, formatVerifierKey, noteKey, sha256 } from '@accord-ledger/core'
import type { LeafIndex } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { left, operator, ORIGIN, right, signer, utf8 } from '../test-support/checkpoints.ts'
import { inDirectory } from '../test-support/file-subject.ts'
import { grow, policyOf, publishing } from '../test-support/publishing.ts'
import { readPolicy, setPolicy } from './ledger-policy.ts'
import { publishCheckpoint } from './publisher.ts'

const subject = { origin: ORIGIN, keys: [operator.key] }
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

describe('the policy of a ledger', () => {
  it('is kept as it was given, and read again', () =>
    inDirectory(async (directory) => {
      await grow(directory, 1)
      expect(right(await readPolicy(directory)())).toBeNull()
      const bytes = utf8(`# ours\n${text(policyOf(1, [2]))}`)
      const policy = right(await setPolicy(directory, bytes, subject)())
      expect(policy.hash).toBe(encodeHex(sha256(bytes)))
      expect(right(await readPolicy(directory)())).toEqual(policy)
      expect(Buffer.compare(await readFile(join(directory, 'state', 'policy')), bytes)).toBe(0)
    }))

  it('may name other logs too', () =>
    inDirectory(async (directory) => {
      await grow(directory, 1)
      const other = `log ${formatVerifierKey(noteKey('b.example', signer(9)))}\n`
      const bytes = utf8(`${other}${text(policyOf(1, [2]))}`)
      expect(right(await setPolicy(directory, bytes, subject)()).logs).toHaveLength(2)
    }))

  for (const [what, bytes, message] of [
    ['malformed', utf8('quorum\n'), 'line 1'],
    ['empty', utf8(''), 'quorum'],
    [
      'for another log alone',
      utf8(
        text(policyOf(1, [2])).replace(
          /^log .*/,
          `log ${formatVerifierKey(noteKey('b.example', operator))}`,
        ),
      ),
      'no log line',
    ],
    ['for another key', policyOf(1, [2], signer(9)), 'another key'],
  ] as const)
    it(`that is ${what} is not set, and the one before stays`, () =>
      inDirectory(async (directory) => {
        await grow(directory, 1)
        right(await setPolicy(directory, policyOf(1, [3]), subject)())
        const refused = left(await setPolicy(directory, bytes, subject)())
        expect(refused).toMatchObject({
          _tag: 'BadPolicy',
          message: expect.stringContaining(message),
        })
        expect(right(await readPolicy(directory)())?.witnesses[0]?.name).toBe('W3')
      }))

  it('has no witness with a key of the operator, a former one or a registrar', () =>
    inDirectory(async (directory) => {
      const log = await grow(directory, 2)
      const others = [signer(5).key, signer(6).key]
      for (const n of [5, 6]) {
        const policy = policyOf(1, [2, n])
        const refused = left(await setPolicy(directory, policy, { ...subject, others })())
        expect(refused).toMatchObject({
          _tag: 'BadPolicy',
          reason: null,
          message: expect.stringContaining(`as witness "W${n}" a key of this log's own`),
        })
        right(await setPolicy(directory, policy, subject)())
      }
      // The operator's own is refused with its log line, by who reads the file.
      expect(left(await setPolicy(directory, policyOf(1, [1]), subject)())).toMatchObject({
        _tag: 'BadPolicy',
        reason: { rule: 'duplicate-key' },
      })
      const operators = [
        { key: signer(6).key, from: 0 as LeafIndex },
        { key: operator.key, from: 1 as LeafIndex },
      ]
      const later = { ...log, operators }
      expect(left(await publishCheckpoint(publishing(directory, later))())).toMatchObject({
        _tag: 'BadPolicy',
        message: expect.stringContaining('"W6"'),
      })
    }))

  it('that was changed by hand to none, or to one for another key, stops publishing', () =>
    inDirectory(async (directory) => {
      const log = await grow(directory, 2)
      for (const bytes of [
        utf8('nonsense\n'),
        policyOf(1, [2], signer(9)),
        new Uint8Array(300_000),
      ]) {
        await writeFile(join(directory, 'state', 'policy'), bytes)
        const refused = left(
          await publishCheckpoint(publishing(directory, log, { degraded: true }))(),
        )
        expect(refused._tag).toBe(bytes.length > 200_000 ? 'StoreError' : 'BadPolicy')
      }
      await rm(join(directory, 'state', 'policy'))
      await symlink(join(directory, 'ledger.json'), join(directory, 'state', 'policy'))
      expect(left(await readPolicy(directory)())).toMatchObject({ code: 'unsupported' })
      expect(left(await publishCheckpoint(publishing(directory, log))())).toMatchObject({
        code: 'unsupported',
      })
      expect(left(await setPolicy(directory, policyOf(1, [2]), subject)())).toMatchObject({
        code: 'unsupported',
      })
    }))
})
