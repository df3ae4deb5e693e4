/** Registers for tests, as their files have them. */

export interface RowJson {
  readonly date?: unknown
  readonly action?: unknown
  readonly accord?: unknown
  readonly reason?: unknown
  readonly signatory?: unknown
}

/** An accord as a register has it. */
export const CALL = {
  id: 'our-call',
  title: 'Our Call',
  url: 'https://call.example',
  opened: '2018-11-12',
  principles: ['Keep the peace'],
}

/** A row: a company `org:<name>` endorses on a day. */
export function row(name: string, date: string, more: object = {}): RowJson {
  return { date, action: 'endorse', signatory: company(name), ...more }
}

/** A row: a company `org:<name>` withdraws on a day. */
export function leaves(name: string, date: string, more: object = {}): RowJson {
  return row(name, date, { action: 'withdraw', ...more })
}

/** A company. */
export function company(name: string, more: object = {}): object {
  return {
    id: `org:${name}`,
    name: name.toUpperCase(),
    category: 'company',
    country: 'CH',
    ...more,
  }
}

/** A register of one accord. */
export function register(events: readonly unknown[], more: object = {}): object {
  return { accord: CALL, events, ...more }
}
