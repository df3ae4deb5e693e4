/** Watching a log: what is told, when, how often, and how it ends. */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WITHDRAW } from '../test-support/lines.ts'
import { published } from '../test-support/publishing.ts'
import type { Publishing } from '../test-support/publishing.ts'

let p: Publishing

beforeEach(async () => {
  p = await published()
})
afterEach(() => p.b.remove())

interface NoticeShown {
  readonly kinds: readonly string[]
  readonly index: number | null
  readonly membership: string | null
  readonly says: string
}

/** The notices in what a watch printed, without its last line. */
function noticesIn(out: string): readonly NoticeShown[] {
  const lines = out.trimEnd().split('\n').slice(0, -1)
  const notices: readonly NoticeShown[] = JSON.parse(`[${lines.join()}]`)
  return notices
}

const once = async (args: string, options = {}): Promise<readonly NoticeShown[]> => {
  const { exit, out, err } = await p.run(`watch ${args} --once --json`, options)
  expect({ exit, err }).toEqual({ exit: 0, err: '' })
  return noticesIn(out)
}

const kinds = async (args: string): Promise<readonly string[]> =>
  (await once(args)).map((notice) => notice.kinds.join())

describe('what is told', () => {
  it('is everything, where nothing is named', async () => {
    expect(await once('@ledger --from 0')).toMatchObject([
      { kinds: ['founded'], index: 0, accord: null, signatory: null },
      { kinds: ['published'], index: 1, accord: 'call', signatory: null },
      { kinds: ['admitted'], index: 2, accord: null, signatory: 'acme' },
      { kinds: ['endorsed'], index: 3, accord: 'call', signatory: 'acme', membership: 'gained' },
    ])
  })

  it('is what comes from now on, where nothing is said', async () => {
    expect(await once('@ledger')).toEqual([])
  })

  it('is what becomes of parties and accords', async () => {
    for (const key of ['k2', 'k3', 'o2']) await p.b.run(`keygen @${key}.key`)
    p.b.write('call2.txt', 'We shall indeed.\n')
    for (const line of [
      'signatory update @ledger --id acme --name Acme_Inc --registrar @r.key',
      'signatory rotate @ledger --id acme --key @acme.key --new-key @k2.key',
      'signatory suspend @ledger --id acme --registrar @r.key',
      'signatory update @ledger --id acme --holder @k3.key --category state --registrar @r.key',
      'accord amend @ledger --id call --text @call2.txt --registrar @r.key',
      'endorse @ledger --accord call --signatory acme --key @k3.key',
      'accord close @ledger --id call --registrar @r.key',
      'accord reopen @ledger --id call --registrar @r.key',
      'strike @ledger --accord call --signatory acme --reason None --registrar @r.key',
      'authority rotate @ledger --operator @o.key --new-operator @o2.key',
    ]) {
      await p.b.json(line)
    }
    expect(await kinds('@ledger --from 4')).toEqual([
      'renamed',
      'key-rotated',
      'suspended',
      'reclassified,key-replaced',
      'amended',
      'affirmed',
      'closed',
      'reopened',
      'struck',
      'operator-changed',
    ])
    expect(await kinds('@ledger --from 4 --accord call')).toEqual([
      'amended',
      'affirmed',
      'closed',
      'reopened',
      'struck',
      'operator-changed',
    ])
    expect(await kinds('@ledger --from 4 --signatory other')).toEqual(['operator-changed'])
    expect((await once('@ledger --from 12 --signatory acme'))[0]).toMatchObject({
      kinds: ['struck'],
      membership: 'lost',
    })
  })

  it('is one line for people, in which nothing steers a terminal', async () => {
    const evil = 'signatory update @ledger --id acme --name \u202e$(touch_x) --registrar @r.key'
    expect((await p.b.run(evil)).exit).toBe(1)
    await p.b.json('signatory update @ledger --id acme --name $(touch_x);`id`" --registrar @r.key')
    const { out } = await p.run('watch @ledger --from 4 --once')
    expect(out).toMatch(/^4 {2}\S+Z {2}restates acme, "\$\(touch x\);`id`\\"" .* {2}\[renamed\]\n/)
    expect(out).toMatch(/\nlooked at 5 entries of accords\.example\/1, all sound; told 1 notice\n$/)
  })
})

const at = (time: string): object => ({ now: `2026-11-${time}:00Z` })

describe('a checkpoint', () => {
  it('that is late is told, and one that is not is not', async () => {
    await p.b.json(WITHDRAW)
    expect(await once('@ledger', at('23T20:00'))).toEqual([])
    expect(await once('@ledger', at('23T22:00'))).toMatchObject([
      { kinds: ['checkpoint-late'], index: null },
    ])
    expect(await once('@ledger --max-age 2d', at('23T22:00'))).toEqual([])
  })

  it('that is missing is told', async () => {
    rmSync(p.b.at('ledger', 'public', 'checkpoint'))
    expect(await once('@ledger', at('23T22:00'))).toMatchObject([{ kinds: ['checkpoint-missing'] }])
  })

  it('that witnesses have not cosigned lately is told', async () => {
    expect(await once('@ledger --policy @policy', at('23T20:00'))).toEqual([])
    expect(await once('@ledger --policy @policy', at('23T22:00'))).toMatchObject([
      { kinds: ['stale'] },
    ])
  })
})

describe('the cursor', () => {
  it('goes on where it was, and begins with what comes', async () => {
    expect(await once('@ledger --cursor @c')).toEqual([])
    await p.b.json(WITHDRAW)
    expect(await kinds('@ledger --cursor @c')).toEqual(['withdrew'])
    expect(await once('@ledger --cursor @c')).toEqual([])
    expect(p.b.read('c')).toMatch(
      /^\{"cursor":"accord-ledger watch","origin":"accords\.example\/1","size":5,"hash":"[0-9a-f]{64}"\}\n$/,
    )
  })

  it('stays where it was when the command fails', async () => {
    await once('@ledger --cursor @c')
    await p.b.json(WITHDRAW)
    const failing = await p.run('watch @ledger --cursor @c --once --exec exit_3')
    expect(failing).toMatchObject({ exit: 1 })
    expect(failing.err).toBe(
      'error: the command failed for entry 4: it exits with 3\n' +
        'next: run the same command again: it goes on with this notice where there is a --cursor\n',
    )
    expect(await kinds('@ledger --cursor @c')).toEqual(['withdrew'])
  })

  it.each([
    ['nonsense\n', 2, /is no cursor of accord-ledger watch/],
    [
      '{"cursor":"accord-ledger watch","origin":"x.example/1","size":1,"hash":"H"}\n',
      1,
      /is the cursor of a watch of x\.example\/1/,
    ],
    [
      '{"cursor":"accord-ledger watch","origin":"accords.example/1","size":4,"hash":"H"}\n',
      1,
      /entry 3 was told as a{64}/,
    ],
    [
      '{"cursor":"accord-ledger watch","origin":"accords.example/1","size":9,"hash":"H"}\n',
      1,
      /9 entries of this log were told, by \S+, and 4 are here/,
    ],
  ])('%s', async (text, exit, message) => {
    p.b.write('c', text.replace('"H"', `"${'a'.repeat(64)}"`))
    const answer = await p.run('watch @ledger --cursor @c --once')
    expect(answer.exit).toBe(exit)
    expect(answer.err).toMatch(message)
  })
})

describe('the command', () => {
  it('has the notice on its standard input, ids in its environment, and no name in its line', async () => {
    const out = p.b.at('out')
    await p.b.json(
      `signatory update @ledger --id acme --name $(touch_${out}.bad) --registrar @r.key`,
    )
    const act = p.b.write(
      'act.sh',
      `cat > ${out}\necho $ACCORD_LEDGER_KINDS $ACCORD_LEDGER_INDEX $ACCORD_LEDGER_SIGNATORY >> ${out}\nenv | grep -c touch >> ${out}\necho done\n`,
    )
    const ran = await p.run(`watch @ledger --from 4 --once --exec sh_${act}`)
    expect(ran).toMatchObject({ exit: 0, err: 'done\n' })
    const [notice = '', words, touched] = readFileSync(out, 'utf8').split('\n')
    expect(JSON.parse(notice)).toMatchObject({
      kinds: ['renamed'],
      index: 4,
      event: { name: `$(touch ${out}.bad)` },
    })
    expect([words, touched]).toEqual(['renamed 4 acme', '0'])
    expect(existsSync(`${out}.bad`)).toBe(false)
  })
})
