/**
 * Property-based audits of a ledger: arbitraries for fast-check, which is a peer. So far: tampering
 * with a log. Laws and the conformance suite for stores follow.
 */
export { aTamperingOf, tamper } from './tampering.ts'
export type { Tampering } from './tampering.ts'
