/** Every row of the committed table of requests, put to a witness that runs. */
import { join } from 'node:path'
import { openCheckpoint, parseSignatureLines, witnessKey } from '@accord-ledger/core'
import { afterEach, describe, expect, it } from 'vitest'
import { nativeSigner } from '../native/signer.ts'
import { bestVerifier } from '../native.ts'
import { bytesOfHex, inputOf, logKeys, vectors } from '../test-support/add-checkpoint-vectors.ts'
import { right, witnessedAt } from '../test-support/checkpoints.ts'
import { inDirectory } from '../test-support/file-subject.ts'
import { endAll, post, serve } from '../test-support/running-witness.ts'
import { openFileWitnessStore, originHash } from './file-witness-store.ts'

afterEach(endAll)

/** Puts what was cosigned last into the memory of a witness that is not running. */
async function remember(directory: string, size: number | null): Promise<void> {
  const store = await openFileWitnessStore(join(directory, 'state'), { create: true })
  if (size !== null)
    await store.compareAndStore(
      vectors.origin,
      null,
      witnessedAt(size, bytesOfHex(vectors.roots[size] ?? '')),
    )
  await store[Symbol.asyncDispose]()
}

describe('a witness that runs answers', () => {
  it.each(vectors.answers.map((row) => [row.name, row] as const))('%s', (_, row) =>
    inDirectory(async (directory) => {
      await remember(directory, row.latest)
      const { url } = await serve(directory, { create: false })
      const answer = await post(url, inputOf(row))
      expect(answer.status).toBe(row.status)
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      if (row.status === 409) {
        expect(answer.headers.get('content-type')).toBe('text/x.tlog.size')
        expect(await answer.text()).toBe(`${row.size}\n`)
        return
      }
      expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
      if (row.status !== 200) {
        expect(await answer.text()).toMatch(/^the witness answers \d{3}: .+\n$/)
        return
      }
      const [line, ...more] = right(parseSignatureLines(new Uint8Array(await answer.arrayBuffer())))
      const own = witnessKey(vectors.name, nativeSigner(bytesOfHex(vectors.seed)))
      expect([line?.name, line?.id, more]).toEqual([own.name, own.id, []])
      const shown = await fetch(`${url}/${originHash(vectors.origin)}/checkpoint`)
      const bytes = new Uint8Array(await shown.arrayBuffer())
      const opened = await openCheckpoint(
        bytes,
        { logs: logKeys, witnesses: [own] },
        await bestVerifier(),
      )
      expect(right(opened).cosignatures).toEqual([{ key: own, time: vectors.time }])
      expect(right(opened).note.signatures).toContainEqual(line)
    }),
  )

  it.each(vectors.bad.map((row) => [row.name, row] as const))('a malformed request: %s', (_, row) =>
    inDirectory(async (directory) => {
      const { url } = await serve(directory)
      const input = inputOf(row)
      const answer = await post(url, input)
      expect(answer.status).toBe(input.length > 65_536 ? 413 : 400)
    }),
  )
})
