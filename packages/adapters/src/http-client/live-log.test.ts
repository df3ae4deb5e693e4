/** A log on our own server, as its readers and its parties meet it: read, verified, pinned, written to, waited for. */
import { encodeSignedEvent, nobleVerifier, noteKey, verifyLog } from '@accord-ledger/core'
import { afterEach, describe, expect, it } from 'vitest'
import { nativeVerifier } from '../native/verifier.ts'
import { right } from '../test-support/checkpoints.ts'
import {
  endAll,
  endorsing,
  newDirectory,
  NOW,
  operator,
  ORIGIN,
  served,
  written,
} from '../test-support/served.ts'
import { folderPins } from './folder-pins.ts'
import { moveToPin } from './pins.ts'
import { remoteLog } from './remote-log.ts'
import { submitEvent } from './submit-event.ts'

afterEach(endAll)

describe('a log on a server', () => {
  it(
    'is verified as it is read, goes on from its pin, and tells when it grew',
    { timeout: 60_000 },
    async () => {
      const { url } = await served(3, { publishEvery: 1 })
      const log = right(remoteLog(url, { fetch }))
      const pins = folderPins(await newDirectory())
      const stop = new AbortController()
      let size = 0
      for (const party of [0, 1]) {
        await log.waitForMore(size, stop.signal)
        const found = right(await log.checkpoint()())
        expect(found.checkpoint.size).toBeGreaterThan(size)
        const verified = await verifyLog(log.entries(0, found.checkpoint.size), {
          verifier: nativeVerifier(),
        })
        expect(verified.verdict).toBe('sound')
        expect(verified.root).toBe(Buffer.from(found.checkpoint.root).toString('hex'))
        const { pinned } = right(await moveToPin(log, pins, found)())
        expect(pinned === null).toBe(party === 0)
        size = found.checkpoint.size
        const waiting = log.waitForMore(size, stop.signal)
        const signed = encodeSignedEvent(await written(url, endorsing(party)))
        const { logged } = right(
          await submitEvent(url, signed, {
            fetch,
            keys: [noteKey(ORIGIN, operator)],
            verifier: nobleVerifier,
            clock: () => NOW,
          })(),
        )
        expect(logged.entry.index).toBe(size)
        await waiting
      }
    },
  )
})
