/**
 * Who asks, as far as buckets tell people apart: an IPv4 address, or the /64 of an IPv6 one, of which one machine has all. What a
 * proxy says of it is heard only where the operator said that there is one.
 */
import { isIP } from 'node:net'
import type { HttpRequest } from '../http/http-message.ts'

/**
 * The name that a request's sender goes by. `trustProxy`: the last address of `x-forwarded-for`, which the proxy next to this server
 * wrote; whatever stands before it, anybody may have written.
 */
export function senderOf(
  { remote, header }: Pick<HttpRequest, 'remote' | 'header'>,
  trustProxy: boolean,
): string {
  if (!trustProxy) return networkOf(remote)
  const last = header('x-forwarded-for')?.split(',').at(-1)?.trim() ?? ''
  return networkOf(isIP(last) === 0 ? remote : last)
}

/** `192.0.2.1`, `2001:db8:0:1::/64`; an IPv4 address mapped into IPv6 as itself; `unknown` for what is none. */
export function networkOf(address: string): string {
  const [bare = ''] = address.split('%')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1]
  if (isIP(mapped ?? bare) === 4) return mapped ?? bare
  if (isIP(bare) !== 6) return 'unknown'
  const groups = groupsOf(bare)
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff)
    return [groups[6] ?? 0, groups[7] ?? 0].flatMap((g) => [g >> 8, g & 0xff]).join('.')
  const first = groups.slice(0, 4).map((group) => group.toString(16))
  return `${first.join(':')}::/64`
}

/** The eight groups of an IPv6 address that is one. */
function groupsOf(address: string): readonly number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const plain =
    dotted === null
      ? address
      : `${dotted[1] ?? ''}${pairOf(dotted[2], dotted[3])}:${pairOf(dotted[4], dotted[5])}`
  const [head = '', tail] = plain.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16))
}

function pairOf(high: string | undefined, low: string | undefined): string {
  return (Number(high) * 256 + Number(low)).toString(16)
}
