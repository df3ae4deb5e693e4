/** Policies as files (policy.ts): octets in, a policy out. Spec: proofs §8.1. */
import * as E from 'fp-ts/lib/Either.js'
import { broken } from './format-rule.ts'
import type { BrokenText } from './format-rule.ts'
import { sha256 } from '../crypto/hash.ts'
import { encodeHex } from '../values/hex.ts'
import { MAX_POLICY_BYTES } from './policy.ts'
import type { Policy } from './policy.ts'
import { readLine } from './policy-line.ts'
import type { Draft } from './policy-line.ts'
import type { Hash } from '../values/primitives.ts'

/** Reads bytes as a policy. Left: the first rule that they break. */
export function parsePolicy(bytes: Uint8Array): E.Either<BrokenText, Policy> {
  const lines = octetLines(bytes)
  if (E.isLeft(lines)) return lines
  const draft: Draft = {
    logs: [],
    witnesses: [],
    groups: [],
    quorum: undefined,
    named: new Map(),
    members: new Set(),
  }
  for (const [i, line] of lines.right.entries()) {
    const items = line.split(/[ \t]+/).filter((item) => item !== '')
    if (items[0] === undefined || items[0].startsWith('#')) continue
    const wrong = readLine(draft, items)
    if (wrong !== null) return broken('policy', wrong.rule, i + 1, wrong.expected, wrong.found)
  }
  const { logs, witnesses, groups, quorum } = draft
  if (quorum === undefined) return broken('policy', 'quorum', 0, 'a quorum line', 'none')
  const hash = encodeHex(sha256(bytes)) as Hash
  return E.right({ logs, witnesses, groups, quorum, hash })
}

/** The lines, a character for an octet. */
function octetLines(bytes: Uint8Array): E.Either<BrokenText, readonly string[]> {
  if (bytes.length > MAX_POLICY_BYTES) {
    const expected = `at most ${MAX_POLICY_BYTES} bytes`
    return broken('policy', 'too-long', 0, expected, `${bytes.length} bytes`)
  }
  const lines = ['']
  for (const octet of bytes) {
    if (octet === 0x0a) lines.push('')
    else if (octet === 0x09 || (octet >= 0x20 && octet !== 0x7f)) {
      lines.push((lines.pop() ?? '') + String.fromCharCode(octet))
    } else {
      const found = `octet 0x${octet.toString(16).padStart(2, '0')}`
      return broken('policy', 'octet', lines.length, 'no control character but the tab', found)
    }
  }
  return lines.pop() === ''
    ? E.right(lines)
    : broken('policy', 'final-newline', lines.length + 1, 'a line feed at the end', 'none')
}
