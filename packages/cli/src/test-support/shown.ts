/** What `--json` prints, as far as tests look into it: fields of all commands, of which each has some. */

export interface Shown {
  readonly size: number
  readonly head: string
  readonly root: string
  readonly origin: string
  readonly verdict: string
  readonly trust: { readonly entry: string }
  readonly findings: readonly { readonly kind: string; readonly index?: number }[]
  readonly logged: readonly {
    readonly index: number
    readonly event: Readonly<Record<string, unknown>>
  }[]
  readonly signed: readonly string[]
  readonly differences: readonly { readonly field: string }[]
  readonly members: readonly MemberShown[]
  readonly acts: readonly { readonly act: string; readonly standing: string }[]
  readonly from: object
  readonly joined: readonly MemberShown[]
  readonly left: readonly MemberShown[]
  readonly changed: readonly object[]
  readonly absent: readonly string[]
  readonly accords: readonly AccordShown[]
  readonly entries: readonly {
    readonly index: number
    readonly says: string
    readonly signedBy: readonly string[]
  }[]
}

export interface MemberShown {
  readonly id: string
  readonly name: string
  readonly category: string
  readonly country: string | null
  readonly text: string | null
}

/** An accord of a report. */
export interface AccordShown {
  readonly accord: string
  readonly joined: { readonly acts: readonly { readonly signatory: string }[] }
}

/** What `--json` tells on standard error. */
export interface ErrorShown {
  readonly code: string
  readonly message: string
  readonly next: string
  readonly exit: number
}
