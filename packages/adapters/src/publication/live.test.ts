/** A real ledger, its operator and three witnesses that listen: all of it together. */
import { join } from 'node:path'
import {
  authorEvent,
  authorFounding,
  describeQuorum,
  entryLink,
  formatVerifierKey,
  noteKey,
  openLedger,
} from '@accord-ledger/core'
import type { Ledger, Signer } from '@accord-ledger/core'
import { afterEach, describe, expect, it } from 'vitest'
import { openFileStore } from '../file/open.ts'
import { NOW, operator, ORIGIN, right, signer, utf8 } from '../test-support/checkpoints.ts'
import { inDirectory } from '../test-support/file-subject.ts'
import { failsWith } from '../test-support/ledger-under-test.ts'
import { verifier } from '../test-support/publishing.ts'
import { endAll, serve } from '../test-support/running-witness.ts'
import { askWitness } from '../witness/ask-witness.ts'
import { knownSizeOf, readPublished } from './ledger-files.ts'
import { setPolicy } from './ledger-policy.ts'
import { trackLog } from './log-track.ts'
import type { LogTrack } from './log-track.ts'
import { publishCheckpoint } from './publisher.ts'
import type { Publication } from './publish.ts'

afterEach(endAll)

const registrar = signer(2)
const founding = authorFounding(
  { log: ORIGIN, operator: operator.key, registrars: [registrar.key] },
  [operator, registrar],
)
const admitting = (id: string) =>
  authorEvent(
    {
      type: 'signatory',
      signatory: id,
      name: id,
      category: 'company',
      country: null,
      key: null,
      effective: '2026-11-22',
    },
    [registrar],
  )
const rotating = (to: Signer) =>
  authorEvent({ type: 'authority', operator: to.key, registrars: [registrar.key] }, [operator, to])

interface Opened extends AsyncDisposable {
  readonly ledger: Ledger
  readonly track: LogTrack
}

async function open(directory: string): Promise<Opened> {
  const store = await openFileStore(directory, { link: entryLink, mode: 'write', create: true })
  const track = trackLog()
  const ledger = right(
    await openLedger({ store, verifier, clock: () => NOW, onEntry: track.onEntry })(),
  )
  return { ledger, track, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() }
}

const publish = async (
  directory: string,
  { track }: Opened,
  ...signers: readonly Signer[]
): Promise<Publication> =>
  right(
    await publishCheckpoint({
      directory,
      log: track,
      signers,
      ask: (url, request) => askWitness(fetch, url, request, { timeoutMs: 2_000 }),
      verifier,
      clock: () => NOW,
    })(),
  )

describe('a ledger, its operator and its witnesses', () => {
  it('publish what a quorum cosigned, through a witness that is down and a rotation of the key', () =>
    inDirectory(async (directory) => {
      const next = signer(7)
      const keys = [operator, next].map((each) => noteKey(ORIGIN, each))
      const witnesses = await Promise.all(
        [3, 4, 5].map(async (n) => {
          const config = { name: `witness.example/w${n}`, logs: [{ origin: ORIGIN, keys }] }
          const more = { signer: signer(n), verifier, clock: () => NOW }
          return serve(join(directory, `w${n}`), more, config)
        }),
      )
      const policy = [
        `log ${formatVerifierKey(noteKey(ORIGIN, operator))}`,
        ...witnesses.map(({ key, url }, i) => `witness W${i + 3} ${key} ${url}`),
        'group two 2 W3 W4 W5',
        'quorum two',
      ].join('\n')
      const ledgerAt = join(directory, 'ledger')
      const opened = await open(ledgerAt)
      const { ledger, track } = opened
      right(await ledger.appendEach([founding])())
      right(
        await setPolicy(ledgerAt, utf8(`${policy}\n`), { origin: ORIGIN, keys: [operator.key] })(),
      )
      const first = await publish(ledgerAt, opened, operator)
      expect(first).toMatchObject({ status: 'published', size: 1 })
      expect(first.witnesses.map(({ kind }) => kind)).toEqual(['cosigned', 'cosigned', 'cosigned'])

      right(await ledger.appendEach([admitting('a'), admitting('b')])())
      await witnesses[2]?.close()
      const second = await publish(ledgerAt, opened, operator)
      expect(second).toMatchObject({ status: 'published', size: 3 })
      expect(second.quorum.why === null ? '' : describeQuorum(second.quorum.why)).toBe(
        'group two has 2 of 2 (W3; W4; not W5)',
      )

      right(await ledger.appendEach([rotating(next)])())
      expect(track.operators.map(({ from }) => from)).toEqual([0, 3])
      const third = await publish(ledgerAt, opened, next, operator)
      expect(third).toMatchObject({ status: 'published', size: 4 })

      await witnesses[1]?.close()
      right(await ledger.appendEach([admitting('c')])())
      expect(await publish(ledgerAt, opened, next, operator)).toMatchObject({ status: 'waiting' })
      expect(right(await readPublished(ledgerAt)())?.checkpoint.size).toBe(4)
      expect(right(await knownSizeOf(ledgerAt)())).toBe(5)
      await opened[Symbol.asyncDispose]()

      // What was signed is remembered by whoever opens the ledger with it.
      const again = await open(ledgerAt)
      expect(again.track.size).toBe(5)
      expect(again.track.operators).toEqual(track.operators)
      await again[Symbol.asyncDispose]()
      await failsWith('damaged', () =>
        openFileStore(ledgerAt, { link: entryLink, mode: 'write', knownSize: 6 }),
      )
    }))
})
