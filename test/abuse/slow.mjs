/**
 * Clients that hold on to a server and give it nothing: three hundred at once that are slow, bodies without an end, and a thousand
 * requests in one go. Each is cut within 15 s; meanwhile a health check is answered within 1 s, and memory stays.
 *
 *     node test/abuse/slow.mjs
 */
import { connect } from 'node:net'
import { once } from 'node:events'
import { CUT, connectedTo, expect, pause, underAttack, watching } from './served.mjs'

const HOST = 'Host: 127.0.0.1\r\n'
const POST = `POST /v1/events HTTP/1.1\r\n${HOST}Content-Type: application/json\r\n`
/** An answer of about 1 MiB. */
const LARGE = `GET /v1/entries?from=0 HTTP/1.1\r\n${HOST}\r\n`
const SMALL = `GET /v1/health HTTP/1.1\r\n${HOST}\r\n`

/**
 * What each kind of client does with a connection once it has one, and how many there are of it. Large answers that nobody reads are the
 * dearest: the kernel takes some 4 MB of them for each connection before the server sees that nobody does.
 */
const KINDS = {
  'headers, a byte at a time': [
    55,
    (socket) => drip(socket, `GET /v1/head HTTP/1.1\r\n${HOST}X-A: `),
  ],
  'a body, a byte at a time': [
    55,
    (socket) => drip(socket, `${POST}Content-Length: 60000\r\n\r\n`),
  ],
  'a chunked body, a chunk at a time': [
    55,
    (socket) => drip(socket, `${POST}Transfer-Encoding: chunked\r\n\r\n`, '1\r\na\r\n'),
  ],
  'a body that never comes': [55, (socket) => socket.write(`${POST}Content-Length: 60000\r\n\r\n`)],
  'nothing at all': [55, () => {}],
  'large answers that are never read': [
    25,
    (socket) => {
      socket.pause()
      socket.write(LARGE.repeat(8))
    },
  ],
}

await underAttack(2_000, [], async (served) => {
  console.log(await holdingOn(served, KINDS))
  console.log(await holdingOn(served, { 'bodies without an end': [50, endless] }))
  for (const [name, requests] of [
    ['small', SMALL],
    ['malformed', `${POST}Content-Length: 2\r\n\r\n{}`],
    ['unread and large', LARGE],
  ])
    console.log(await pipelined(served, name, requests))
})

/** Connects the clients of every kind, and waits until the server has cut all of them. */
async function holdingOn(served, kinds) {
  const watch = await watching(served)
  const ports = new Map()
  const sockets = []
  const began = performance.now()
  for (const [name, [many, act]] of Object.entries(kinds)) {
    for (let n = 0; n < many; n++) {
      const socket = connect(served.port, '127.0.0.1')
      socket.on('error', () => {})
      await once(socket, 'connect')
      ports.set(socket.localPort, { name, since: performance.now() })
      sockets.push(socket)
      act(socket)
    }
  }
  const connected = performance.now() - began
  const last = new Map()
  while (ports.size > 0) {
    await pause(200)
    const held = connectedTo(served.port)
    for (const [port, { name, since }] of ports) {
      const age = performance.now() - since
      if (!held.has(port)) {
        ports.delete(port)
        last.set(name, Math.max(last.get(name) ?? 0, age))
      } else expect(age <= CUT + 5_000, `${name}: still held after ${Math.round(age)} ms`)
    }
  }
  for (const socket of sockets) socket.destroy()
  const found = await watch.end()
  for (const [name, age] of last) expect(age <= CUT, `${name}: cut after ${Math.round(age)} ms`)
  const cut = [...last].map(([name, age]) => `  ${name}: cut within ${(age / 1_000).toFixed(1)} s`)
  return `${sockets.length} clients, connected in ${Math.round(connected)} ms: ${found}\n${cut.join('\n')}`
}

function drip(socket, first, each = 'a') {
  socket.write(first)
  const timer = setInterval(() => socket.write(each), 500)
  socket.on('close', () => clearInterval(timer))
}

/** Sends chunks for as long as they are taken. Answers are not read. */
function endless(socket) {
  socket.pause()
  socket.write(`${POST}Transfer-Encoding: chunked\r\n\r\n`)
  const chunk = `4000\r\n${'a'.repeat(0x4000)}\r\n`
  const more = () => {
    while (!socket.destroyed && socket.write(chunk)) {}
  }
  socket.on('drain', more)
  more()
}

/** A thousand requests at once: all are answered, or the connection ends; never one more answer than there were requests. */
async function pipelined(served, name, each) {
  const watch = await watching(served)
  const began = performance.now()
  const socket = connect(served.port, '127.0.0.1')
  let answers = 0
  socket.on('error', () => {})
  if (each === LARGE) socket.pause()
  else
    socket.on('data', (piece) => {
      answers += piece.toString('latin1').split('HTTP/1.1 ').length - 1
    })
  socket.write(each.repeat(1_000))
  await once(socket, 'connect')
  while (connectedTo(served.port).has(socket.localPort)) {
    await pause(100)
    if (performance.now() - began > CUT + 5_000) break
  }
  const took = performance.now() - began
  const found = await watch.end()
  socket.destroy()
  expect(took <= CUT, `1,000 ${name} requests in one go: not ended after ${Math.round(took)} ms`)
  expect(each === LARGE || answers === 1_000, `1,000 ${name} requests had ${answers} answers`)
  return `1,000 ${name} requests in one go: ended after ${(took / 1_000).toFixed(1)} s; ${found}`
}
