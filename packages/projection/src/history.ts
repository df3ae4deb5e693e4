/** History: all that a party did and all that became of it, across accords. */
import type { SignatoryId } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { HistoryAct, KeyChange, Profile } from './facts.ts'
import type { QuestionError } from './moment.ts'
import { byText } from './order.ts'
import type { Register } from './register.ts'

/** A party's acts, profiles and keys, each in log order. */
export interface History {
  readonly signatory: SignatoryId
  readonly acts: readonly HistoryAct[]
  readonly profiles: readonly Profile[]
  /** Empty for a party that never had a key. */
  readonly keys: readonly KeyChange[]
}

/** The history of `signatory` at the head; with `accord`, its acts on that one only. Left: NoSuchSignatory, NoSuchAccord. */
export function history(
  register: Register,
  signatory: string,
  accord?: string,
): E.Either<QuestionError, History> {
  const party = register.parties.get(signatory)
  if (party === undefined) return E.left({ _tag: 'NoSuchSignatory', signatory })
  if (accord !== undefined && !register.accords.has(accord)) {
    return E.left({ _tag: 'NoSuchAccord', accord })
  }
  return E.right({
    signatory: party.id,
    acts: party.acts.filter((act) => accord === undefined || act.accord === accord),
    profiles: party.profiles.slice(),
    keys: party.keys.slice(),
  })
}

/** All parties ever admitted, ascending by id. */
export function signatories({ parties }: Register): readonly SignatoryId[] {
  return [...parties.values()].map(({ id }) => id).toSorted(byText)
}
