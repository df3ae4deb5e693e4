/** Logs of which nobody can tell: empty, or with what only a later version can explain. */
import { accord, authority, endorse, founded, joined, REGISTRAR, started } from './says.mjs'
import { keyOf, newLog } from './writer.mjs'

const covenant = (log, more) => log.add({ ...endorse('tern'), type: 'covenant', ...more }, ['tern'])

/** An entry of exactly `size` bytes, of a type that is not known. */
function ofBytes(size) {
  const log = founded()
  const spare = size - covenant(founded(), { part: '' }).entries[1].bytes.length
  return covenant(log, { part: 'a'.repeat(spare) })
}

const manySignatures = (count) =>
  Array.from({ length: count }, (_, i) => ({
    key: keyOf(`extra ${i}`),
    sig: '0'.repeat(128),
  })).toSorted((a, b) => (a.key < b.key ? -1 : 1))

const nested = (levels) => (levels === 0 ? [] : [nested(levels - 1)])

/** [name, what is unknown, what is found, log]; the last entry is the unknown one unless `index` says otherwise. */
export const unknown = [
  { name: 'empty', log: () => newLog() },
  { name: 'event-type', what: 'event type', found: '"covenant"', log: () => covenant(joined()) },
  {
    name: 'event-type--founding',
    what: 'event type',
    found: '"covenant"',
    log: () =>
      newLog().add(
        { type: 'covenant', log: 1, previous: undefined, seen: undefined, until: undefined },
        [],
      ),
  },
  {
    name: 'event-type--unsigned',
    what: 'event type',
    found: '"covenant"',
    log: () =>
      started().write({ ...place(started()), event: { type: 'covenant' }, signatures: [] }),
  },
  {
    name: 'event-type--65535-bytes',
    what: 'event type',
    found: '"covenant"',
    log: () => ofBytes(65_535),
  },
  {
    name: 'event-type--32-signatures',
    what: 'event type',
    found: '"covenant"',
    log: () =>
      started().add({ ...endorse('tern'), type: 'covenant' }, [], {
        signatures: manySignatures(32),
      }),
  },
  {
    name: 'event-type--16-deep',
    what: 'event type',
    found: '"covenant"',
    log: () => covenant(started(), { part: nested(14), 'ключ "é"': [null, true, 2 ** 53 - 1] }),
  },
  {
    name: 'event-type--broken-entry-after',
    what: 'event type',
    found: '"covenant"',
    index: 4,
    log: () => covenant(started()).add(accord(), REGISTRAR, { index: 17 }),
  },
  {
    name: 'format',
    what: 'format',
    found: '2',
    log: () =>
      newLog().add(authority('operator', ['registrar'], { format: 2 }), ['operator', ...REGISTRAR]),
  },
  {
    name: 'format--later',
    what: 'format',
    found: '2',
    log: () => started().add(authority('operator', ['registrar'], { format: 2 }), ['operator']),
  },
  {
    name: 'format--with-another-shape',
    what: 'format',
    found: '0',
    log: () => started().add({ type: 'authority', format: 0, board: ['a', 'b'] }, []),
  },
]

const place = (log) => ({ index: log.size(), prev: log.head(), time: '2026-01-02T00:00:00Z' })
