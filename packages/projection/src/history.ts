/** History: all that a party did and all that became of it, across accords. */
import type { SignatoryId } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { ACT, chainsFrom, OTHER } from './acts.ts'
import { actAt, factsFrom, keyChangeAt, profileAt } from './facts-at.ts'
import type { HistoryAct, KeyChange, Profile } from './facts.ts'
import type { QuestionError } from './moment.ts'
import { byText } from './order.ts'
import { CHAIN, idOf, KEY, PROFILE } from './parties.ts'
import type { Register } from './register.ts'
import { cellAt } from './sheet.ts'

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
  const { parties, acts } = register
  const party = parties.rows.get(signatory)
  if (party === undefined) return E.left({ _tag: 'NoSuchSignatory', signatory })
  if (accord !== undefined && !acts.numbers.has(accord)) {
    return E.left({ _tag: 'NoSuchAccord', accord })
  }
  const { newest, profiles, keyChanges } = parties
  return E.right({
    signatory: idOf(parties, party),
    acts: actsOf(register, party).filter((act) => accord === undefined || act.accord === accord),
    profiles: factsFrom(profiles, cellAt(newest, party, PROFILE), (row) =>
      profileAt(register, row),
    ),
    keys: factsFrom(keyChanges, cellAt(newest, party, KEY), (row) => keyChangeAt(register, row)),
  })
}

/** All acts of a party, in log order. */
function actsOf(register: Register, party: number): readonly HistoryAct[] {
  const { chains, acts } = register.acts
  return chainsFrom(chains, cellAt(register.parties.newest, party, CHAIN), OTHER)
    .flatMap((chain) =>
      factsFrom(acts, cellAt(chains, chain, ACT), (row) => actAt(register, chain, row)),
    )
    .toSorted((a, b) => a.index - b.index)
}

/** All parties ever admitted, ascending by id. */
export function signatories({ parties }: Register): readonly SignatoryId[] {
  return parties.ids.filter((id) => id !== null).toSorted(byText)
}
