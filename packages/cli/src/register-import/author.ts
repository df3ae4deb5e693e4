/** Authors of an import's events, who know which place of the register they write for. */
import { compose, signEvent } from '@accord-ledger/core'
import type { Author, Malformed, Signer } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { Step } from './plan.ts'

/** A row, correction or accord of the register of which no event can be made. */
export interface BadStep {
  readonly _tag: 'BadStep'
  readonly at: string
  readonly error: Malformed
}

/** One author a step. `onStep` is told how many have written. */
export function authorsOf(
  steps: readonly Step[],
  signer: Signer,
  until: string | null,
  onStep: (written: number) => void,
): readonly Author<BadStep>[] {
  return steps.map(({ at, intent }, i) => async (view) => {
    const event = compose(view, intent, until)
    if (E.isLeft(event)) return E.left({ _tag: 'BadStep', at, error: event.left })
    onStep(i)
    return E.right(await signEvent(event.right, [signer]))
  })
}
