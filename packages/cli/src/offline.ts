/** Events on their way between machines: a file that holds one signed event, its canonical bytes and a line feed. */
import { describeEvent, encodeSignedEvent } from '@accord-ledger/core'
import type { LedgerView, SignedEvent } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { Task } from './failure.ts'
import { writeNew } from './io/files.ts'
import { isUrl } from './is-url.ts'
import { missingSignatures } from './rehearse.ts'
import type { Result } from './result.ts'

/** The canonical bytes of a signed event, and a line feed. */
export function lineOf(signed: SignedEvent): Uint8Array {
  const bytes = encodeSignedEvent(signed)
  const line = new Uint8Array(bytes.length + 1)
  line.set(bytes)
  line[bytes.length] = 0x0a
  return line
}

/** Writes a signed event to a new file, for others to sign or for the operator of the log at `place` to log. */
export function writeOffline(
  file: string,
  place: string,
  view: LedgerView,
  signed: SignedEvent,
): Task<Result> {
  return async () => {
    const written = await writeNew(file, lineOf(signed))()
    if (E.isLeft(written)) return written
    const missing = missingSignatures(view, signed)
    const says = describeEvent(signed.event)
    const by = signed.signatures.map(({ key }) => key)
    const needed = [
      ...missing.keys.map((key) => `a signature by ${key}`),
      ...(missing.registrar ? ['a signature by a registrar'] : []),
    ]
    return E.right({
      json: { file, says, event: signed.event, signed: by, missing },
      text: (style) =>
        [
          `${style.strong(`wrote ${file}`)}; it is not logged yet`,
          `  ${says}`,
          ...by.map((key) => `  signed by ${key}`),
          ...needed.map((what) => `  ${style.warn('still needs')} ${what}`),
          needed.length > 0
            ? `next: accord-ledger sign ${file} --key KEYFILE, on the machine that has the key`
            : `next: accord-ledger ${isUrl(place) ? 'submit' : 'append'} ${place} ${file}`,
          '',
        ].join('\n'),
    })
  }
}
