/** JSON for scripts, safe on a terminal too: code points that steer or hide are written `\uXXXX`. */
import { escaped } from '@accord-ledger/core'

/** `value` as one line of JSON. */
export function formatJson(value: object): string {
  const json = JSON.stringify(value)
  if (escaped(json) === json) return json
  return Array.from(json, (point) => (escaped(point) === point ? point : unitsOf(point))).join('')
}

function unitsOf(point: string): string {
  return Array.from(
    { length: point.length },
    (_, i) => `\\u${point.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('')
}
