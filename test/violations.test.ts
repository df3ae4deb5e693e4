/** What a violation tells a reader: where in the entry it is, what the rule expected there, and what it found. */
import { readFileSync } from 'node:fs'
import { believing } from '@accord-ledger/audit'
import { verifyLog } from '@accord-ledger/core'
import { describe, expect, it } from 'vitest'
import { blocksOfLines, linesOf } from './support/log-file.ts'

/** Logs of test/logs/invalid: the place, what is expected, what is found. Hashes and keys by their first eight digits. */
const TOLD: readonly (readonly [log: string, path: string, expected: string, found: string])[] = [
  [
    'accord-known--and-signatory-unknown',
    'event.accord',
    'an accord published in this log',
    'open-waters',
  ],
  ['accord-known--attest', 'event.accord', 'an accord published in this log', 'tern'],
  ['accord-open--after-strike', 'event.accord', 'an open accord', 'open-waters, which is closed'],
  [
    'accord-title--while-closing',
    'event.title',
    'the title as it stands, or another text with it',
    'a new title alone',
  ],
  [
    'attest-before-key--key-after-attested',
    'event.effective',
    'a day before 2026-01-01 (the first key)',
    '2026-01-01',
  ],
  [
    'attest-before-key--later',
    'event.effective',
    'a day before 2026-01-01 (the first key)',
    '2026-01-02',
  ],
  [
    'attest-unsigned--after-signed-withdrawal-of-attested',
    'event.act',
    'a party that has not signed for itself',
    'tern, which has',
  ],
  [
    'attest-withdraw-key--new-key-after-suspension',
    'event.act',
    'a party that has no key or has not signed for itself',
    'tern, which has both',
  ],
  ['attest-withdraw-text--not-current', 'event.text', 'null', 'e493d084…'],
  ['effective--accord', 'event.effective', 'at most 3653 days after 2026-01-01', '2036-01-03'],
  ['effective--attest', 'event.effective', 'at most 3653 days after 2026-01-01', '9999-12-31'],
  [
    'endorse-again--after-attested',
    'event.text',
    'another text than the party endorsed last',
    'e493d084…',
  ],
  [
    'endorse-again--attested-without-text-twice',
    'event.text',
    'another text than the party endorsed last',
    'null',
  ],
  [
    'founding--second-by-strangers',
    'event.previous',
    'the entry hash of the authority event before',
    'null',
  ],
  [
    'founding--with-a-previous',
    'event',
    'an authority event without a previous one',
    'an event authority',
  ],
  ['founding', 'event', 'an authority event without a previous one', 'an event accord'],
  ['index--and-everything-else', 'index', '4', '3'],
  ['index--entry-twice', 'index', '5', '4'],
  ['index--founding-at-one', 'index', '0', '1'],
  ['index--unknown-event', 'index', '4', '5'],
  ['index--zero-again', 'index', '4', '0'],
  [
    'key-current--endorse-suspended',
    'event.signatory',
    'a signatory with a key',
    'tern, whose key is suspended',
  ],
  [
    'key-current--endorse',
    'event.signatory',
    'a signatory with a key',
    'plover, which never had one',
  ],
  [
    'key-encoding--all-ones',
    'event',
    'an Ed25519 key in canonical encoding and of large order',
    'ffffffff…',
  ],
  [
    'key-fresh--after-suspension',
    'event',
    'a key that never stood in this log',
    '82a06415…, brought by entry 2',
  ],
  [
    'key-fresh--and-unsigned',
    'event',
    'a key that never stood in this log',
    '294b27ed…, brought by entry 0',
  ],
  ['log--of-a-prefix', 'event.log', 'accords.example/1', 'accords.example'],
  ['log', 'event.log', 'accords.example/1', 'accords.example/2'],
  ['prev--and-time', 'prev', '0ec7afde…', '00000000…'],
  ['previous--accord-first', 'event.previous', 'null (nothing came before)', '9adb632e…'],
  ['previous--accord-null', 'event.previous', '2ea4d7d6… (what came last)', 'null'],
  ['previous--accord-stale', 'event.previous', '559c154f… (what came last)', '2ea4d7d6…'],
  ['seen-hash--fork', 'event.seen.hash', '568f3073…', 'cf2b10cb…'],
  ['seen-range--far-ahead', 'event.seen.index', '0, or 0 to 3', '9007199254740991'],
  ['seen-range', 'event.seen.index', '0, or 0 to 3', '4'],
  ['signatory-known--attest', 'event.signatory', 'a signatory admitted to this log', 'open-waters'],
  ['signatory-known--rotate', 'event.signatory', 'a signatory admitted to this log', 'gull'],
  [
    'signers--accord-by-former-registrar',
    'signatures',
    'the required signers only',
    'a signature by d6a8b73b…',
  ],
  ['signers--accord-missing', 'signatures', 'one signature by a registrar', '0'],
  ['signers--admission-without-holder', 'signatures', 'a signature by 82a06415…', 'none'],
  ['signers--authority-with-registrar', 'signatures', 'no signature by a registrar', '1'],
  ['signers--strike-two-registrars', 'signatures', 'one signature by a registrar', '2'],
  [
    'strike-again--and-forged',
    'event.signatory',
    'a party that acted and is not struck',
    'tern, which was struck',
  ],
  [
    'strike-again--never-acted',
    'event.signatory',
    'a party that acted and is not struck',
    'tern, which never acted',
  ],
  ['text-current--affirmed', 'event.text', '683d72b3… (the current text)', 'e493d084…'],
  ['time--unknown-event', 'time', '2026-01-01T12:00:00Z or later', '2026-01-01T11:59:59Z'],
  [
    'until--of-a-registrar',
    'event.until',
    "2026-01-01T13:00:00Z (the entry's time) or later",
    '2025-12-31T23:59:59Z',
  ],
  [
    'until--of-the-operator',
    'event.until',
    "2026-01-01T13:00:00Z (the entry's time) or later",
    '2026-01-01T12:59:59Z',
  ],
  [
    'withdraw-member--attested-struck',
    'event.signatory',
    'a party that is in',
    'plover, which was struck',
  ],
  [
    'withdraw-member--attested-twice',
    'event.signatory',
    'a party that is in',
    'plover, which is out',
  ],
  [
    'withdraw-member--attested',
    'event.signatory',
    'a party that is in',
    'plover, which never acted',
  ],
  ['withdraw-member--struck', 'event.signatory', 'a party that is in', 'tern, which was struck'],
  ['withdraw-member--twice', 'event.signatory', 'a party that is in', 'tern, which is out'],
  ['withdraw-member', 'event.signatory', 'a party that is in', 'tern, which never acted'],
]

const shortened = (text: string): string =>
  text.replaceAll(/[0-9a-f]{64}/g, (hex) => `${hex.slice(0, 8)}…`)

describe('a violation tells its place, what was expected and what was found', () => {
  it.each(TOLD)('%s', async (log, path, expected, found) => {
    const file = readFileSync(new URL(`./logs/invalid/${log}.jsonl`, import.meta.url))
    const blocks = blocksOfLines(linesOf(file) ?? [], 1024)
    const [finding] = (await verifyLog(blocks, { verifier: believing })).findings
    if (finding?._tag !== 'Violation') throw new Error('the log breaks a rule')
    const told = { path: finding.path, expected: finding.expected, found: finding.found }
    expect({ ...told, expected: shortened(told.expected), found: shortened(told.found) }).toEqual({
      path,
      expected,
      found,
    })
  })
})
