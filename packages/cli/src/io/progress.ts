/** Progress of long work: one line on standard error, rewritten in place, on a terminal only. */
import type { Context } from '../context.ts'

/** One piece of work under way. */
export interface Progress {
  /** `done` of the total, in whatever it counts. */
  readonly at: (done: number) => void
  /** Wipes the line. */
  readonly end: () => void
}

const SILENT: Progress = { at: () => undefined, end: () => undefined }

/** Begins a line `what [####----]  50 %`; without a total, `what 1200`. */
export function progress({ stderr, clock }: Context, what: string, total: number | null): Progress {
  if (!stderr.isTerminal) return SILENT
  let shown = Number.NEGATIVE_INFINITY
  let isDrawn = false
  return {
    at: (done) => {
      const now = clock()
      if (now - shown < 100) return
      shown = now
      isDrawn = true
      stderr.write(`\r${drawn(what, done, total, stderr.columns)}`)
    },
    end: () => {
      if (isDrawn) stderr.write(`\r${' '.repeat(Math.max(0, stderr.columns - 1))}\r`)
    },
  }
}

/** The line for `done` of `total`, at most `columns` - 1 characters. */
export function drawn(what: string, done: number, total: number | null, columns: number): string {
  if (total === null || total === 0) return `${what} ${done}`.slice(0, columns - 1)
  const part = Math.min(1, done / total)
  const percent = `${Math.floor(part * 100)} %`.padStart(5)
  const width = Math.min(40, columns - what.length - percent.length - 5)
  if (width < 4) return `${what} ${percent}`.slice(0, columns - 1)
  const full = Math.floor(part * width)
  return `${what} [${'#'.repeat(full)}${'-'.repeat(width - full)}] ${percent}`
}
