/** Who is in a history: its log, accords and parties, by their ids and by all the names that they will bear. */
import * as fc from 'fast-check'
import { aName, aReason, aTitle } from './text.ts'
import { aCountry, anId, anOrigin } from './words.ts'

/** An accord of a cast: its id, and titles that follow one another. */
export interface CastAccord {
  readonly id: string
  /** Three, no two neighbours alike. */
  readonly titles: readonly string[]
}

/** A party of a cast. */
export interface CastParty {
  readonly id: string
  /** Three, no two neighbours alike. */
  readonly names: readonly string[]
  readonly country: string | null
}

/** Two accords, three parties. */
export interface Cast {
  readonly origin: string
  readonly accords: readonly CastAccord[]
  readonly parties: readonly CastParty[]
  /** Why parties leave and are struck off. */
  readonly reason: string
}

/** The cast that histories shrink to. */
export const PLAIN_CAST: Cast = {
  origin: 'accords.example/1',
  accords: ['pact', 'treaty'].map((id) => ({
    id,
    titles: [`The ${id}`, `The ${id}, second edition`, `The ${id}, third edition`],
  })),
  parties: ['acme', 'bolt', 'corp'].map((id, i) => ({
    id,
    names: [id, `${id} group`, `${id} holding`],
    country: ['FR', null, 'DE'][i] ?? null,
  })),
  reason: 'it changed its mind',
}

const anAccord: fc.Arbitrary<Omit<CastAccord, 'id'>> = fc.record({
  titles: fc.uniqueArray(aTitle, { minLength: 3, maxLength: 3 }),
})
const aParty: fc.Arbitrary<Omit<CastParty, 'id'>> = fc.record({
  names: fc.uniqueArray(aName, { minLength: 3, maxLength: 3 }),
  country: fc.option(aCountry),
})

/** Any ids and names that the spec allows. */
const aHostileCast: fc.Arbitrary<Cast> = fc
  .record({
    origin: anOrigin,
    accordIds: fc.uniqueArray(anId, { minLength: 2, maxLength: 2 }),
    accords: fc.array(anAccord, { minLength: 2, maxLength: 2 }),
    partyIds: fc.uniqueArray(anId, { minLength: 3, maxLength: 3 }),
    parties: fc.array(aParty, { minLength: 3, maxLength: 3 }),
    reason: aReason,
  })
  .map(({ origin, accordIds, accords, partyIds, parties, reason }) => ({
    origin,
    accords: accords.map((each, i) => ({ ...each, id: accordIds[i] ?? '' })),
    parties: parties.map((each, i) => ({ ...each, id: partyIds[i] ?? '' })),
    reason,
  }))

/** A cast: one in four has ids and names as hostile as the spec allows them, and shrinks to the plain one. */
export const aCast: fc.Arbitrary<Cast> = fc.oneof(
  { withCrossShrink: true },
  { weight: 3, arbitrary: fc.constant(PLAIN_CAST) },
  { weight: 1, arbitrary: aHostileCast },
)
