/**
 * The wording of an accord that is known only from a register: the canonical bytes (RFC 8785) of
 *
 *     {"id":"tech-accord","principles":["…"],"title":"Cybersecurity Tech Accord","url":"https://…"}
 *
 * with `id` and `url` as the register has them. Its SHA-256 is what the accord's events name.
 */
import type { Hash } from '@accord-ledger/core'
import { encodeCanonical } from '@accord-ledger/core'
import { hashOf } from '../hash-of.ts'

/** What a register says of an accord's wording. */
export interface AccordWording {
  readonly id: string
  readonly title: string
  readonly url: string | null
  readonly principles: readonly string[]
}

/** The SHA-256 of the wording's canonical bytes. */
export function accordText({ id, title, url, principles }: AccordWording): Hash {
  return hashOf(encodeCanonical({ id, title, url, principles }))
}
