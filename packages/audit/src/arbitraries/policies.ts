/** Trust policies (c2sp.org/tlog-policy): files of every spelling, and what they say. */
import { formatVerifierKey, noteKey } from '@accord-ledger/core'
import type { VerifierKey } from '@accord-ledger/core'
import * as fc from 'fast-check'
import type { Keyring } from './keyring.ts'
import { nthWitnessKey } from './notes.ts'

/** A witness, or a group of which some are enough. */
export type QuorumModel =
  | { readonly kind: 'witness'; readonly name: string; readonly key: VerifierKey }
  | {
      readonly kind: 'group'
      readonly name: string
      readonly need: number
      readonly members: readonly QuorumModel[]
    }

/** A policy, and the file that says it. */
export interface PolicyCase {
  readonly log: VerifierKey
  readonly witnesses: readonly VerifierKey[]
  /** Null: no cosignature is asked for. */
  readonly quorum: QuorumModel | null
  readonly text: string
  readonly bytes: Uint8Array
}

/** Policies with 1 to 5 witnesses, groups within groups, and any of these as the quorum. */
export function aPolicy(keys: Keyring): fc.Arbitrary<PolicyCase> {
  return fc
    .record({
      witnesses: fc.integer({ min: 1, max: 5 }),
      groups: fc.array(fc.record({ take: fc.integer({ min: 1, max: 3 }), need: fc.nat(5) }), {
        maxLength: 4,
      }),
      quorum: fc.nat(9),
      gap: fc.constantFrom(' ', '\t', ' \t  '),
      word: fc.boolean(),
      comments: fc.boolean(),
      stem: fc.constantFrom('W', '\u00e9', '#', 'all', '{}'),
    })
    .map(({ witnesses, groups, quorum, gap, word, comments, stem }) => {
      const log = noteKey('accords.example/1', keys.nth(0))
      const defined: QuorumModel[] = Array.from({ length: witnesses }, (_, n) => ({
        kind: 'witness',
        name: `${stem}${n}`,
        key: nthWitnessKey(keys, n),
      }))
      const free = [...defined]
      for (const [n, { take, need }] of groups.entries()) {
        const members = free.splice(0, Math.min(take, free.length))
        if (members.length === 0) continue
        const group: QuorumModel = {
          kind: 'group',
          name: `g${n}`,
          need: 1 + (need % members.length),
          members,
        }
        defined.push(group)
        free.push(group)
      }
      // The newest says most; now and then another one, or none.
      const chosen =
        quorum < 7 ? defined.at(-1) : quorum === 7 ? null : defined[quorum % defined.length]
      const lines = [
        ['log', formatVerifierKey(log), 'https://accords.example/'],
        ...defined.map((each) => lineOf(each, word)),
        ['quorum', chosen?.name ?? 'none'],
      ].map((items) => items.join(gap))
      const spelt = comments ? lines.flatMap((line) => ['# a comment', '', `${gap}${line}`]) : lines
      const text = `${spelt.join('\n')}\n`
      return {
        log,
        witnesses: defined.flatMap((each) => (each.kind === 'witness' ? [each.key] : [])),
        quorum: chosen ?? null,
        text,
        bytes: UTF8.encode(text),
      }
    })
}

/** Whether the witnesses among `ids`, by their key ids, are enough. */
export function isEnough(quorum: QuorumModel | null, ids: ReadonlySet<string>): boolean {
  if (quorum === null) return true
  if (quorum.kind === 'witness') return ids.has(quorum.key.id)
  return quorum.members.filter((member) => isEnough(member, ids)).length >= quorum.need
}

const UTF8 = new TextEncoder()

function lineOf(each: QuorumModel, word: boolean): readonly string[] {
  if (each.kind === 'witness') return ['witness', each.name, formatVerifierKey(each.key)]
  const { name, need, members } = each
  const all = word && need === members.length ? 'all' : word && need === 1 ? 'any' : String(need)
  return ['group', name, all, ...members.map((member) => member.name)]
}
