/** A did:plc operation log of one identity: secp256k1, in JavaScript. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Secp256k1Keypair } from '@atproto/crypto'
import * as plc from '@did-plc/lib'
import { demand, run } from './peer.mjs'

let did

async function append(folder, records) {
  const signer = await Secp256k1Keypair.create()
  const key = signer.did()
  const first = await plc.createOp({
    signingKey: key,
    rotationKeys: [key],
    handle: 'party-0.example',
    pds: 'https://accords.example',
    signer,
  })
  did = first.did
  const log = [first.op]
  for (let n = 1; n < records; n++)
    log.push(await plc.updateHandleOp(log.at(-1), signer, `party-${n}.example`))
  writeFileSync(join(folder, 'log.json'), JSON.stringify(log))
}

async function verify(folder, records) {
  const log = JSON.parse(readFileSync(join(folder, 'log.json'), 'utf8'))
  demand(log.length === records)
  demand((await plc.validateOperationLog(did, log)) !== null)
}

await run({ append, verify })
