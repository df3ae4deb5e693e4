/** What `watch` tells of an entry: what became of whom, by what stood in the log before it. */
import { describeEvent, isFounding } from '@accord-ledger/core'
import type {
  AccordEvent,
  AccordId,
  AuthorityEvent,
  FoundingEvent,
  Hash,
  LedgerEvent,
  SignatoryEvent,
  SignatoryId,
  Time,
  VerifiedEntry,
} from '@accord-ledger/core'

/** What an entry does. docs/cli.md has the table. */
export type EntryKind =
  | 'founded'
  | 'operator-changed'
  | 'registrars-changed'
  | 'published'
  | 'amended'
  | 'closed'
  | 'reopened'
  | 'admitted'
  | 'renamed'
  | 'reclassified'
  | 'key-given'
  | 'key-replaced'
  | 'key-rotated'
  | 'suspended'
  | 'restated'
  | 'endorsed'
  | 'affirmed'
  | 'withdrew'
  | 'attested'
  | 'struck'

/** What is wrong with what is published of a log. */
export type TroubleKind =
  | 'checkpoint-missing'
  | 'checkpoint-late'
  | 'quorum-missing'
  | 'stale'
  | 'policy'
  | 'unreachable'
  | 'unsound'

/** One thing that is told; the shape of `--json`, and of what a command reads. */
export interface Notice {
  readonly kinds: readonly (EntryKind | TroubleKind)[]
  readonly origin: string | null
  /** The entry; null where it is not about one. */
  readonly index: number | null
  readonly time: Time | null
  readonly hash: Hash | null
  readonly accord: AccordId | null
  readonly signatory: SignatoryId | null
  /** What the accord did: it gained the party as a member, or lost it. */
  readonly membership: 'gained' | 'lost' | null
  /** In plain words. */
  readonly says: string
  readonly event: LedgerEvent | null
}

/** Reads a log from entry 0 on, and says of each entry what it does. */
export interface Onlooker {
  readonly take: (entry: VerifiedEntry) => Notice
}

/** Has seen nothing yet. */
export function onlooker(): Onlooker {
  const seen: Seen = { authority: null, accords: new Map(), parties: new Map(), members: new Set() }
  return {
    take: ({ event, index, time, hash }) => {
      const { kinds, membership } = changesOf(event, seen)
      return {
        kinds,
        origin: event.log,
        index,
        time,
        hash,
        accord: 'accord' in event ? event.accord : null,
        signatory: 'signatory' in event ? event.signatory : null,
        membership,
        says: describeEvent(event),
        event,
      }
    },
  }
}

/** A notice that is about no entry. */
export function troubleNotice(kind: TroubleKind, origin: string | null, says: string): Notice {
  return {
    kinds: [kind],
    origin,
    index: null,
    time: null,
    hash: null,
    accord: null,
    signatory: null,
    membership: null,
    says,
    event: null,
  }
}

/** The line for people. */
export function noticeText({ kinds, index, time, says }: Notice): string {
  const where = index === null ? '' : `${index}  ${time ?? ''}  `
  return `${where}${says}  [${kinds.join(', ')}]`
}

interface Seen {
  authority: AuthorityEvent | FoundingEvent | null
  readonly accords: Map<AccordId, AccordEvent>
  readonly parties: Map<SignatoryId, Party>
  /** `<accord>/<signatory>` of those who are in: ids hold no slash. */
  readonly members: Set<string>
}

interface Party {
  readonly profile: SignatoryEvent
  readonly key: string | null
  readonly hadKey: boolean
}

interface Changes {
  readonly kinds: readonly EntryKind[]
  readonly membership: Notice['membership']
}

function changesOf(event: LedgerEvent, seen: Seen): Changes {
  switch (event.type) {
    case 'authority': {
      const before = seen.authority
      seen.authority = event
      return only(...authorityKinds(event, before))
    }
    case 'accord': {
      const before = seen.accords.get(event.accord)
      seen.accords.set(event.accord, event)
      return only(...accordKinds(event, before))
    }
    case 'signatory': {
      const before = seen.parties.get(event.signatory)
      const hadKey = event.key !== null || before?.hadKey === true
      seen.parties.set(event.signatory, { profile: event, key: event.key, hadKey })
      return only(...partyKinds(event, before))
    }
    case 'rotate': {
      const before = seen.parties.get(event.signatory)
      if (before !== undefined) seen.parties.set(event.signatory, { ...before, key: event.key })
      return only('key-rotated')
    }
    default:
      return actChanges(event, seen.members)
  }
}

function actChanges(
  event: Extract<LedgerEvent, { readonly type: 'endorse' | 'withdraw' | 'attest' | 'strike' }>,
  members: Set<string>,
): Changes {
  const key = `${event.accord}/${event.signatory}`
  const wasIn = members.has(key)
  const joins = event.type === 'endorse' || (event.type === 'attest' && event.act === 'endorse')
  if (joins) members.add(key)
  else members.delete(key)
  const membership = wasIn === joins ? null : joins ? 'gained' : 'lost'
  switch (event.type) {
    case 'endorse':
      return { kinds: [wasIn ? 'affirmed' : 'endorsed'], membership }
    case 'withdraw':
      return { kinds: ['withdrew'], membership }
    case 'attest':
      return { kinds: ['attested'], membership }
    case 'strike':
      return { kinds: ['struck'], membership }
  }
}

function authorityKinds(
  event: AuthorityEvent | FoundingEvent,
  before: Seen['authority'],
): readonly EntryKind[] {
  if (isFounding(event) || before === null) return ['founded']
  const kinds: EntryKind[] = []
  if (event.operator !== before.operator) kinds.push('operator-changed')
  if (event.registrars.join() !== before.registrars.join()) kinds.push('registrars-changed')
  return kinds.length > 0 ? kinds : ['restated']
}

function accordKinds(event: AccordEvent, before: AccordEvent | undefined): readonly EntryKind[] {
  if (before === undefined) return ['published']
  const kinds: EntryKind[] = []
  const { text, title, uri, open } = event
  if (text !== before.text || title !== before.title || uri !== before.uri) kinds.push('amended')
  if (open !== before.open) kinds.push(open ? 'reopened' : 'closed')
  return kinds.length > 0 ? kinds : ['restated']
}

function partyKinds(event: SignatoryEvent, before: Party | undefined): readonly EntryKind[] {
  if (before === undefined) return ['admitted']
  const kinds: EntryKind[] = []
  const { name, category, country } = before.profile
  if (event.name !== name) kinds.push('renamed')
  if (event.category !== category || event.country !== country) kinds.push('reclassified')
  if (event.key !== before.key) {
    kinds.push(event.key === null ? 'suspended' : before.hadKey ? 'key-replaced' : 'key-given')
  }
  return kinds.length > 0 ? kinds : ['restated']
}

function only(...kinds: readonly EntryKind[]): Changes {
  return { kinds, membership: null }
}
