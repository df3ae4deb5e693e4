/** `policy set` and `policy show`: whose cosignatures the checkpoints of a ledger wait for. */
import { readPolicy, setPolicy } from '@accord-ledger/adapters/publication'
import { escaped, formatVerifierKey, MAX_POLICY_BYTES, noteKey } from '@accord-ledger/core'
import type { Policy, QuorumMember } from '@accord-ledger/core'
import type { Command } from 'commander'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import { explainPolicy } from '../explain-publish.ts'
import type { Task } from '../failure.ts'
import { failure } from '../failure.ts'
import { readInput } from '../io/files.ts'
import { readSound } from '../io/read-log.ts'
import type { Style } from '../io/style.ts'
import { withTrust, withJson } from '../options.ts'
import type { AskOptions, FormatOptions, Run } from '../options.ts'
import type { Result } from '../result.ts'

/** Makes the policy in `file` that of the ledger in `dir`. It must name this log and its operator's key. */
export function setPolicyFile(
  context: Context,
  dir: string,
  file: string,
  { trust }: AskOptions,
): Task<Result> {
  return async () => {
    const bytes = await readInput(context, file, MAX_POLICY_BYTES + 1)()
    if (E.isLeft(bytes)) return bytes
    const log = await readSound(context, dir, trust === undefined ? {} : { trust })()
    if (E.isLeft(log)) return log
    const { origin, state } = log.right
    if (origin === null || state.authority === null) throw new Error('a sound log was founded')
    const { operator, registrars } = state.authority
    const set = await setPolicy(dir, bytes.right, {
      origin,
      keys: [operator],
      others: [...registrars],
    })()
    if (E.isLeft(set)) {
      const explained = explainPolicy(set.left, dir)
      const line = `log ${formatVerifierKey(noteKey(origin, { key: operator }))}`
      return E.left(
        set.left._tag === 'BadPolicy' && set.left.reason === null
          ? { ...explained, next: `its log line is: ${line}` }
          : explained,
      )
    }
    return E.right(resultOf(set.right, (style) => style.strong(`set the policy of ${dir}`)))
  }
}

/** The policy of the ledger in `dir`. */
export function showPolicy(_: Context, dir: string): Task<Result> {
  return async () => {
    const policy = await readPolicy(dir)()
    if (E.isLeft(policy)) return E.left(explainPolicy(policy.left, dir))
    return policy.right === null
      ? E.left(
          failure(
            'missing',
            `the ledger at ${dir} has no policy: its checkpoints are published under the operator's signature alone`,
            `set one with: accord-ledger policy set ${dir} FILE`,
          ),
        )
      : E.right(resultOf(policy.right, null))
  }
}

function resultOf(policy: Policy, headline: ((style: Style) => string) | null): Result {
  return {
    json: {
      hash: policy.hash,
      logs: policy.logs.map(({ key, url }) => ({ key: formatVerifierKey(key), url })),
      witnesses: policy.witnesses.map(({ name, key, url }) => ({
        name,
        key: formatVerifierKey(key),
        url,
      })),
      groups: policy.groups.map(({ name, threshold, members }) => ({
        name,
        threshold,
        members: members.map((member) => member.name),
      })),
      quorum: policy.quorum?.name ?? null,
    },
    text: (style) =>
      [
        ...(headline === null ? [] : [headline(style)]),
        ...linesOf(policy),
        ...silentIn(policy).map(
          (name) => `${style.warn('note')}: the witness ${name} has no URL, and is never asked`,
        ),
        ...(policy.quorum === null
          ? [`${style.warn('note')}: quorum none: no witness needs to have seen a checkpoint`]
          : []),
        '',
      ].join('\n'),
  }
}

/** The policy as a file has it, comments left out. */
function linesOf({ logs, witnesses, groups, quorum, hash }: Policy): readonly string[] {
  return [
    `# SHA-256 of the file: ${hash}`,
    ...logs.map(({ key, url }) => `log ${escaped(formatVerifierKey(key))}${at(url)}`),
    ...witnesses.map(
      ({ name, key, url }) =>
        `witness ${escaped(name)} ${escaped(formatVerifierKey(key))}${at(url)}`,
    ),
    ...groups.map(
      ({ name, threshold, members }) =>
        `group ${escaped(name)} ${threshold} ${members.map((member) => escaped(member.name)).join(' ')}`,
    ),
    `quorum ${quorum === null ? 'none' : escaped(quorum.name)}`,
  ]
}

function at(url: string | null): string {
  return url === null ? '' : ` ${escaped(url)}`
}

/** Witnesses that the quorum counts and nobody can ask. */
function silentIn({ quorum }: Policy): readonly string[] {
  const within = (member: QuorumMember): readonly string[] =>
    member.kind === 'group'
      ? member.members.flatMap(within)
      : member.url === null
        ? [escaped(member.name)]
        : []
  return quorum === null ? [] : within(quorum)
}

/** Adds `policy` to `program`. */
export function definePolicy(program: Command, run: Run): void {
  const policy = program
    .command('policy')
    .summary('whose cosignatures a ledger waits for')
    .description(
      [
        'The policy of a ledger says whose cosignatures its checkpoints wait for before they are published',
        '(c2sp.org/tlog-policy). Without one, the operator alone publishes them.',
      ].join(' '),
    )
  withTrust(
    policy
      .command('set')
      .summary('take the policy in a file')
      .description('Makes the policy in FILE that of the ledger. It names this log and its key.')
      .argument('<dir>', 'the ledger')
      .argument('<file>', 'the policy; - for standard input'),
  ).action((dir: string, file: string, options: AskOptions) =>
    run((context) => setPolicyFile(context, dir, file, options), options),
  )
  withJson(
    policy
      .command('show')
      .summary('show it')
      .description('Shows the policy of the ledger.')
      .argument('<dir>', 'the ledger'),
  ).action((dir: string, options: FormatOptions) =>
    run((context) => showPolicy(context, dir), options),
  )
}
