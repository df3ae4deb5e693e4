/**
 * What Node and browsers have in common, as far as the pure packages use it. They compile against
 * this and ECMAScript alone: neither `lib.dom` nor `@types/node` is in sight, so that nothing that
 * only one of the two has can slip in. Consumers bring the full types of their own platform.
 */

/** WHATWG Encoding: UTF-8 out. A lone surrogate becomes U+FFFD; refuse it before. */
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>
  encodeInto(input: string, into: Uint8Array): { readonly read: number; readonly written: number }
}

/** WHATWG Encoding: UTF-8 in. With `fatal`, ill-formed bytes throw a TypeError; with `ignoreBOM`, a BOM is kept. */
declare class TextDecoder {
  constructor(label: 'utf-8', options: { readonly fatal: true; readonly ignoreBOM: boolean })
  decode(input?: Uint8Array): string
}

/** DOM: the receiving half of an abort. */
interface AbortSignal {
  readonly aborted: boolean
  readonly reason: unknown
  throwIfAborted(): void
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** DOM: the sending half of an abort. */
declare class AbortController {
  readonly signal: AbortSignal
  abort(reason?: unknown): void
}
