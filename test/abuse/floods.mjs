/**
 * Events with bad signatures, as many as one process can send, beside one good poster: each event of the good one is logged within 2 s. The
 * rate of the flood is printed.
 *
 *     node test/abuse/floods.mjs
 *
 * Every bad event is of a party that could send it, and breaks no rule but that its signature does not stand: nothing but the curve
 * tells it from a good one. It comes from one address, from the address of the good poster, or from two hundred.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { joining, viewOf } from './ledger.mjs'
import { SERVED, expect, pause, underAttack, watching } from './served.mjs'

const GENERATOR = fileURLToPath(new URL('flood.mjs', import.meta.url))
const BAD_PARTIES = 300
const GOOD_EVENTS = 15
const PARTIES = BAD_PARTIES + 3 * GOOD_EVENTS
const NOISY = '127.0.0.1'
const QUIET = '127.0.0.2'
const MANY = Array.from({ length: 200 }, (_, n) => `127.1.0.${n + 1}`)

await underAttack(PARTIES, [], async (served) => {
  const view = await viewOf(served.url)
  const bad = []
  for (let n = 0; n < BAD_PARTIES; n++) bad.push(Buffer.from(await joining(view, n)).toString())
  const file = join(tmpdir(), `accord-ledger-flood-${process.pid}.json`)
  for (const [turn, [name, from, to]] of [
    ['one address', [NOISY], QUIET],
    ['the address of the good poster', [NOISY], NOISY],
    [`${MANY.length} addresses`, MANY, QUIET],
  ].entries()) {
    const first = BAD_PARTIES + turn * GOOD_EVENTS
    writeFileSync(file, JSON.stringify({ port: served.port, from, bad }))
    console.log(await flooded(served, name, file, await goodEvents(view, first), to))
  }
  const { size } = await viewOf(served.url)
  expect(size === PARTIES + 2 + 3 * GOOD_EVENTS, `the log has ${size} entries`)
})

async function goodEvents(view, first) {
  const events = []
  for (let n = first; n < first + GOOD_EVENTS; n++) events.push(await joining(view, n))
  return events
}

async function flooded(served, name, file, events, address) {
  const watch = await watching(served)
  const generator = spawn(process.execPath, [GENERATOR, file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(generator.stdout, 'data')
  await pause(2_000)
  let slowest = 0
  for (const event of events) {
    const { status, took, text } = await post(served, event, address)
    expect(status === 201, `a good event beside bad ones from ${name}: ${status} ${text}`)
    slowest = Math.max(slowest, took)
    await pause(300)
  }
  generator.stdin.end()
  const [rate] = await once(generator.stdout, 'data')
  await once(generator, 'exit')
  const found = await watch.end(`bad signatures from ${name}, ${String(rate).trim()}`, Infinity)
  expect(slowest <= SERVED, `a good event took ${Math.round(slowest)} ms; bad ones: ${rate}`)
  const good = `${events.length} good events, the slowest in ${Math.round(slowest)} ms`
  return `bad signatures from ${name}, ${String(rate).trim()}: ${good}; ${found}`
}

/** Sends an event once, from `localAddress`, by a connection of its own. */
function post({ url }, event, localAddress) {
  const began = performance.now()
  const headers = { 'content-type': 'application/json', 'content-length': event.length }
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', agent: false, localAddress, headers }
    const sent = request(`${url}/v1/events`, options, (answer) => {
      let text = ''
      answer.on('data', (piece) => (text += piece))
      answer.on('end', () =>
        resolve({ status: answer.statusCode, took: performance.now() - began, text }),
      )
    })
    sent.on('error', reject)
    sent.end(event)
  })
}
