/** What stood in a log before an entry, as far as scripts and transitions ask. It knows no rule. */
import type {
  AccordEvent,
  ActEvent,
  AuthorityEvent,
  Entry,
  FoundingEvent,
  LedgerEvent,
  SignatoryEvent,
  Time,
} from '@accord-ledger/core'

/** What scripts and transitions look at. */
export type Told = Pick<Entry, 'index' | 'time' | 'event'>

/** A party before an entry. */
export interface PartyPast {
  readonly profile: SignatoryEvent | null
  /** Null before the first key and while suspended. */
  readonly key: string | null
  readonly hadKey: boolean
  /** True once a registrar brought a key after the first. */
  readonly replaced: boolean
}

/** An accord before an entry. */
export interface AccordPast {
  readonly last: AccordEvent
  /** Every text that it had. */
  readonly texts: ReadonlySet<string>
}

/** A party's acts on an accord before an entry. */
export interface ActPast {
  readonly last: ActEvent
  /** How often it was in and then out. */
  readonly departures: number
  /** The key that it had at its last act. */
  readonly key: string | null
}

/** Where a party stands on an accord. */
export type Stood = 'none' | 'signed' | 'attested' | 'out' | 'struck'

/** A log so far. */
export interface Past {
  time: Time | null
  authority: AuthorityEvent | FoundingEvent | null
  readonly accords: Map<string, AccordPast>
  readonly parties: Map<string, PartyPast>
  readonly acts: Map<string, ActPast>
}

/** Before the founding. */
export function newPast(): Past {
  return { time: null, authority: null, accords: new Map(), parties: new Map(), acts: new Map() }
}

/** The party, as it stands. */
export function partyIn({ parties }: Past, signatory: string): PartyPast {
  return parties.get(signatory) ?? { profile: null, key: null, hadKey: false, replaced: false }
}

/** The party's acts on the accord, or undefined where there is none. */
export function actsIn(
  { acts }: Past,
  { accord, signatory }: { readonly accord: string; readonly signatory: string },
): ActPast | undefined {
  return acts.get(`${accord}/${signatory}`)
}

/** Where a party stands after its last act. */
export function stoodAfter(act: ActEvent | undefined): Stood {
  if (act === undefined) return 'none'
  if (act.type === 'strike') return 'struck'
  if (act.type === 'endorse') return 'signed'
  return act.type === 'attest' && act.act === 'endorse' ? 'attested' : 'out'
}

/** What an act is, told apart from its like: attested leaving is not attested joining. */
export function kindOf(
  event: ActEvent,
): 'endorse' | 'withdraw' | 'attest' | 'attest-out' | 'strike' {
  return event.type === 'attest' && event.act === 'withdraw' ? 'attest-out' : event.type
}

/** Adds an entry to `past`. */
export function remember(past: Past, { time, event }: Told): void {
  past.time = time
  switch (event.type) {
    case 'authority':
      past.authority = event
      break
    case 'accord':
      rememberAccord(past, event)
      break
    case 'signatory':
    case 'rotate':
      rememberParty(past, event)
      break
    default:
      rememberAct(past, event)
  }
}

function rememberAccord({ accords }: Past, event: AccordEvent): void {
  const texts = new Set(accords.get(event.accord)?.texts)
  accords.set(event.accord, { last: event, texts: texts.add(event.text) })
}

function rememberParty(
  past: Past,
  event: Extract<LedgerEvent, { readonly type: 'signatory' | 'rotate' }>,
): void {
  const before = partyIn(past, event.signatory)
  const { type, key } = event
  const brought = key !== null && key !== before.key
  past.parties.set(event.signatory, {
    profile: type === 'signatory' ? event : before.profile,
    key,
    hadKey: before.hadKey || key !== null,
    replaced: before.replaced || (type === 'signatory' && before.hadKey && brought),
  })
}

function rememberAct(past: Past, event: ActEvent): void {
  const before = actsIn(past, event)
  const was = stoodAfter(before?.last)
  const now = stoodAfter(event)
  const left = (was === 'signed' || was === 'attested') && (now === 'out' || now === 'struck')
  past.acts.set(`${event.accord}/${event.signatory}`, {
    last: event,
    departures: (before?.departures ?? 0) + (left ? 1 : 0),
    key: partyIn(past, event.signatory).key,
  })
}
