/**
 * Witness cosignatures, cosignature/v1 (c2sp.org/tlog-cosignature, signature type 04): an Ed25519
 * signature of a time and a checkpoint's whole text.
 *
 *     line payload   ID[4] || uint64 big-endian seconds || Ed25519 signature[64]
 *
 *     signed bytes   cosignature/v1
 *                    time 1679315147
 *                    example.com/behind-the-sofa
 *                    20852163
 *                    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
 *
 * It says: as of that time, the largest tree that the cosigner has seen of this log, consistent
 * with all it saw before, has this root. It does not bind the cosigner's name, so a witness has a
 * key of its own. Times are below 2^53 here, where C2SP allows up to 2^63 - 1: the rest lies in the
 * future for good. Spec: proofs §5.1.
 */
import { concatBytes } from '../values/bytes.ts'
import { formatDecimal, isCount } from '../values/decimal.ts'
import { decodeHex } from '../values/hex.ts'
import type { NoteSignature } from './note.ts'
import type { Signer } from '../crypto/sign.ts'
import { verifierKey } from './verifier-key.ts'
import type { VerifierKey } from './verifier-key.ts'

/** That a witness saw a checkpoint. Only opening a note makes one. */
export interface Cosignature {
  readonly key: VerifierKey
  /** Seconds since 1970-01-01T00:00:00Z, by the witness's clock. */
  readonly time: number
}

/**
 * A cosignature line by `signer` under a checkpoint's text. `time` is in seconds, an integer in [0,
 * 2^53), else a RangeError.
 */
export async function cosign(
  text: string,
  name: string,
  signer: Signer,
  time: number,
): Promise<NoteSignature> {
  const { id } = witnessKey(name, signer)
  const signed = await signer.sign(cosignedBytes(text, time))
  return { name, id, signature: concatBytes(timeBytes(time), signed) }
}

/** The verifier key of a witness. Throws a RangeError where `name` is no key name. */
export function witnessKey(name: string, signer: Pick<Signer, 'key'>): VerifierKey {
  return verifierKey(name, 'cosignature-v1', decodeHex(signer.key) ?? new Uint8Array(0))
}

/** What a cosignature at `time` signs of a checkpoint's text. */
export function cosignedBytes(text: string, time: number): Uint8Array {
  return UTF8.encode(`cosignature/v1\ntime ${formatDecimal(time)}\n${text}`)
}

/**
 * The time and the Ed25519 signature of an attacker-controlled cosignature, or null where it has
 * another length or a time of 2^53 or more.
 */
export function splitCosignature(
  cosignature: Uint8Array,
): { readonly time: number; readonly signature: Uint8Array } | null {
  if (cosignature.length !== 72) return null
  const time = cosignature.subarray(0, 8).reduce((high, byte) => high * 256 + byte, 0)
  // Sums past 2^53 are rounded, but never to less than 2^53.
  return isCount(time) ? { time, signature: cosignature.subarray(8) } : null
}

const UTF8 = new TextEncoder()

function timeBytes(time: number): Uint8Array {
  const bytes = new Uint8Array(8)
  for (let [i, rest] = [7, time]; i >= 0; [i, rest] = [i - 1, Math.floor(rest / 256)]) {
    bytes[i] = rest % 256
  }
  return bytes
}
