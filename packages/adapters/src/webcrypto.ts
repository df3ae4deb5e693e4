/** Ed25519 by WebCrypto, for browsers: `@accord-ledger/adapters/webcrypto`. Nothing of Node is in it. */
export { bestBrowserVerifier, webCryptoVerifier } from './webcrypto/webcrypto-verifier.ts'
export type { SubtleVerifier, WebCryptoOptions } from './webcrypto/webcrypto-verifier.ts'
