/**
 * What the library says to questions (questions.mjs), by one signature backend: rows of a name and an answer. The page runs it in the
 * browser and run.mjs in Node, so that the rows can be compared. Nothing of Node is in it.
 */
import { memoryPins, moveToPin, remoteLog } from '@accord-ledger/adapters/http-client'
import * as al from '@accord-ledger/core'
import { accords, counts, encodeReport, members, register, report } from '@accord-ledger/projection'

const LINE_FEED = 0x0a
/** The last day that there is: what is in force on it is what the last event of each little chain says. */
const LAST_DAY = '9999-12-31'

/** Answers [name, answer], in the order of the questions. `url` is where the page came from. */
export async function answersOf({ vectors, logs, receipts, served }, verifier, url) {
  return [
    ...(await signatures(vectors, verifier)),
    ...(await each(logs, ({ file }) => logAnswer(linesOf(bytes(file)), verifier))),
    ...(await each(receipts, (asked) => receiptAnswer(asked, verifier))),
    ...(await servedAnswers(served, verifier, `${url}${served.path}`)),
  ]
}

/** All in one batch. */
async function signatures(vectors, verifier) {
  const verdicts = await verifier.verify(
    vectors.map(({ key, message, signature }) => ({
      key: bytes(key),
      message: bytes(message),
      signature: bytes(signature),
    })),
  )
  return vectors.map(({ name }, i) => [name, { stands: verdicts[i] }])
}

/** What a verification of all rules finds, and who is a member by the register. */
async function logAnswer(lines, verifier, length = 1024) {
  return (await verified(blocksOf(lines, length), verifier)).answer
}

async function verified(blocks, verifier) {
  const kept = register.initialState()
  const onEntry = (entry) => register.evolve(kept, entry)
  const { verdict, size, root, head, origin, findings } = await al.verifyLog(blocks, {
    verifier,
    onEntry,
  })
  const of = Object.fromEntries(
    accords(kept).map((accord) => [accord, idsOf(members(kept, accord, { on: LAST_DAY }))]),
  )
  const [finding] = findings
  const answer = { verdict, size, root, head, origin, findings, members: of }
  if (finding?._tag === 'Violation') answer.number = al.ruleNumber(finding.rule)
  return { answer, kept }
}

const idsOf = (found) => right(found).members.map(({ id }) => id)

async function receiptAnswer({ file, policy, now, maxAge }, verifier) {
  const found = await al.verifyReceipt(bytes(file), right(al.parsePolicy(utf8(policy))), {
    now,
    maxAge: maxAge ?? Infinity,
    verifier,
  })
  if (found._tag === 'Right') {
    const { claim, entry, hash, signers, size, root, time, checks } = found.right
    return { claim, index: entry.index, hash, signers, size, root, time, checks }
  }
  const { check, passed, reason } = found.left
  return { check, passed, tag: reason._tag, rule: reason.rule, line: reason.line }
}

/** A published log, read over HTTP by the client: its checkpoint, all rules, questions, receipts, and copies with a bit flipped. */
async function servedAnswers({ vkey, on, receipts, tampered }, verifier, url) {
  const log = right(remoteLog(url, { fetch }))
  const found = right(await log.checkpoint()())
  const keys = { logs: [right(al.parseVerifierKey(vkey))], witnesses: [] }
  const { checkpoint } = right(await al.openCheckpoint(found.bytes, keys, verifier))
  const { origin, size } = checkpoint
  const rows = []
  const say = (what, answer) => rows.push([`served: ${what}`, answer])
  say('checkpoint', { origin, size, root: al.encodeHex(checkpoint.root) })

  const pins = memoryPins()
  right(await moveToPin(log, pins, found)())
  say('pin', al.encodeHex(right(await pins.load(origin)())))

  const lines = []
  for await (const block of log.entries(0, size)) lines.push(...block)
  const { answer, kept } = await verified(blocksOf(lines, 100), verifier)
  say('every rule', answer)
  for (const accord of accords(kept))
    for (const day of on) {
      const at = { on: day }
      say(`members of ${accord} on ${day}`, right(members(kept, accord, at)))
      say(`counts of ${accord} on ${day}`, right(counts(kept, accord, 'category', at)))
    }
  const [from] = on
  const told = encodeReport(right(report(kept, { from, to: on.at(-1) })))
  say('report', new TextDecoder().decode(told))

  const policy = `log ${vkey}\nquorum none\n`
  for (const index of receipts) {
    const receipt = right(await al.receiptFromTiles(log, found, index)())
    const file = al.encodeHex(al.formatReceipt(receipt))
    const judged = await receiptAnswer({ file, policy, now: 0, maxAge: null }, verifier)
    say(`receipt of entry ${index}`, { ...judged, file })
  }
  for (const { index, bit } of tampered) {
    const bent = lines.with(index, flipped(lines[index], bit))
    const judged = await logAnswer(bent, verifier, bit + 1)
    say(`entry ${index}, bit ${bit} of its signature`, judged)
  }
  return rows
}

/** The entry with a bit of its first signature flipped: bits 0 to 255 are of R, 256 to 511 of S. */
function flipped(entry, bit) {
  const text = new TextDecoder().decode(entry)
  const { sig } = JSON.parse(text).signatures[0]
  const bent = bytes(sig)
  bent[bit >> 3] ^= 1 << (bit & 7)
  return utf8(text.replace(sig, al.encodeHex(bent)))
}

async function each(asked, answer) {
  const rows = []
  for (const one of asked) rows.push([one.name, await answer(one)])
  return rows
}

/** The lines of a log file, without their line feeds. */
function linesOf(file) {
  const lines = []
  for (let start = 0; start < file.length; start = file.indexOf(LINE_FEED, start) + 1)
    lines.push(file.subarray(start, file.indexOf(LINE_FEED, start)))
  return lines
}

async function* blocksOf(lines, length) {
  for (let from = 0; from < lines.length; from += length) yield lines.slice(from, from + length)
}

function bytes(hex) {
  const decoded = al.decodeHex(hex)
  if (decoded === null) throw new Error(`not hex: ${hex.slice(0, 100)}`)
  return decoded
}

function utf8(text) {
  return new TextEncoder().encode(text)
}

function right(either) {
  if (either._tag === 'Left') throw new Error(JSON.stringify(either.left ?? null))
  return either.right
}
