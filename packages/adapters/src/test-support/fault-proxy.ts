/**
 * A proxy on the loopback address that does to connections what networks do: it loses, cuts, delays, slows and repeats. One connection,
 * one request: a server behind it closes after each (`maxRequestsPerSocket: 1`), so that every request meets a fault of its own.
 */
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'
import fc from 'fast-check'

/**
 * What happens to a connection. Bytes are counted from the first one of the request or of the reply.
 *
 * - `black-hole`: nothing arrives, and nothing comes back.
 * - `lost-reply`: the request arrives; the connection is reset when the reply comes.
 * - `silent`: the request arrives; nothing comes back, for ever.
 * - `reset-request`, `reset-reply`: reset after so many bytes of it.
 * - `truncated`: the reply ends after so many bytes, in good order.
 * - `trickle`: the reply comes a few bytes at a time.
 * - `delay`: all of it comes so many milliseconds later.
 * - `twice`: the request arrives twice, over two connections; the reply is that to the first.
 */
export type NetworkFault =
  | { readonly kind: 'none' | 'black-hole' | 'lost-reply' | 'silent' | 'trickle' | 'twice' }
  | { readonly kind: 'reset-request' | 'reset-reply' | 'truncated'; readonly bytes: number }
  | { readonly kind: 'delay'; readonly milliseconds: number }

/** All of them; no delay is long. */
export const aNetworkFault: fc.Arbitrary<NetworkFault> = fc.oneof(
  fc.record({
    kind: fc.constantFrom(
      'none' as const,
      'black-hole' as const,
      'lost-reply' as const,
      'silent' as const,
      'trickle' as const,
      'twice' as const,
    ),
  }),
  fc.record({
    kind: fc.constantFrom('reset-request' as const, 'reset-reply' as const, 'truncated' as const),
    bytes: fc.nat(600),
  }),
  fc.record({ kind: fc.constant('delay' as const), milliseconds: fc.nat(60) }),
)

export interface FaultProxy extends AsyncDisposable {
  /** Where it listens, without a slash at the end. */
  readonly url: string
  /** What the next connections meet, in their order; after these, nothing. */
  plan(faults: readonly NetworkFault[]): void
  /** How many of what was planned no connection has met. */
  left(): number
}

/** Stands before the server at `url`. */
export async function faultProxy(url: string): Promise<FaultProxy> {
  const port = Number(new URL(url).port)
  const sockets = new Set<Socket>()
  const timers = new Set<NodeJS.Timeout>()
  let planned: NetworkFault[] = []

  const keep = (socket: Socket): Socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    return socket
  }
  const later = (milliseconds: number, then: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      then()
    }, milliseconds)
    timers.add(timer)
  }

  const server = createServer((socket) => {
    const client = keep(socket)
    const fault = planned.shift() ?? { kind: 'none' }
    if (fault.kind === 'black-hole') return
    const upstream = keep(connect(port, '127.0.0.1'))
    const again = fault.kind === 'twice' ? keep(connect(port, '127.0.0.1')) : null
    again?.resume()
    let asked = 0
    client.on('data', (part: Buffer) => {
      const room = fault.kind === 'reset-request' ? fault.bytes - asked : Infinity
      asked += part.length
      upstream.write(part.subarray(0, Math.max(0, room)))
      again?.write(part)
      if (fault.kind !== 'reset-request' || asked < fault.bytes) return
      // What was written is to arrive before the reset does.
      later(5, () => {
        upstream.resetAndDestroy()
        client.resetAndDestroy()
      })
    })
    let answered = 0
    upstream.on('data', (part: Buffer) => {
      const before = answered
      answered += part.length
      switch (fault.kind) {
        case 'lost-reply':
          client.resetAndDestroy()
          return
        case 'silent':
          return
        case 'reset-reply':
        case 'truncated':
          client.write(part.subarray(0, Math.max(0, fault.bytes - before)))
          if (answered < fault.bytes) return
          if (fault.kind === 'truncated') client.end()
          else later(2, () => client.resetAndDestroy())
          return
        case 'trickle':
          for (let at = 0; at < part.length; at += 64) {
            const piece = part.subarray(at, at + 64)
            later(at / 64, () => client.write(piece))
          }
          return
        case 'delay':
          later(fault.milliseconds, () => client.write(part))
          return
        default:
          client.write(part)
      }
    })
    const endsByItself = ['silent', 'trickle', 'delay', 'reset-reply']
    upstream.on('end', () => {
      if (!endsByItself.includes(fault.kind)) client.end()
    })
    client.on('close', () => {
      // The server may still be at work: what it was given, it was given.
      upstream.end()
      again?.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it listens on a port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    plan: (faults) => {
      planned = [...faults]
    },
    left: () => planned.length,
    [Symbol.asyncDispose]: async () => {
      timers.forEach(clearTimeout)
      sockets.forEach((socket) => socket.destroy())
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
