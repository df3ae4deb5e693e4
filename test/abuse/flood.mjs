/**
 * Sends events with bad signatures until its standard input ends: as many as it can, by 64 connections that each have several requests
 * under way. Prints a line when it begins, and one at the end: how many a second, and how they were answered.
 *
 *     node test/abuse/flood.mjs FILE        FILE is {"port","from":[addresses],"bad":[events]}
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'

const { port, from, bad } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const CONNECTIONS = 64
const AT_ONCE = 8
const answers = new Map()
let [sent, over] = [0, false]
const began = performance.now()

for (let n = 0; n < CONNECTIONS; n++) flood(n)
console.log('begun')
process.stdin.resume()
process.stdin.on('end', () => {
  over = true
  const rate = Math.round(sent / ((performance.now() - began) / 1_000))
  const codes = [...answers].map(([code, n]) => `${code} ${n}`)
  console.log(`${rate} a second (${codes.join(', ')})`)
  process.exit()
})

function flood(turn) {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from[turn % from.length] })
  socket.on('error', () => {})
  socket.on('connect', () => socket.write(requests(AT_ONCE)))
  socket.on('data', (piece) => {
    let seen = 0
    for (const [, code] of piece.toString('latin1').matchAll(/"code":"([a-z-]+)"/g)) {
      seen += 1
      answers.set(code, (answers.get(code) ?? 0) + 1)
    }
    sent += seen
    if (seen > 0 && !over) socket.write(requests(seen))
  })
  socket.on('close', () => {
    if (!over) setTimeout(() => flood(turn + CONNECTIONS), 1)
  })
}

function requests(many) {
  let text = ''
  for (let n = 0; n < many; n++) text += requestOf()
  return text
}

/** Another event each time, by another party, with other signature bytes. */
function requestOf() {
  const event = bad[Math.floor(Math.random() * bad.length)]
  const sig = randomBytes(63).toString('hex')
  const body = event.replace(/"sig":"[0-9a-f]{126}/, `"sig":"${sig}`)
  const length = Buffer.byteLength(body)
  return `POST /v1/events HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`
}
