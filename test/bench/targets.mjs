/**
 * What is measured, what it has to reach, and what it means. A row is a ratio of two things measured in one run, unless it
 * says otherwise; `least` and `most` are its target.
 */
export const ROWS = [
  row(
    'verify-one-thread',
    'full verify, native, one thread ÷ bare crypto.verify loop',
    { least: 0.88 },
    'Throughput. A file log is read, decoded, checked against all rules and its signatures verified on one thread; the bare loop verifies the same signatures, decoded, with imported keys, and does nothing else.',
  ),
  row(
    'verify-all-cores',
    'full verify, native, all cores ÷ bare callback form on all cores',
    { least: 0.9 },
    'Throughput. As above, with 64 signatures in flight on both sides.',
  ),
  row(
    'two-cores',
    'full verify, all cores ÷ one thread',
    { least: 1.7 },
    'Throughput of the two rows above, against each other. The target is for two cores.',
  ),
  row(
    'verify-sodium',
    'full verify, sodium, two workers ÷ bare sodium-native on two workers',
    { least: 0.8 },
    'Throughput. The bare workers have their halves of the signatures in their memory before the clock starts.',
  ),
  row(
    'over-noble',
    'full verify, native, all cores ÷ noble on one thread',
    { least: 20 },
    'Throughput of the same check of the same, smaller log by the reference in JavaScript.',
  ),
  row(
    'peer-default',
    'full verify, native ÷ the best peer that checks every signature',
    { least: 1.3 },
    'Entries a second against records a second, both read from disk. Native code and files on both sides; our log is by few signatories, so that an entry has one signature, as a record has.',
  ),
  row(
    'peer-sodium',
    'full verify, sodium ÷ the best peer that checks every signature',
    { least: 2 },
    'As above, by the sodium backend.',
  ),
  row(
    'beside-signatures',
    'everything but signatures, an entry, in units of one native verify',
    { most: 0.12 },
    'Time. Reading, decoding, chain, rules, tree and projection, one thread, with a verifier that says yes.',
  ),
  row(
    'tree-append',
    'Merkle append ÷ two bare hashes a leaf',
    { least: 0.75 },
    'Throughput. Hashing leaves of 64 bytes and appending them, a hundred at once, to a tree that is large already, against SHA-256 of 65 bytes into a buffer, by the faster of two ways.',
  ),
  row(
    'tree-build',
    'Merkle build ÷ two bare hashes a leaf',
    { most: 1.25 },
    'Time. From nothing to the root over all leaves.',
  ),
  row(
    'resumed',
    'verify from saved state after 100 entries ÷ full verify',
    { most: 0.01 },
    'Time. Reading the state file, opening the store and verifying 100 entries, against verifying all.',
  ),
  row(
    'open-saved',
    'opening for append with saved state ÷ reading the file once',
    { most: 3 },
    'Time. Reading the state file, opening the store for writing and the ledger on it, against reading all segments in blocks of 1 MiB.',
  ),
  row(
    'append-one',
    'one durable append ÷ raw write + fdatasync',
    { least: 0.9 },
    'Throughput. Ledger.append of one event, its signature verified before, against writing the same bytes to a file and flushing it, by calls that block. The middle one of many short turns.',
  ),
  row(
    'append-one-verified',
    'one durable append with its signature ÷ raw write + fdatasync',
    {},
    'Throughput. As above, with the verification of the signature in it.',
  ),
  row(
    'append-together',
    '64 submitters at once ÷ raw write + fdatasync one at a time',
    { least: 10 },
    'Throughput. Each waits for its event to be durable before it submits the next; signatures are verified before.',
  ),
  row(
    'proof-reads',
    'tiles read for an inclusion proof ÷ levels of tiles',
    { most: 2 },
    'Count, the most of a hundred proofs, each by a new reader that checks what it reads against the root.',
  ),
  row(
    'memory-live',
    'streaming verify: live bytes ÷ the bound',
    { most: 1 },
    'The most that is in use after collection. The bound is 150 MiB, 64 bytes an entry and 400 a signatory on an accord.',
  ),
  row(
    'memory-resident',
    'streaming verify: resident bytes ÷ the bound',
    { most: 1 },
    'The most that the process ever held of the machine, Node itself and garbage included.',
  ),
  row(
    'state-signatory',
    'bytes that a verifier keeps of a signatory on one accord',
    {},
    'Bytes. Its record, its key and its act: live bytes after a log by twice as many signatories less those after one as long by half of them.',
  ),
  row(
    'projection',
    'register ÷ a bare mutable Map fold',
    { most: 2 },
    'Time an entry, on top of entries that are verified.',
  ),
  row(
    'growth',
    'cost of an entry, largest log ÷ smallest',
    { most: 1.2 },
    'Time an entry of a full verify, from 10,000 entries up, in steps of ten.',
  ),
  row(
    'growth-beside',
    'cost of an entry without signatures, largest log ÷ smallest',
    { most: 1.2 },
    'As above, with a verifier that says yes.',
  ),
]

function row(id, title, target, meaning) {
  return { id, title, target, meaning }
}

/** Whether a median reaches its row's target; null where there is none, or nothing was measured. */
export function isMet({ least, most }, median) {
  if (median === null || (least === undefined && most === undefined)) return null
  return least === undefined ? median <= most : median >= least
}

/** A target as people read it. */
export function formatTarget({ least, most }) {
  if (least !== undefined) return `≥ ${least}`
  return most === undefined ? '–' : `≤ ${most}`
}
