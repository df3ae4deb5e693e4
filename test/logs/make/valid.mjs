/** Sound logs: for each rule one at least that goes up to where the rule would break. */
import { torsionSigned } from './torsion.mjs'
import {
  accord,
  amend,
  attest,
  authority,
  close,
  DAY,
  endorse,
  founded,
  foundedByTwo,
  joined,
  left,
  REGISTRAR,
  rotate,
  signatory,
  started,
  strike,
  struck,
  suspend,
  TEXT,
  TEXT_2,
  withdraw,
} from './says.mjs'
import { longest, shortest } from './grammar.mjs'
import { newLog, textOf } from './writer.mjs'

const SIXTEEN = Array.from({ length: 16 }, (_, i) => `new registrar ${i}`)

const bytes = {
  'entry-size': () =>
    founded()
      .add(
        accord('open-waters', { title: '"'.repeat(1024), uri: `https://${'~'.repeat(2040)}` }),
        REGISTRAR,
      )
      .add(authority('new operator', SIXTEEN), ['operator', 'new operator', ...SIXTEEN]),
  'utf-8': () =>
    started()
      .add(signatory('scripts', null, { name: 'Åé ψ 漢字 𝒪🌊 نقشه\u200cبرداری' }), REGISTRAR)
      .add(signatory('joiners', null, { name: 'क\u094d\u200dष 👩\u200d🚀' }), REGISTRAR),
  json: () =>
    joined().add(withdraw('tern', { reason: 'a "quoted" \\ back/slashed {reason}, [so]: 1e9' }), [
      'tern',
    ]),
  schema: longest,
  'schema--shortest': shortest,
  canonical: () =>
    started()
      .add(signatory('composed', null, { name: 'Caf\u00e9' }), REGISTRAR)
      .add(signatory('decomposed', null, { name: 'Cafe\u0301' }), REGISTRAR),
}

const chain = {
  index: founded,
  prev: () => joined(),
  time: () => {
    const now = { time: '2026-01-01T09:00:00Z' }
    return newLog()
      .add(authority(), ['operator', ...REGISTRAR], now)
      .add(accord(), REGISTRAR, now)
      .add(signatory('tern', 'tern'), [...REGISTRAR, 'tern'], now)
  },
  'time--first-and-last-second': () =>
    newLog()
      .add(authority(), ['operator', ...REGISTRAR], { time: '1600-01-01T00:00:00Z' })
      .add(accord(), REGISTRAR, { time: '9999-12-31T23:59:59Z' }),
  founding: () => newLog().add(authority('operator', SIXTEEN), ['operator', ...SIXTEEN]),
  'founding--operator-is-registrar': () =>
    newLog().add(authority('operator', ['operator']), ['operator']),
  log: () => {
    const log = newLog(`-.a0/_.-${'z'.repeat(120)}`)
    return log.add(authority(), ['operator', ...REGISTRAR]).add(accord(), REGISTRAR)
  },
  'seen-range': () => {
    const log = started()
    for (const index of [0, 2, 5]) {
      log.add(signatory(`saw-${index}`, null, { seen: seenAt(log, index) }), REGISTRAR)
    }
    return log
  },
  'seen-hash': () => {
    const log = started()
    return log.add(endorse('tern', { seen: seenAt(log, 1) }), ['tern'])
  },
  until: () =>
    started()
      .add(endorse('tern', { until: '2026-01-01T13:00:00Z' }), ['tern'])
      .add(withdraw('tern', { until: '9999-12-31T23:59:59Z' }), ['tern']),
}

const seenAt = (log, index) => ({ index, hash: log.hashAt(index) })

const subject = {
  'accord-known': () =>
    started()
      .add(accord('tern', { title: 'An accord named as a party is' }), REGISTRAR)
      .add(endorse('tern', { accord: 'tern' }), ['tern']),
  'signatory-known': () =>
    started()
      .add(signatory('open-waters', 'waters'), [...REGISTRAR, 'waters'])
      .add(endorse('open-waters'), ['waters']),
  previous: () =>
    started()
      .add(accord('second'), REGISTRAR)
      .add(endorse('tern'), ['tern'])
      .add(endorse('tern', { accord: 'second' }), ['tern'])
      .add(attest('endorse', 'plover'), REGISTRAR)
      .add(withdraw('tern'), ['tern'])
      .add(rotate('tern', 'tern-2'), ['tern', 'tern-2'])
      .add(signatory('tern', 'tern-2', { name: 'Renamed' }), REGISTRAR)
      .add(rotate('tern', 'tern-3'), ['tern-2', 'tern-3'])
      .add(withdraw('tern', { accord: 'second' }), ['tern-3'])
      .add(endorse('tern'), ['tern-3']),
  effective: () =>
    started()
      .add(endorse('tern', { effective: '2036-01-02' }), ['tern'])
      .add(withdraw('tern', { effective: '1600-01-01' }), ['tern']),
}

