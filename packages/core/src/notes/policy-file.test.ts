import { describe, expect, it } from 'vitest'
import { left, right } from '../test-support/either.ts'
import { utf8 } from '../test-support/format-vectors.ts'
import { MAX_POLICY_BYTES } from './policy.ts'
import { parsePolicy } from './policy-file.ts'
import { formatVerifierKey, verifierKey } from './verifier-key.ts'
import type { VerifierKey } from './verifier-key.ts'

const logLines = (...keys: readonly VerifierKey[]): Uint8Array =>
  utf8(`${keys.map((key) => `log ${formatVerifierKey(key)}\n`).join('')}quorum none\n`)

describe('a policy file', () => {
  it('may have each octet but the control characters, and says which one it has', () => {
    for (let octet = 0; octet < 256; octet++) {
      const policy = parsePolicy(Uint8Array.of(...utf8('# '), octet, ...utf8('\nquorum none\n')))
      if ((octet >= 0x20 && octet !== 0x7f) || octet === 0x09 || octet === 0x0a) {
        expect(right(policy).quorum).toBeNull()
      } else {
        const found = `octet 0x${octet < 16 ? '0' : ''}${octet.toString(16)}`
        expect(left(policy)).toMatchObject({ rule: 'octet', line: 1, found })
      }
    }
  })

  it('takes as many octets as its limit says, and not one more', () => {
    const longest = 'quorum none\n'.padStart(MAX_POLICY_BYTES, '#\n')
    expect(right(parsePolicy(utf8(longest))).quorum).toBeNull()
    expect(left(parsePolicy(utf8(`\n${longest}`))).rule).toBe('too-long')
  })

  it('has comments where a line begins with #, and nowhere else', () => {
    for (const comment of ['#', '#quorum x', '  # quorum x', '\t#x#']) {
      expect(right(parsePolicy(utf8(`${comment}\nquorum none\n`))).quorum).toBeNull()
    }
    for (const line of ['quorum#', 'x# y', '-#']) {
      const error = left(parsePolicy(utf8(`${line}\nquorum none\n`)))
      expect(error).toMatchObject({ rule: 'keyword', line: 1 })
    }
  })

  it('may name two keys of one name, but not of one name and id: a line would be by either', () => {
    // The key ids are 32 bits: of 50,000 keys two have the same.
    const [one, twin, other] = [4368, 39060, 1].map((n) => {
      const key = new Uint8Array(1312)
      new DataView(key.buffer).setUint32(0, n)
      return verifierKey('a', 'ml-dsa-44', key)
    }) as [VerifierKey, VerifierKey, VerifierKey]
    expect([one.id, twin.id]).toEqual(['99d7a179', '99d7a179'])
    expect(right(parsePolicy(logLines(one, other))).logs.map(({ key }) => key)).toEqual([
      one,
      other,
    ])
    expect(left(parsePolicy(logLines(one, other, twin)))).toMatchObject({
      rule: 'duplicate-key',
      line: 3,
    })
  })
})
