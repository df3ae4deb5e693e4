/**
 * What the server counts, in the text format of Prometheus. Labels are from closed sets: nothing that a client sends makes a new one.
 *
 *     # TYPE accord_ledger_http_requests_total counter
 *     accord_ledger_http_requests_total{route="/v1/events",status="201"} 12
 */

export interface Metrics {
  /** A request was answered. `seconds` until the answer began. */
  request(route: string, status: number, seconds: number): void
  /** A submission came to an end: `logged`, `known`, or the code of its problem. */
  submission(outcome: string): void
  /** Publishing was tried: `published`, `waiting`, `failed`. */
  publishing(outcome: string): void
  /** All of it. `gauges` are read now: a name, what it is, a number. */
  format(gauges: readonly Gauge[]): string
}

export interface Gauge {
  readonly name: string
  readonly help: string
  readonly value: number
}

/** The media type of what `format` gives. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** Everything at zero. */
export function metrics(): Metrics {
  const requests = new Map<string, number>()
  const submissions = new Map<string, number>()
  const publications = new Map<string, number>()
  const durations = new Map<string, Histogram>()
  return {
    request: (route, status, seconds) => {
      count(requests, `route="${route}",status="${status}"`)
      const histogram = durations.get(route) ?? { under: BOUNDS.map(() => 0), count: 0, sum: 0 }
      durations.set(route, histogram)
      observe(histogram, seconds)
    },
    submission: (outcome) => count(submissions, `outcome="${outcome}"`),
    publishing: (outcome) => count(publications, `outcome="${outcome}"`),
    format: (gauges) =>
      [
        ...counterLines('http_requests_total', 'requests answered', requests),
        ...counterLines('submissions_total', 'events submitted, by what came of it', submissions),
        ...counterLines('publications_total', 'tries to publish, by outcome', publications),
        ...headOf('http_request_duration_seconds', 'time until an answer began', 'histogram'),
        ...[...durations].flatMap(([route, histogram]) => histogramLines(route, histogram)),
        ...gauges.flatMap(({ name, help, value }) => [
          ...headOf(name, help, 'gauge'),
          `${PREFIX}${name} ${value}`,
        ]),
        '',
      ].join('\n'),
  }
}

interface Histogram {
  /** How many took at most as long as each bound. */
  readonly under: number[]
  count: number
  sum: number
}

const PREFIX = 'accord_ledger_'
/** Seconds. A long poll takes 20. */
const BOUNDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 20]

function count(counts: Map<string, number>, labels: string): void {
  counts.set(labels, (counts.get(labels) ?? 0) + 1)
}

function observe(histogram: Histogram, seconds: number): void {
  for (const [i, bound] of BOUNDS.entries())
    if (seconds <= bound) histogram.under[i] = (histogram.under[i] ?? 0) + 1
  histogram.count += 1
  histogram.sum += seconds
}

function headOf(name: string, help: string, type: string): readonly string[] {
  return [`# HELP ${PREFIX}${name} ${help}`, `# TYPE ${PREFIX}${name} ${type}`]
}

function counterLines(
  name: string,
  help: string,
  counts: ReadonlyMap<string, number>,
): readonly string[] {
  const lines = [...counts].map(([labels, value]) => `${PREFIX}${name}{${labels}} ${value}`)
  return [...headOf(name, help, 'counter'), ...lines]
}

function histogramLines(route: string, histogram: Histogram): readonly string[] {
  const name = `${PREFIX}http_request_duration_seconds`
  const buckets = BOUNDS.map(
    (bound, i) => `${name}_bucket{route="${route}",le="${bound}"} ${histogram.under[i] ?? 0}`,
  )
  return [
    ...buckets,
    `${name}_bucket{route="${route}",le="+Inf"} ${histogram.count}`,
    `${name}_sum{route="${route}"} ${histogram.sum}`,
    `${name}_count{route="${route}"} ${histogram.count}`,
  ]
}
