/** A did:webvh log of one identity, every entry of it with a data integrity proof. Signatures are node:crypto's. */
import { createPublicKey, generateKeyPairSync, sign, verify as nodeVerify } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  createDID,
  multibaseEncode,
  MultibaseEncoding,
  prepareDataForSigning,
  resolveDIDFromLog,
  updateDID,
} from 'didwebvh-ts'
import { demand, run } from './peer.mjs'

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(12)
const multikey = multibaseEncode(
  Buffer.concat([Buffer.from([0xed, 0x01]), raw]),
  MultibaseEncoding.BASE58_BTC,
)
const method = { type: 'Multikey', publicKeyMultibase: multikey, purpose: 'authentication' }

const signer = {
  getVerificationMethodId: () => `did:key:${multikey}#${multikey}`,
  sign: async ({ document, proof }) => {
    const bytes = await prepareDataForSigning(document, proof)
    return {
      proofValue: multibaseEncode(sign(null, bytes, privateKey), MultibaseEncoding.BASE58_BTC),
    }
  },
}
const verifier = {
  verify: async (signature, message, key) => nodeVerify(null, message, importKey(key), signature),
}

function importKey(key) {
  const x = Buffer.from(key).toString('base64url')
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } })
}

async function append(folder, records) {
  const common = { signer, verifier, updateKeys: [multikey], verificationMethods: [method] }
  let { log } = await createDID({ ...common, domain: 'accords.example', created: timeOf(0) })
  for (let n = 1; n < records; n++)
    ({ log } = await updateDID({
      ...common,
      log,
      alsoKnownAs: [`https://party-${n}.example`],
      updated: timeOf(n),
    }))
  writeFileSync(
    join(folder, 'did.jsonl'),
    log.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
  )
}

async function verify(folder, records) {
  const log = readFileSync(join(folder, 'did.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  demand(log.length === records)
  const { meta } = await resolveDIDFromLog(log, { verifier })
  if (meta.error !== undefined) throw new Error(JSON.stringify(meta))
}

function timeOf(n) {
  return new Date(Date.UTC(2025, 0, 1) + 1_000 * n).toISOString().replace('.000', '')
}

await run({ append, verify })
