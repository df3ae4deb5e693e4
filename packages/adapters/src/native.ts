/** Ed25519 by native code: `@accord-ledger/adapters/native`. */
export { BACKENDS, bestVerifier, type Backend, type BestOptions } from './native/best-verifier.ts'
export { nativeHasher } from './native/hasher.ts'
export { selfTest, selfTested } from './native/self-test.ts'
export { nativeSigner } from './native/signer.ts'
export {
  sodiumVerifier,
  type SodiumOptions,
  type ThreadedVerifier,
} from './native/sodium-verifier.ts'
export { nativeVerifier, type NativeOptions } from './native/verifier.ts'
