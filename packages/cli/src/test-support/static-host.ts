/** A static host over a ledger's `public/`, as any web server would serve it: GET and HEAD of files, and nothing else. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join, normalize } from 'node:path'

export interface StaticHost extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** From now on another folder is served. */
  readonly serve: (folder: string) => void
  /** The paths that were asked for, in order. */
  readonly asked: readonly string[]
}

/** Serves the files below `folder`. */
export async function staticHost(folder: string): Promise<StaticHost> {
  let root = folder
  const asked: string[] = []
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    asked.push(path)
    const file = join(root, normalize(path))
    stat(file).then(
      (found) => {
        if (!found.isFile()) return response.writeHead(403).end('403 Forbidden\n')
        response.writeHead(200, {
          'content-type': 'application/octet-stream',
          'content-length': found.size,
          'last-modified': found.mtime.toUTCString(),
          'accept-ranges': 'bytes',
        })
        return request.method === 'HEAD' ? response.end() : createReadStream(file).pipe(response)
      },
      () =>
        response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>404 Not Found</h1>\n'),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it listens on a port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    serve: (other) => {
      root = other
    },
    asked,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
