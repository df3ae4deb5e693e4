/** What events say in these logs, in short: each gives an event without what binds it to a log. */
import { keyOf, newLog, textOf } from './writer.mjs'

export const DAY = '2026-01-01'
export const TEXT = textOf('the first wording')
export const TEXT_2 = textOf('the second wording')

export const authority = (operator = 'operator', registrars = ['registrar'], more = {}) => ({
  type: 'authority',
  format: 1,
  operator: keyOf(operator),
  registrars: registrars.map(keyOf).toSorted(),
  ...more,
})

export const accord = (id = 'open-waters', more = {}) => ({
  type: 'accord',
  accord: id,
  title: 'The Open Waters Accord',
  text: TEXT,
  uri: null,
  open: true,
  effective: DAY,
  ...more,
})

/** `key` is a label, or null. */
export const signatory = (id, key, more = {}) => ({
  type: 'signatory',
  signatory: id,
  name: `The ${id} party`,
  category: 'company',
  country: null,
  key: key === null ? null : keyOf(key),
  effective: DAY,
  ...more,
})

export const rotate = (id, key, more = {}) => ({
  type: 'rotate',
  signatory: id,
  key: keyOf(key),
  ...more,
})

export const endorse = (id, more = {}) => ({
  type: 'endorse',
  accord: 'open-waters',
  signatory: id,
  text: TEXT,
  effective: DAY,
  ...more,
})

export const withdraw = (id, more = {}) => ({
  type: 'withdraw',
  accord: 'open-waters',
  signatory: id,
  effective: DAY,
  reason: null,
  ...more,
})

export const attest = (act, id, more = {}) => ({
  type: 'attest',
  accord: 'open-waters',
  signatory: id,
  act,
  text: act === 'endorse' ? TEXT : null,
  effective: '2025-06-01',
  reason: null,
  evidence: null,
  ...more,
})

export const strike = (id, more = {}) => ({
  type: 'strike',
  accord: 'open-waters',
  signatory: id,
  reason: 'a duplicate of another party',
  effective: DAY,
  ...more,
})

export const REGISTRAR = ['registrar']

/** A log that is founded, and nothing more. */
export const founded = () => newLog().add(authority(), ['operator', ...REGISTRAR])

/** The same with two registrars. */
export const foundedByTwo = () =>
  newLog().add(authority('operator', ['registrar', 'registrar-2']), [
    'operator',
    'registrar',
    'registrar-2',
  ])

/** Founded, with an open accord, the party `tern` with the key of that label, and the party `plover` without one. */
export const started = (log = founded()) =>
  log
    .add(accord(), REGISTRAR)
    .add(signatory('tern', 'tern'), [...REGISTRAR, 'tern'])
    .add(signatory('plover', null), REGISTRAR)

/** The same, and `tern` has endorsed. */
export const joined = () => started().add(endorse('tern'), ['tern'])

/** The same, and `tern` has withdrawn again. */
export const left = () => joined().add(withdraw('tern'), ['tern'])

/** The same, and a registrar has struck `tern` off instead. */
export const struck = () => joined().add(strike('tern'), REGISTRAR)

/** Closes the accord. */
export const close = (log) => log.add(accord('open-waters', { open: false }), REGISTRAR)

/** Gives the accord its second wording. */
export const amend = (log) => log.add(accord('open-waters', { text: TEXT_2 }), REGISTRAR)

/** Takes the key of `tern` away. */
export const suspend = (log) => log.add(signatory('tern', null), REGISTRAR)
