/** One process of the peer rows: `node our-process.mjs DIRECTORY native|sodium` verifies a ledger as a peer does its records, once to warm up and once for the clock. */
import { nativeVerifier, sodiumVerifier } from '@accord-ledger/adapters/native'
import { SODIUM } from './groups/signatures.mjs'
import { verified } from './logs.mjs'
import { secondsOf } from './measure.mjs'

const [directory, backend] = process.argv.slice(2)
const verifier = backend === 'sodium' ? sodiumVerifier({ sodium: SODIUM }) : nativeVerifier()
await verified(directory, { verifier })
const verify = await secondsOf(() => verified(directory, { verifier }))
console.log(JSON.stringify({ verify }))
process.exit(0)
