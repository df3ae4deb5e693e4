/** The page: answers the questions of its server by each backend of a browser, and posts what it found. Bundled by run.mjs. */
import { bestBrowserVerifier, webCryptoVerifier } from '@accord-ledger/adapters/webcrypto'
import { nobleVerifier } from '@accord-ledger/core'
import { answersOf } from './answers.mjs'

const { origin } = globalThis.location
const questions = await (await fetch('/questions.json')).json()
const webCrypto = webCryptoVerifier()
/** Why WebCrypto does not decide the rule here; null where it does. */
const refused = await webCrypto.verify([]).then(
  () => null,
  (error) => String(error),
)
const backends = refused === null ? [webCrypto, nobleVerifier] : [nobleVerifier]
const answers = {}
for (const backend of backends) answers[backend.name] = await answersOf(questions, backend, origin)
const best = (await bestBrowserVerifier()).name
await fetch('/found', { method: 'POST', body: JSON.stringify({ best, refused, answers }) })
