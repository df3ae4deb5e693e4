/** Acts, as a register holds them: a little chain for each party on each accord, in rows that lead back from the newest. */
import { isEndorsement } from '@accord-ledger/core'
import type {
  AccordEvent,
  AccordId,
  ActEvent,
  Hash,
  Reason,
  VerifiedEntry,
} from '@accord-ledger/core'
import type { Dates } from './dates.ts'
import type { HistoryAct, Wording } from './facts.ts'
import { noneKept, numberOf } from './kept.ts'
import type { Kept } from './kept.ts'
import { BEFORE, CHAIN, EFFECTIVE, INDEX, partyRow } from './parties.ts'
import type { Parties } from './parties.ts'
import { addRow, cellAt, emptySheet, setCell } from './sheet.ts'
import type { Sheet } from './sheet.ts'

/** Columns of `Acts.chains`: the party's row, the accord's number, the newest act, and the chain before this one, of the same party and on the same accord (0 for the first). */
export const PARTY = 0
export const ACCORD = 1
export const ACT = 2
export const OTHER = 3
const PEER = 4

/** Further columns of `Acts.acts`: what `KINDS` has there, the text's number, and the reason's (0 for none). */
const KIND = 3
export const TEXT = 4
export const REASON = 5

/** What an act does, and who says so. */
export type Kind = Pick<HistoryAct, 'act' | 'standing'>

const KINDS: readonly Kind[] = [
  { act: 'endorse', standing: 'signed' },
  { act: 'withdraw', standing: 'signed' },
  { act: 'endorse', standing: 'attested' },
  { act: 'withdraw', standing: 'attested' },
  { act: 'strike', standing: 'struck' },
]

/** All acts on all accords. What is said of an accord stands in lists, at its number. */
export interface Acts {
  /** Numbers of accords, from 1. */
  readonly numbers: Map<string, number>
  readonly ids: (AccordId | null)[]
  /** At least one for each accord, in log order. */
  readonly wordings: Wording[][]
  readonly chains: Sheet
  /** The newest chain on each accord. */
  readonly newest: number[]
  /** The chains on each accord, by the party's row, but for those that are the newest of their party: most parties have but one. */
  readonly older: Map<number, number>[]
  readonly acts: Sheet
  readonly texts: Kept<Hash>
  readonly reasons: (Reason | null)[]
}

/** No accords, no acts. */
export function noActs(): Acts {
  return {
    numbers: new Map(),
    ids: [null],
    wordings: [[]],
    chains: emptySheet(5),
    newest: [0],
    older: [new Map<number, number>()],
    acts: emptySheet(6),
    texts: noneKept(),
    reasons: [null],
  }
}

/** What the register keeps of an accord. */
export interface AccordPage {
  readonly id: AccordId
  readonly wordings: readonly Wording[]
  /** Rows of `Acts.chains`. */
  readonly chains: readonly number[]
}

/** The id of the accord of a number. */
export function accordAt({ ids }: Acts, number: number): AccordId {
  const id = ids[number]
  if (!id) throw new Error(`no accord has the number ${number}`)
  return id
}

/** The page of the accord of a number, made anew: it costs as much as the accord has chains. */
export function pageAt(all: Acts, number: number): AccordPage {
  const [id, wordings] = [accordAt(all, number), all.wordings[number] ?? []]
  return { id, wordings, chains: chainsFrom(all.chains, all.newest[number] ?? 0, PEER) }
}

/** The pages of all accords, in the order in which they were published. */
export function pagesOf(all: Acts): readonly AccordPage[] {
  return [...all.numbers.values()].map((number) => pageAt(all, number))
}

/** A chain, and all that `column` leads to from there. */
export function chainsFrom(chains: Sheet, newest: number, column: number): readonly number[] {
  const found: number[] = []
  for (let chain = newest; chain !== 0; chain = cellAt(chains, chain, column)) found.push(chain)
  return found
}

/** Takes in a wording. */
export function noteWording(all: Acts, event: AccordEvent, { index, time }: VerifiedEntry): void {
  const { effective, title, text, uri, open } = event
  const wording = { index, time, effective, title, text, uri, open }
  const number = all.numbers.get(event.accord)
  if (number === undefined) newAccord(all, event.accord, wording)
  else all.wordings[number]?.push(wording)
}

function newAccord(
  { numbers, ids, wordings, newest, older }: Acts,
  id: AccordId,
  wording: Wording,
): void {
  wordings.push([wording])
  newest.push(0)
  older.push(new Map<number, number>())
  numbers.set(id, ids.push(id) - 1)
}

/** Takes in an act. */
export function noteAct(
  all: Acts,
  parties: Parties,
  dates: Dates,
  event: ActEvent,
  index: number,
): void {
  const { chains, acts } = all
  const chain = chainOf(all, parties, event)
  const row = addRow(acts)
  setCell(acts, row, INDEX, index)
  setCell(acts, row, BEFORE, cellAt(chains, chain, ACT))
  setCell(acts, row, EFFECTIVE, numberOf(dates.days, event.effective))
  setCell(acts, row, KIND, kindOf(event))
  setCell(acts, row, TEXT, isEndorsement(event) ? numberOf(all.texts, event.text) : 0)
  if (event.type !== 'endorse' && event.reason !== null)
    setCell(acts, row, REASON, all.reasons.push(event.reason) - 1)
  setCell(chains, chain, ACT, row)
}

/** The chain of an act, which is there from now on. */
function chainOf(all: Acts, parties: Parties, event: ActEvent): number {
  const accord = all.numbers.get(event.accord)
  if (accord === undefined) throw new Error(`${event.accord} is not published`)
  const party = partyRow(parties, event.signatory)
  const newest = cellAt(parties.newest, party, CHAIN)
  if (newest !== 0 && cellAt(all.chains, newest, ACCORD) === accord) return newest
  return all.older[accord]?.get(party) ?? newChain(all, parties, accord, party)
}

function newChain(all: Acts, parties: Parties, accord: number, party: number): number {
  const { chains, newest, older } = all
  const other = cellAt(parties.newest, party, CHAIN)
  const chain = addRow(chains)
  setCell(chains, chain, PARTY, party)
  setCell(chains, chain, ACCORD, accord)
  setCell(chains, chain, OTHER, other)
  setCell(chains, chain, PEER, newest[accord] ?? 0)
  newest[accord] = chain
  setCell(parties.newest, party, CHAIN, chain)
  if (other !== 0) older[cellAt(chains, other, ACCORD)]?.set(party, other)
  return chain
}

function kindOf(event: ActEvent): number {
  switch (event.type) {
    case 'endorse':
      return 0
    case 'withdraw':
      return 1
    case 'attest':
      return event.act === 'endorse' ? 2 : 3
    case 'strike':
      return 4
  }
}

/** What the act in a row of `acts` does. */
export function kindAt({ acts }: Acts, row: number): Kind {
  const kind = KINDS[cellAt(acts, row, KIND)]
  if (kind === undefined) throw new Error('an act of no known kind')
  return kind
}
