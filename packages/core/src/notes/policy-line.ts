/** The lines of a policy (policy.ts): each read into the draft of what stood above it. Spec: proofs §8.1. */
import * as E from 'fp-ts/lib/Either.js'
import { parseDecimal } from '../values/decimal.ts'
import type { FormatRule } from './format-rule.ts'
import { readUtf8, sameBytes } from '../values/json.ts'
import { MAX_POLICY_ITEMS } from './policy.ts'
import type { PolicyGroup, PolicyLog, PolicyWitness, QuorumMember } from './policy.ts'
import { quote } from '../values/quote.ts'
import { parseVerifierKey } from './verifier-key.ts'
import type { SignatureType, VerifierKey } from './verifier-key.ts'

/** A policy as far as it has been read. Names are octets, a character each. */
export interface Draft {
  readonly logs: PolicyLog[]
  readonly witnesses: PolicyWitness[]
  readonly groups: PolicyGroup[]
  quorum: QuorumMember | null | undefined
  readonly named: Map<string, QuorumMember>
  readonly members: Set<QuorumMember>
}

export interface Wrong {
  readonly rule: FormatRule
  readonly expected: string
  readonly found: string
}

type Items = readonly string[]

/** Takes one line into `draft`. */
export function readLine(draft: Draft, [keyword = '', ...items]: Items): Wrong | null {
  switch (keyword) {
    case 'log':
      return readLog(draft, items)
    case 'witness':
      return readWitness(draft, items)
    case 'group':
      return readGroup(draft, items)
    case 'quorum':
      return readQuorum(draft, items)
    default:
      return wrong('keyword', 'log, witness, group, quorum or #', shown(keyword))
  }
}

function readLog(draft: Draft, [vkey, url, ...more]: Items): Wrong | null {
  const { logs } = draft
  if (vkey === undefined || more.length > 0) return wrong('items', 'log KEY [URL]', 'other items')
  const key = readKey(vkey, ['ed25519', 'ml-dsa-44'], draft)
  if (E.isLeft(key)) return key.left
  logs.push({ key: key.right, url: urlOf(url) })
  return overLimit(logs)
}

function readWitness(draft: Draft, [name, vkey, url, ...more]: Items): Wrong | null {
  const { witnesses } = draft
  if (name === undefined || vkey === undefined || more.length > 0) {
    return wrong('items', 'witness NAME KEY [URL]', 'other items')
  }
  const key = readKey(vkey, ['cosignature-v1', 'ml-dsa-44'], draft)
  if (E.isLeft(key)) return key.left
  const witness = { kind: 'witness', name: textOf(name), key: key.right, url: urlOf(url) } as const
  witnesses.push(witness)
  return define(draft, name, witness) ?? overLimit(witnesses)
}

function readGroup(draft: Draft, [name, count, ...names]: Items): Wrong | null {
  if (name === undefined || count === undefined || names.length === 0) {
    return wrong('items', 'group NAME all|any|K NAME…', 'fewer items')
  }
  const members: QuorumMember[] = []
  for (const each of names) {
    const member = draft.named.get(each)
    if (each === NONE) return wrong('member', 'witnesses and groups', NONE)
    if (member === undefined) return wrong('undefined', 'a name defined above', shown(each))
    if (draft.members.has(member)) return wrong('member', 'each name once', shown(each))
    draft.members.add(member)
    members.push(member)
  }
  const threshold =
    count === 'all' ? members.length : count === 'any' ? 1 : (parseDecimal(count) ?? 0)
  if (threshold < 1 || threshold > members.length) {
    return wrong('threshold', `all, any, or 1 to ${members.length}`, shown(count))
  }
  const group = { kind: 'group', name: textOf(name), threshold, members } as const
  draft.groups.push(group)
  return define(draft, name, group) ?? overLimit(draft.groups)
}

function readQuorum(draft: Draft, [name, ...more]: Items): Wrong | null {
  if (name === undefined || more.length > 0) return wrong('items', 'quorum NAME', 'other items')
  if (draft.quorum !== undefined) return wrong('quorum', 'one quorum line', 'another')
  const member = name === NONE ? null : draft.named.get(name)
  if (member === undefined) return wrong('undefined', 'a name defined above', shown(name))
  draft.quorum = member
  return null
}

/** `octets` for people: UTF-8 where they are that, else with the octets past 0x7e as `\xe9`. */
function textOf(octets: string): string {
  return readUtf8(bytesOf(octets)) ?? octets.replaceAll(/[\x80-\xff]/g, escapeOctet)
}

function escapeOctet(octet: string): string {
  return `\\x${octet.charCodeAt(0).toString(16)}`
}

const NONE = 'none'

function define({ named }: Draft, name: string, member: QuorumMember): Wrong | null {
  if (name === NONE) return wrong('name', 'another name', NONE)
  if (named.has(name)) return wrong('name', 'a name not defined above', shown(name))
  named.set(name, member)
  return null
}

/** A key of one of `types` that no log and no witness of `draft` has, under this or another name. */
function readKey(
  octets: string,
  types: readonly SignatureType[],
  { logs, witnesses }: Draft,
): E.Either<Wrong, VerifierKey> {
  const text = readUtf8(bytesOf(octets))
  if (text === null) return E.left(wrong('utf-8', 'a verifier key in UTF-8', shown(octets)))
  const parsed = parseVerifierKey(text)
  if (E.isLeft(parsed)) return parsed
  const key = parsed.right
  if (!types.includes(key.type)) {
    return E.left(wrong('key-use', `a key of ${types.join(' or ')}`, key.type))
  }
  // A log that is its own witness, under whatever name, would be believed on its own word.
  const twice = [...logs, ...witnesses].some(
    (each) =>
      sameBytes(each.key.key, key.key) ||
      // Of two keys with one name and id no line could tell which one signed.
      (each.key.name === key.name && each.key.id === key.id),
  )
  return twice
    ? E.left(wrong('duplicate-key', 'a key not named above', shown(octets)))
    : E.right(key)
}

function urlOf(octets: string | undefined): string | null {
  return octets === undefined ? null : textOf(octets)
}

function overLimit(items: readonly unknown[]): Wrong | null {
  return items.length <= MAX_POLICY_ITEMS
    ? null
    : wrong('limit', `at most ${MAX_POLICY_ITEMS} of these`, `${items.length}`)
}

function bytesOf(octets: string): Uint8Array {
  return Uint8Array.from(octets, (octet) => octet.charCodeAt(0))
}

function shown(octets: string): string {
  return quote(textOf(octets))
}

function wrong(rule: FormatRule, expected: string, found: string): Wrong {
  return { rule, expected, found }
}
