/** Charts of plain text. */
import { formatNumber } from './table.mjs'

const WIDTH = 40

/**
 * Each row's way to its target: a bar of which the target is three quarters. Where less is better, the bar is the target divided by
 * what was measured, so that longer is better everywhere.
 */
export function chartOf(rows) {
  const shown = rows.filter(({ median, target }) => median !== null && boundOf(target) !== null)
  const widest = Math.max(0, ...shown.map(({ title }) => title.length))
  const goal = (WIDTH * 3) / 4
  return shown
    .map(({ title, target, median, met }) => {
      const share = target.least === undefined ? target.most / median : median / target.least
      const length = Math.min(WIDTH, Math.round(share * goal))
      const bar = [...'█'.repeat(length).padEnd(WIDTH)]
      bar.splice(goal, 0, '|')
      const more = share * goal > WIDTH ? '…' : ' '
      return `${title.padEnd(widest)}  ${bar.join('')}${more} ${formatNumber(median)}${met ? '' : '  missed'}`
    })
    .join('\n')
}

/** Verified a second, longest first. */
export function peerChartOf(peers) {
  const sorted = peers.toSorted((a, b) => b.verified.median - a.verified.median)
  const most = sorted[0]?.verified.median ?? 1
  const widest = Math.max(0, ...sorted.map(({ name }) => name.length))
  return sorted
    .map(({ name, every, verified: { median } }) => {
      const bar = '█'.repeat(Math.max(1, Math.round((median / most) * WIDTH)))
      const what = every ? '' : '  (no signature of its own for each record)'
      return `${name.padEnd(widest)}  ${bar.padEnd(WIDTH)} ${formatNumber(median).padStart(6)}${what}`
    })
    .join('\n')
}

function boundOf({ least, most }) {
  return least ?? most ?? null
}
