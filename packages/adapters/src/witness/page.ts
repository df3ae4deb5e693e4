/** What a witness has seen, as a page for people. Text of logs stands in it escaped; it needs no script and no style. */
import { encodeBase64, escaped, formatVerifierKey, witnessKey } from '@accord-ledger/core'
import type { Witness, Witnessed } from '@accord-ledger/core'
import { originHash } from './file-witness-store.ts'

/** A log that a witness knows, and what it cosigned last of it; null for nothing yet. */
export interface Seen {
  readonly origin: string
  readonly latest: Witnessed | 'unreadable' | null
}

/** The page, as HTML. */
export function witnessPage(witness: Witness, seen: readonly Seen[]): string {
  const name = html(witness.name)
  const key = html(formatVerifierKey(witnessKey(witness.name, witness.signer)))
  const rows = seen.map(rowOf).join('')
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Witness ${name}</title>
<h1>Witness ${name}</h1>
<p>It cosigns what these logs append to what it saw before, and nothing else. It does not know what their entries say.</p>
<p>Its key: <code>${key}</code></p>
<p>Logs submit checkpoints to <code>add-checkpoint</code> here (c2sp.org/tlog-witness).</p>
<table>
<tr><th>log</th><th>size</th><th>root hash</th><th>cosigned at</th></tr>
${rows}</table>
</html>
`
}

function rowOf({ origin, latest }: Seen): string {
  if (latest === null || latest === 'unreadable') {
    const what = latest === null ? 'nothing cosigned yet' : 'what it cosigned last cannot be read'
    return `<tr><td>${html(origin)}</td><td colspan="3">${what}</td></tr>\n`
  }
  const { size, root, time } = latest
  const link = `<a href="${originHash(origin)}/checkpoint">${html(origin)}</a>`
  return `<tr><td>${link}</td><td>${size}</td><td><code>${encodeBase64(root)}</code></td><td>${timeOf(time)}</td></tr>\n`
}

/** Cosignatures may bear times past the year 275760, which `Date` does not know. */
function timeOf(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? `${seconds} seconds since 1970` : date.toISOString()
}

/** Attacker-controlled `text` as the text of an element or the value of an attribute in quotes. */
function html(text: string): string {
  return escaped(text).replaceAll(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
