/** Ed25519 by node:crypto: `@accord-ledger/adapters/native`. */
export { nativeHasher } from './native/hasher.ts'
export { selfTest, selfTested } from './native/self-test.ts'
export { nativeSigner } from './native/signer.ts'
export { bestVerifier, nativeVerifier, type NativeOptions } from './native/verifier.ts'