const keys = {
  'key-encoding': () => torsionSigned(true),
  'key-fresh': () =>
    started()
      .add(signatory('tern', 'tern', { name: 'Renamed' }), REGISTRAR)
      .add(authority('operator', ['registrar', 'registrar-2']), ['operator', 'registrar-2'])
      .add(authority('operator', ['registrar-2']), ['operator']),
  'key-fresh--operator-becomes-registrar': () =>
    started()
      .add(authority('operator', ['operator', 'registrar']), ['operator'])
      .add(signatory('gull', null), ['operator'])
      .add(authority('operator', ['registrar']), ['operator']),
  'key-fresh--operator-stays-registrar': () =>
    newLog()
      .add(authority('operator', ['operator']), ['operator'])
      .add(authority('operator-2', ['operator']), ['operator', 'operator-2'])
      .add(accord(), ['operator']),
  'key-current': () =>
    suspend(started())
      .add(signatory('tern', 'tern-2'), [...REGISTRAR, 'tern-2'])
      .add(endorse('tern'), ['tern-2'])
      .add(rotate('tern', 'tern-3'), ['tern-2', 'tern-3'])
      .add(withdraw('tern'), ['tern-3']),
  'key-current--origins': () =>
    suspend(
      started()
        .add(signatory('plover', 'plover'), [...REGISTRAR, 'plover'])
        .add(signatory('rail', 'rail'), [...REGISTRAR, 'rail'])
        .add(rotate('rail', 'rail-2'), ['rail', 'rail-2'])
        .add(signatory('rail', 'rail-2', { category: 'state', country: 'FR' }), REGISTRAR)
        .add(signatory('gull', 'gull'), [...REGISTRAR, 'gull'])
        .add(rotate('gull', 'gull-2'), ['gull', 'gull-2'])
        .add(signatory('gull', 'gull-3'), [...REGISTRAR, 'gull-3'])
        .add(rotate('gull', 'gull-4'), ['gull-3', 'gull-4']),
    ),
  signers: () =>
    foundedByTwo()
      .add(accord(), ['registrar-2'])
      .add(signatory('tern', 'tern'), ['registrar-2', 'tern'])
      .add(endorse('tern'), ['tern'])
      .add(strike('tern'), ['registrar'])
      .add(endorse('tern'), ['tern', 'registrar-2'])
      .add(withdraw('tern'), ['tern'])
      .add(authority('operator-2', ['registrar-2', 'registrar-3']), [
        'operator',
        'operator-2',
        'registrar-3',
      ])
      .add(accord('open-waters', { open: false }), ['registrar-3'])
      .add(authority('operator-2', ['registrar-2']), ['operator-2']),
  signature: () => joined().add(rotate('tern', 'tern-2'), ['tern', 'tern-2']),
}

const acts = {
  'accord-title': () =>
    amend(started())
      .add(accord('open-waters', { text: TEXT, title: 'Another title' }), REGISTRAR)
      .add(
        accord('open-waters', { title: 'Another title', uri: 'https://waters.example/' }),
        REGISTRAR,
      ),
  'text-current': () =>
    amend(joined())
      .add(endorse('tern', { text: TEXT_2 }), ['tern'])
      .add(attest('endorse', 'plover', { text: null }), REGISTRAR)
      .add(attest('endorse', 'plover', { text: TEXT_2 }), REGISTRAR),
  'accord-open': () =>
    amend(close(joined().add(attest('endorse', 'plover'), REGISTRAR)))
      .add(accord('open-waters', { text: TEXT_2, open: false }), REGISTRAR)
      .add(endorse('tern', { text: TEXT_2 }), ['tern'])
      .add(attest('endorse', 'plover', { text: TEXT_2 }), REGISTRAR)
      .add(signatory('plover', 'plover'), [...REGISTRAR, 'plover'])
      .add(endorse('plover', { text: TEXT_2 }), ['plover'])
      .add(withdraw('tern'), ['tern'])
      .add(accord('open-waters', { text: TEXT_2, open: true }), REGISTRAR)
      .add(endorse('tern', { text: TEXT_2 }), ['tern']),
  'endorse-again': () =>
    amend(
      started()
        .add(attest('endorse', 'tern', { text: null }), REGISTRAR)
        .add(attest('endorse', 'tern'), REGISTRAR)
        .add(endorse('tern'), ['tern']),
    )
      .add(endorse('tern', { text: TEXT_2 }), ['tern'])
      .add(accord('open-waters', { text: TEXT }), REGISTRAR)
      .add(endorse('tern'), ['tern']),
  'withdraw-member': () =>
    close(
      started()
        .add(attest('endorse', 'plover'), REGISTRAR)
        .add(attest('endorse', 'tern'), REGISTRAR),
    )
      .add(withdraw('tern', { reason: 'another course' }), ['tern'])
      .add(attest('withdraw', 'plover', { reason: 'as its letter says' }), REGISTRAR),
  'attest-unsigned': () =>
    started()
      .add(attest('endorse', 'tern', { evidence: textOf('a letter') }), REGISTRAR)
      .add(attest('withdraw', 'tern'), REGISTRAR)
      .add(attest('endorse', 'tern'), REGISTRAR)
      .add(strike('tern'), REGISTRAR)
      .add(attest('endorse', 'tern'), REGISTRAR),
  'attest-before-key': () =>
    started()
      .add(attest('endorse', 'tern', { effective: '2025-12-31' }), REGISTRAR)
      .add(attest('withdraw', 'tern', { effective: '2026-02-01' }), REGISTRAR)
      .add(attest('endorse', 'plover', { effective: '2026-02-01' }), REGISTRAR),
  'attest-withdraw-key': () =>
    suspend(joined())
      .add(attest('withdraw', 'tern'), REGISTRAR)
      .add(attest('endorse', 'plover'), REGISTRAR)
      .add(signatory('plover', 'plover'), [...REGISTRAR, 'plover'])
      .add(attest('withdraw', 'plover'), REGISTRAR),
  'attest-withdraw-text': () =>
    started()
      .add(attest('endorse', 'plover'), REGISTRAR)
      .add(attest('withdraw', 'plover'), REGISTRAR),
  'strike-again': () =>
    left()
      .add(strike('tern'), REGISTRAR)
      .add(endorse('tern', { effective: DAY }), ['tern', ...REGISTRAR])
      .add(strike('tern', { reason: 'expelled' }), REGISTRAR),
  'strike-again--everyone': () => struck().add(attest('endorse', 'plover'), REGISTRAR),
}

export const valid = { ...bytes, ...chain, ...subject, ...keys, ...acts }
