/** Fuzzing the files that people write for the command: read, or refused with the place that is wrong. */
import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { parseAdmission } from './io/admission-file.ts'
import { readRegister } from './register-import/register-file.ts'
import { oddText, runsOf } from './test-support/odd.ts'
import { leaves, register, row } from './test-support/registers.ts'

/** JSON of any kind, and what is nearly a member of something. */
const oddValue = fc.oneof(
  oddText,
  fc.constantFrom<unknown>(null, true, -1, 1.5, 1e21, 2 ** 53, [], {}, [[]], [null], { id: {} }),
  fc.jsonValue({ maxDepth: 3 }),
)

/** `value` with something odd in one of its places. */
const aBentValue = (value: unknown): fc.Arbitrary<unknown> =>
  fc
    .tuple(fc.array(fc.nat(9), { maxLength: 5 }), oddValue, fc.constantFrom('set', 'drop', 'add'))
    .map(([path, odd, how]) => bent(value, path, how, odd))

describe('fuzzing files that people write', () => {
  it('a register is read or refused with its place', () => {
    const met = { taken: 0, refused: 0 }
    const sample = register([
      row('a', '2019-01-01'),
      leaves('a', '2020-01-01'),
      row('b', '2021-02-03', { reason: 'R' }),
    ])
    fc.assert(
      fc.property(fc.oneof(aBentValue(sample), oddValue), (json) => {
        const read = readRegister(json)
        met[E.isRight(read) ? 'taken' : 'refused'] += 1
        if (E.isLeft(read))
          expect(read.left).toMatchObject({ _tag: 'Malformed', path: expect.any(String) })
      }),
      { numRuns: runsOf(400) },
    )
    expect(Math.min(met.taken, met.refused)).toBeGreaterThan(0)
  })

  it('an admission file is read or refused with its place', () => {
    const met = { taken: 0, refused: 0 }
    const sample = {
      events: ['endorse', 'withdraw'],
      accords: { allow: ['our-call'] },
      signatories: { deny: ['acme'] },
      categories: { allow: ['company'] },
      keys: { deny: ['a'.repeat(64)] },
      maxNameBytes: 128,
      registrarsOnly: true,
    }
    const files = fc.oneof(aBentValue(sample), oddValue).map((json) => JSON.stringify(json))
    const bytes = fc.oneof(files, oddText).map((text) => new TextEncoder().encode(text))
    fc.assert(
      fc.property(fc.oneof(bytes, fc.uint8Array({ maxLength: 40 })), (file) => {
        const read = parseAdmission(file)
        met[E.isRight(read) ? 'taken' : 'refused'] += 1
      }),
      { numRuns: runsOf(400) },
    )
    expect(Math.min(met.taken, met.refused)).toBeGreaterThan(0)
  })
})

function bent(
  value: unknown,
  [place = 0, ...path]: readonly number[],
  how: string,
  odd: unknown,
): unknown {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value
    const i = place % (items.length + 1)
    if (i === items.length || how === 'add') return [...items.slice(0, i), odd, ...items.slice(i)]
    return how === 'drop' ? items.toSpliced(i, 1) : items.with(i, bent(items[i], path, how, odd))
  }
  if (typeof value !== 'object' || value === null) return odd
  const members = Object.entries(value)
  const i = place % (members.length + 1)
  const [name, member] = members[i] ?? [null, null]
  if (name === null) return { ...value, more: odd }
  const rest = members.filter((_, at) => at !== i)
  if (how === 'drop') return Object.fromEntries(rest)
  return Object.fromEntries([...members, [name, bent(member, path, how, odd)]])
}
