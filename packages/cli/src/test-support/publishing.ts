/** A bench with a founded ledger, an accord, a party, and witnesses that its policy names. */
import { cpSync } from 'node:fs'
import { bench, founded } from './bench.ts'
import type { Bench, Ran } from './bench.ts'
import type { FakeOptions } from './context.ts'
import { ADMIT, ENDORSE, PUBLISH, WITHDRAW } from './lines.ts'
import { witnesses } from './witnesses.ts'
import type { Witnesses } from './witnesses.ts'

export const ORIGIN = 'accords.example/1'
/** When commands run, unless they are told otherwise. */
export const NOW = '2026-11-22T09:00:00Z'
export const CHECKPOINT = 'checkpoint @ledger --operator @o.key'

export interface Publishing {
  readonly b: Bench
  readonly net: Witnesses
  /** The log's verifier key. */
  readonly vkey: string
  /** Runs a command with the witnesses within reach. */
  readonly run: (args: string, options?: FakeOptions) => Promise<Ran>
  /** Runs it with `--json`, and gives what it printed, or told. */
  readonly shown: <A>(args: string, options?: FakeOptions) => Promise<A & { readonly exit: number }>
}

/** Four entries, two witnesses, and `@policy`, which is not yet set. */
export async function publishing(): Promise<Publishing> {
  const b = bench()
  await founded(b, 'acme')
  b.write('call.txt', 'We shall.\n')
  for (const line of [PUBLISH, ADMIT, ENDORSE]) await b.json(line)
  const { out } = await b.run(`vkey @o.key --origin ${ORIGIN}`)
  const vkey = out.trim()
  const net = witnesses(vkey, 2, () => Date.parse(NOW))
  b.write('policy', net.policy)
  const run: Publishing['run'] = (args, options) => b.run(args, { fetch: net.fetch, ...options })
  return {
    b,
    net,
    vkey,
    run,
    shown: async <A>(args: string, options?: FakeOptions) => {
      const { exit, out: printed, err } = await run(`${args} --json`, options)
      const answer: A = JSON.parse(printed === '' ? err : printed)
      return { ...answer, exit }
    },
  }
}

/** The same with the policy set and the four entries published. */
export async function published(): Promise<Publishing> {
  const made = await publishing()
  await made.b.json('policy set @ledger @policy')
  const { exit, err } = await made.run(CHECKPOINT)
  if (exit !== 0) throw new Error(err)
  return made
}

/** Two copies that part after the five entries of `@ledger`: in `@a` the party joins again, in `@b` it is struck off. */
export async function forked(): Promise<Publishing> {
  const made = await publishing()
  const { b } = made
  await b.json(WITHDRAW)
  for (const copy of ['a', 'b']) cpSync(b.at('ledger'), b.at(copy), { recursive: true })
  await b.json(ENDORSE.replace('@ledger', '@a'))
  await b.json('strike @b --accord call --signatory acme --reason None --registrar @r.key')
  return made
}

/** What `compare --json` prints. */
export interface Compared {
  readonly exit: number
  readonly verdict: string
  readonly findings: readonly {
    readonly kind: string
    readonly index?: number
    readonly message: string
  }[]
  readonly proofs: readonly { readonly file: string | null; readonly proof: string }[]
}

/** The kinds of the findings, in their order. */
export function kindsIn({ findings }: Pick<Compared, 'findings'>): readonly string[] {
  return findings.map(({ kind }) => kind)
}
