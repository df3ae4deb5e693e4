/**
 * The server of the page: the page and its scripts, the questions, the public files of a ledger, and the two addresses that the page
 * posts to. A request for anything else is a fault: the page has no business elsewhere.
 */
import { once } from 'node:events'
import { createReadStream, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { join, normalize } from 'node:path'

const PAGE = `<!doctype html>
<meta charset="utf-8">
<title>accord-ledger in a browser</title>
<link rel="icon" href="data:,">
<script src="/faults.js"></script>
<script type="module" src="/page.js"></script>
`
/** What a careful site would allow: no code but its own files, and nothing made of text. */
const CONTENT_SECURITY =
  "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'"
const MAX_BODY = 2 ** 26

/** Serves on a free port of 127.0.0.1. `script` is the file of the bundle, `published` the folder below `path`. */
export async function serveSite({ script, questions, path, published }) {
  let told
  /** Resolves to what the page found. Rejects with what went wrong in it. */
  const found = new Promise((resolve, reject) => {
    told = { resolve, reject }
  })
  found.catch(() => {}) // it may fail before anybody waits for it
  const faults = readFileSync(fileURLToPath(new URL('faults.mjs', import.meta.url)))
  const files = new Map([
    ['/', ['text/html; charset=utf-8', PAGE]],
    ['/faults.js', ['text/javascript', faults]],
    ['/page.js', ['text/javascript', readFileSync(script)]],
    ['/questions.json', ['application/json', JSON.stringify(questions)]],
  ])
  const server = createServer((request, response) => {
    void answer(request, response).catch((error) => told.reject(error))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  async function answer(request, response) {
    const target = request.url ?? ''
    const send = (status, type, body) =>
      response
        .writeHead(status, { 'content-type': type, 'content-security-policy': CONTENT_SECURITY })
        .end(body)
    if (request.method === 'POST') {
      const body = await bodyOf(request)
      send(204, 'text/plain')
      if (target === '/found') told.resolve(JSON.parse(body))
      else told.reject(new Error(`in the page: ${body}`))
    } else if (files.has(target)) send(200, ...files.get(target))
    else if (target.startsWith(`${path}/`)) publishedFile(target.slice(path.length), send, response)
    else {
      send(404, 'text/plain', 'no such file')
      told.reject(new Error(`the page asked for ${target}`))
    }
  }

  function publishedFile(name, send, response) {
    const file = join(published, normalize(name))
    const there = statSync(file, { throwIfNoEntry: false })
    if (there?.isFile() !== true) send(404, 'text/plain', 'no such file')
    else {
      response.writeHead(200, { 'content-type': 'application/octet-stream' })
      createReadStream(file).on('error', told.reject).pipe(response)
    }
  }

  return {
    url: `http://127.0.0.1:${server.address().port}`,
    found,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function bodyOf(request) {
  const pieces = []
  let length = 0
  for await (const piece of request) {
    pieces.push(piece)
    length += piece.length
    if (length > MAX_BODY) throw new Error('the page posts too much')
  }
  return Buffer.concat(pieces).toString('utf8')
}
