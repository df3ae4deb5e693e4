import { expect, it } from 'vitest'
import { ruleNumber, RULES } from './names.ts'
import type { RuleName } from './names.ts'

it('the rules are numbered from 1 to 32, each once, in the order in which they are asked', () => {
  const names = Object.keys(RULES) as RuleName[]
  expect(names.map(ruleNumber)).toEqual(Array.from({ length: 32 }, (_, i) => i + 1))
})
