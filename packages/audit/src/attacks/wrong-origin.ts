/** Shows a checkpoint of another log, by the same operator and witnesses. */
import * as fc from 'fast-check'
import type { NoteAttack } from './attack.ts'
import { signedAs } from './forged-note.ts'

export const wrongOrigin: NoteAttack = {
  name: 'wrong-origin',
  on: 'checkpoint',
  claim: 'shows a checkpoint of another log',
  detectedBy: ['UnknownOrigin'],
  needs: 'an entry',
  arbitrary: (target) =>
    fc
      .constantFrom(`${target.origin}/2`, 'other.example/1x')
      .map((origin) => signedAs(target, `a checkpoint of ${origin}`, { origin })),
}
