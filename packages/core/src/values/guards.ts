/** Whether a value holds to the grammar of a primitive (spec §2.3): the only way from plain text to a branded type. */
import * as primitives from './primitives.ts'
import type {
  AccordId,
  Category,
  Country,
  Hash,
  Origin,
  PublicKey,
  SignatoryId,
} from './primitives.ts'

/** 64 lower-case hex digits. */
export function isHash(value: unknown): value is Hash {
  return primitives.Hash.is(value)
}

/** 64 lower-case hex digits. Whether they are a key of large order is a rule's to say. */
export function isPublicKey(value: unknown): value is PublicKey {
  return primitives.PublicKey.is(value)
}

/** `[a-z0-9.-]+(/[a-z0-9._-]+)*`, at most 128 bytes. */
export function isOrigin(value: unknown): value is Origin {
  return primitives.Origin.is(value)
}

/** `[a-z0-9]+(-[a-z0-9]+)*`, at most 96 bytes. */
export function isAccordId(value: unknown): value is AccordId {
  return primitives.AccordId.is(value)
}

/** `[a-z0-9]+(-[a-z0-9]+)*`, at most 96 bytes. */
export function isSignatoryId(value: unknown): value is SignatoryId {
  return primitives.SignatoryId.is(value)
}

/** `[a-z0-9]+(-[a-z0-9]+)*`, at most 96 bytes. */
export function isCategory(value: unknown): value is Category {
  return primitives.Category.is(value)
}

/** `[A-Z]{2}`. */
export function isCountry(value: unknown): value is Country {
  return primitives.Country.is(value)
}
