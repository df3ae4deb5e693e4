/** An answer on its way: written as fast as the client takes it, and no faster; who does not take it is cut. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { HttpAnswer } from './http-message.ts'

/** Bytes of an answer that are written at once. */
const SLICE = 65_536

/** Resolves when the answer has been taken, or nobody takes it. Rejects where the parts of the body do. */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: HttpAnswer,
  stallTimeout: number,
): Promise<void> {
  const safe = { 'x-content-type-options': 'nosniff', ...headers }
  const length = body instanceof Uint8Array ? { 'content-length': body.length } : {}
  response.writeHead(status, { ...length, ...safe })
  if (request.method !== 'HEAD')
    for await (const part of body instanceof Uint8Array ? [body] : body)
      for (let from = 0; from < part.length; from += SLICE) {
        const isTaken = response.write(part.subarray(from, from + SLICE))
        if (!isTaken) await taken(response, 'drain', stallTimeout)
        if (response.destroyed) return
      }
  response.end()
  await taken(response, 'finish', stallTimeout)
}

/** Waits until the client took what was written, or went away. One that takes nothing for too long is cut, and what waits for it dropped. */
function taken(
  response: ServerResponse,
  event: 'drain' | 'finish',
  stallTimeout: number,
): Promise<void> {
  const { socket } = response
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      socket?.resetAndDestroy()
      response.destroy()
    }, stallTimeout)
    const done = (): void => {
      clearTimeout(timer)
      response.off(event, done)
      response.off('close', done)
      resolve()
    }
    response.once(event, done)
    response.once('close', done)
    if (response.destroyed || response.writableFinished) done()
  })
}
