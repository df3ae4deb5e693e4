/**
 * A ledger's public/ folder behind nginx, read by `accord-ledger` and by the Go program, and compared with what the folder itself says.
 *
 *     node test/interop/nginx.mjs FOLDER CHECK        CHECK is the Go program
 *
 * The locations are those of docs/guides/run-your-own-ledger.md, word for word but for the path of the ledger.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const [folder, check] = process.argv.slice(2).map((path) => resolve(path))
const inRepository = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url))
const COMMAND = inRepository('packages/cli/dist/main.js')

const port = await freePort()
const url = `http://127.0.0.1:${port}/1`
ran(process.execPath, inRepository('test/interop/make-tiles.mjs'), folder, url)
writeFileSync(join(folder, 'nginx.conf'), configuration())
const nginx = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-p', folder], {
  stdio: ['ignore', 'inherit', 'inherit'],
})
try {
  await answering()
  await headersAre()
  const ledger = join(folder, 'ledger')
  const command = (...args) => ran(process.execPath, COMMAND, ...args)
  const pins = ['--pins', join(folder, 'pins')]
  for (const asked of [['verify'], ['members', '--accord', 'waters'], ['log']]) {
    const [name, ...options] = asked
    const [there, here] = [url, ledger].map((from) =>
      JSON.parse(
        command(name, from, ...options, ...(from === url ? pins : []), '--json').split('\n')[0],
      ),
    )
    same(name, without(there), without(here))
  }
  for (const index of ['0', '200', '300']) {
    const options = ['--index', index, '--from-tiles']
    same(
      `receipt ${index}`,
      command('receipt', url, ...options, ...pins),
      command('receipt', ledger, ...options),
    )
  }
  command('verify', url, ...pins)
  const vkey = readFileSync(join(folder, 'operator.vkey'), 'utf8').trim()
  const checkpoint = join(folder, 'fetched')
  writeFileSync(checkpoint, await (await fetch(`${url}/checkpoint`)).text())
  command('compare', ledger, checkpoint, '--vkey', vkey)
  console.log(ran(check, 'tiles', join(folder, 'tiles.json')).trim())
  console.log('nginx: verify, members, log, receipts from tiles and compare agree with the folder')
} finally {
  nginx.kill('SIGTERM')
  if (nginx.exitCode === null) await once(nginx, 'exit')
}

/** The server of the guide: its second block of nginx, which is the one of a static host. */
function configuration() {
  const guide = readFileSync(inRepository('docs/guides/run-your-own-ledger.md'), 'utf8')
  const blocks = [...guide.matchAll(/```nginx\n([\s\S]*?)```/g)].map(([, block]) => block)
  const block = blocks.find((each) => each.includes('alias'))
  if (block === undefined) throw new Error('the guide has no static host any more')
  const locations = block.replaceAll('/srv/ledger/ledger/public/', `${folder}/ledger/public/`)
  // Where root runs this, nginx would work as another user, who is not of the ledger's group.
  const user = process.getuid() === 0 ? 'user root;' : ''
  return `daemon off; ${user}
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server { listen 127.0.0.1:${port}; ${locations} }
}
`
}

async function headersAre() {
  const due = {
    checkpoint: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache' },
    'tile/0/000': { 'content-type': 'application/octet-stream' },
  }
  for (const path of Object.keys(due)) {
    const answer = await fetch(`${url}/${path}`)
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`)
    const headers = { 'access-control-allow-origin': '*', ...due[path] }
    for (const [name, value] of Object.entries(headers))
      same(`${path}: ${name}`, answer.headers.get(name), value)
    await answer.arrayBuffer()
  }
  same('a tile that is not there', (await fetch(`${url}/tile/0/999`)).status, 404)
}

/** What a result says of the log, and not of where it was read. */
function without({
  source: _source,
  warnings: _warnings,
  url: _url,
  published: _published,
  ...rest
}) {
  return rest
}

function same(what, found, due) {
  const [a, b] = [found, due].map((each) => JSON.stringify(each))
  if (a !== b) throw new Error(`${what}: found ${a}, expected ${b}`)
}

function ran(program, ...args) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  if (status !== 0)
    throw new Error(`${args.join(' ')}: exit ${status}: ${stdout.slice(-2_000)} ${stderr}`)
  return stdout
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: free } = server.address()
  server.close()
  await once(server, 'close')
  return free
}

async function answering() {
  for (let tries = 0; tries < 100; tries++) {
    if ((await fetch(`${url}/checkpoint`).catch(() => null)) !== null) return
    await new Promise((done) => setTimeout(done, 50))
  }
  throw new Error('nginx does not answer')
}
