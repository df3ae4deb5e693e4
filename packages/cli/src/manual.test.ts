import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { run } from './program.ts'
import { fakeContext } from './test-support/context.ts'

const MANUAL = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8')

/** What the help of a command says, in one line for each of its own. */
async function help(...command: readonly string[]): Promise<string> {
  const { context, out } = fakeContext({ columns: 1000 })
  await run([...command, '--help'], context)
  return out()
}

/** Every command that does something, as its words. */
const COMMANDS = await commandsIn([])

async function commandsIn(parent: readonly string[]): Promise<readonly (readonly string[])[]> {
  const text = await help(...parent)
  if (!/^Usage: .* <command>$/m.test(text)) return [parent]
  const found = [...text.matchAll(/^ {2}([a-z][a-z-]*)( <\S+>)* {2,}/gm)]
    .map(([, name]) => name ?? '')
    .filter((name) => name !== 'help')
  const below = await Promise.all(found.map((name) => commandsIn([...parent, name])))
  return below.flat()
}

/** Options that the manual tells once, for all the commands that have them. */
const SHARED = {
  Conventions: ['json', 'help', 'version'],
  Events: ['effective', 'until', 'offline'],
  Moments: ['size', 'time', 'on'],
  Trust: ['trust', 'pins'],
}

/** The part of the manual under a heading. */
function section(heading: string): string {
  const start = MANUAL.indexOf(`\n## ${heading}\n`)
  if (start < 0) throw new Error(`the manual has no part ${heading}`)
  const end = MANUAL.indexOf('\n## ', start + 1)
  return MANUAL.slice(start, end < 0 ? undefined : end)
}

describe('the manual', () => {
  it('is held against commands that there are', () => {
    expect(COMMANDS.map((words) => words.join(' '))).toEqual(
      expect.arrayContaining(['keygen', 'accord publish', 'authority rotate', 'verify', 'report']),
    )
  })

  it.each(COMMANDS.map((words) => [words.join(' '), words] as const))(
    'has %s with all of its options, and no others',
    async (name, words) => {
      const text = section(name === 'authority rotate' ? name : (words[0] ?? ''))
      expect(text).toContain(`accord-ledger ${name} `)
      const options = [...(await help(...words)).matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(
        ([, option]) => option ?? '',
      )
      const own = options.filter((option) => !Object.values(SHARED).flat().includes(option))
      expect(options).toEqual(expect.arrayContaining(['json', 'help']))
      for (const option of own) expect(text).toContain(`--${option}`)
      for (const [heading, shared] of Object.entries(SHARED)) {
        for (const option of shared) expect(section(heading)).toContain(`--${option}`)
      }
    },
  )

  it('names no option that no command has', async () => {
    const known = new Set(
      (await Promise.all([[], ...COMMANDS].map((words) => help(...words))))
        .flatMap((text) => [...text.matchAll(/--([a-z][a-z-]*)/g)])
        .map(([, option]) => option),
    )
    const told = [...MANUAL.matchAll(/--([a-z][a-z-]*)/g)].map(([, option]) => option)
    expect(told.filter((option) => !known.has(option))).toEqual([])
  })

  it('has every code of an error', () => {
    const source = readFileSync(new URL('failure.ts', import.meta.url), 'utf8')
    const codes = [...source.matchAll(/^ {2}\| '([a-z-]+)'$/gm)].map(([, code]) => code ?? '')
    expect(codes.length).toBeGreaterThan(10)
    for (const code of codes) expect(section('Errors')).toContain(`\`${code}\``)
  })
})
