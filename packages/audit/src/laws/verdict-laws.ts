/** Laws of verdicts: what they are on, what they change, and whom they trust. */
import { encodeCanonical, isHash, isPublicKey, NO_HASH } from '@accord-ledger/core'
import type { VerifiedEntry } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { law, same } from './law.ts'
import type { Law } from './law.ts'
import { endOf, inBlocks, placeOf } from './logs.ts'
import { broken, picked, TYPES, verified } from './verified.ts'

/** The laws of verdicts. */
export const verdictLaws: readonly Law[] = [
  law({
    kind: 'ledger',
    name: 'entries-reread',
    claim: 'an entry that is decoded and encoded again gives the same bytes',
    protects: 'that an entry has one spelling, and so one hash',
    covers: TYPES,
    share: 0.5,
    cases: picked,
    check: async (run, { history }) => {
      run.about(history)
      for (const [index, bytes] of history.log.entries()) {
        const decoded = run.subject.decodeEntry(bytes, index)
        if (E.isLeft(decoded)) throw new Error(`entry ${index} is not read`)
        same(`entry ${index}`, run.subject.encodeEntry(decoded.right.entry), bytes)
        same(`what entry ${index} says`, decoded.right.entry, history.entries[index])
        run.met(decoded.right.entry.event.type)
      }
    },
  }),
  law({
    kind: 'ledger',
    name: 'later-entries-change-nothing',
    claim:
      'what is wrong with an entry changes no verdict on the entries before it, and the first bad entry is the one that is named',
    protects: 'that what was verified stays verified',
    covers: ['a bad entry after good ones', 'two bad entries'],
    share: 0.5,
    cases: picked,
    check: async (run, { history, pick }) => {
      run.about(history)
      const at = placeOf(pick, history.log.length)
      const behind = placeOf(pick >> 3, history.log.length)
      const log = history.log.map((bytes, i) => (i === at || i === behind ? broken(bytes) : bytes))
      const first = Math.min(at, behind)
      run.note(`entries ${at} and ${behind} are cut short`)
      const told: string[] = []
      const { verdict, size, head, findings } = await run.subject.verifyLog(
        inBlocks(log, 1 + (pick % 11)),
        { verifier: run.believing, onEntry: ({ hash }) => void told.push(hash) },
      )
      const end = endOf(history.log.slice(0, first))
      const index = findings.flatMap((each) => (each._tag === 'Violation' ? [each.index] : []))
      same(
        'what stands',
        { verdict, size, head, index, told: told.length, last: told.at(-1) ?? NO_HASH },
        {
          verdict: 'unsound',
          size: first,
          head: end.head,
          index: [first],
          told: first,
          last: end.head,
        },
      )
      if (first > 0) run.met('a bad entry after good ones')
      if (at !== behind) run.met('two bad entries')
    },
  }),
  law({
    kind: 'ledger',
    name: 'each-entry-is-told-once',
    claim: 'a verification tells each verified entry once, in log order, as it stands',
    protects: 'projections from entries that are left out or told twice',
    covers: ['more entries than a block'],
    share: 0.5,
    cases: picked,
    check: async (run, { history, pick }) => {
      run.about(history)
      const told: VerifiedEntry[] = []
      const block = 1 + (pick % 20)
      await run.subject.verifyLog(inBlocks(history.log, block), {
        verifier: run.believing,
        onEntry: (entry) => void told.push(entry),
      })
      same(
        'the entries told',
        told.map(({ bytes }) => bytes),
        history.log,
      )
      if (history.log.length > block) run.met('more entries than a block')
    },
  }),
  law({
    kind: 'ledger',
    name: 'trust-is-asked-for',
    claim:
      'a log that another operator founded than the trusted one is unsound, and one that nobody vouches for is said to be so',
    protects: 'readers from a whole log that somebody else made',
    covers: ['the trusted key', 'another key', 'the trusted entry', 'another entry', 'no trust'],
    share: 0.3,
    cases: picked,
    check: async (run, { history, pick }) => {
      run.about(history)
      const [first] = history.entries
      const key = first?.event.type === 'authority' ? first.event.operator : null
      const hash = endOf(history.log.slice(0, 1)).head
      const stranger = history.keys.nth(1_000_001).key
      if (key === null || !isPublicKey(key) || !isHash(hash)) throw new Error('a log is founded')
      const other = `${hash.startsWith('0') ? '1' : '0'}${hash.slice(1)}`
      if (!isHash(other)) throw new Error('a hash is 64 hex')
      const trusts = [
        { what: 'the trusted key', trust: { kind: 'key', key }, expect: 'sound' },
        { what: 'another key', trust: { kind: 'key', key: stranger }, expect: 'unsound' },
        { what: 'the trusted entry', trust: { kind: 'entry', hash }, expect: 'sound' },
        { what: 'another entry', trust: { kind: 'entry', hash: other }, expect: 'unsound' },
      ] as const
      const chosen = trusts[pick % 5]
      const found = await run.subject.verifyLog(inBlocks(history.log), {
        verifier: run.believing,
        ...(chosen === undefined ? {} : { trust: chosen.trust }),
      })
      const tags = found.findings.map(({ _tag }) => _tag)
      run.met(chosen?.what ?? 'no trust')
      same('the verdict', found.verdict, chosen?.expect ?? 'sound')
      same('says whom it trusts', tags.includes('TrustedOnFirstUse'), chosen === undefined)
      same('says that it does not', tags.includes('Untrusted'), chosen?.expect === 'unsound')
    },
  }),
  law({
    kind: 'ledger',
    name: 'later-versions-are-unknown',
    claim:
      'an event of a type that is not known is "could not tell", not unsound, and stands for no verdict on what follows',
    protects: 'old verifiers from calling newer logs forged, or sound',
    covers: ['a type of a later version', 'an empty log'],
    share: 0.2,
    cases: picked,
    check: async (run, { history, pick }) => {
      run.about(history)
      const at = placeOf(pick, history.log.length)
      const entry = history.entries[at]
      if (entry === undefined) throw new Error('a history has an entry')
      const later = encodeCanonical({
        ...entry,
        event: { ...entry.event, type: 'from-a-later-version' },
      })
      run.note(`entry ${at} is of a type that nobody knows`)
      const log = history.log.map((bytes, i) => (i === at ? later : bytes))
      const { verdict, size } = await verified(run, log)
      same('the verdict', { verdict, size }, { verdict: 'unknown', size: at })
      run.met('a type of a later version')
      same('of nothing', (await verified(run, [])).verdict, 'unknown')
      run.met('an empty log')
    },
  }),
]
