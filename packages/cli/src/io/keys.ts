/** Keys from key files. A seed stays inside a signer: nothing here prints it or puts it into an error. */
import { readKeyFile } from '@accord-ledger/adapters/key-file'
import { nativeSigner } from '@accord-ledger/adapters/native'
import { parseKeyFile } from '@accord-ledger/core'
import type { PublicKey, Signer } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { asPublicKey } from '../arguments.ts'
import { explainKeyFile } from '../explain.ts'
import type { CommandFailure, Task } from '../failure.ts'

/** The signer of the key in a key file. */
export function loadSigner(path: string): Task<Signer> {
  return async () => {
    const text = await readKeyFile(path)()
    if (E.isLeft(text)) return E.left(explainKeyFile(text.left))
    const seed = parseKeyFile(text.right)
    return E.isLeft(seed) ? E.left(explainKeyFile(seed.left)) : E.right(nativeSigner(seed.right))
  }
}

/** The signers of several key files, in their order. */
export function loadSigners(paths: readonly string[]): Task<readonly Signer[]> {
  return async () => {
    const signers: Signer[] = []
    for (const path of paths) {
      const signer = await loadSigner(path)()
      if (E.isLeft(signer)) return signer
      signers.push(signer.right)
    }
    return E.right(signers)
  }
}

/** The signers of options that may be missing, as hands that sign. */
export function loadHands(
  ...paths: readonly (string | undefined)[]
): Task<readonly { readonly signer: Signer }[]> {
  return pipe(
    loadSigners(paths.filter((path) => path !== undefined)),
    TE.map((signers) => signers.map((signer) => ({ signer }))),
  )
}

/** A key that is named: by a key file, which can sign, or by 64 hex, which cannot. */
export interface NamedKey {
  readonly key: PublicKey
  readonly signer: Signer | null
}

/** The key that `text` names: 64 lower-case hex, or the path of a key file. */
export function loadKey(text: string): Task<NamedKey> {
  return async (): Promise<E.Either<CommandFailure, NamedKey>> => {
    const key = asPublicKey(text)
    if (key !== null) return E.right({ key, signer: null })
    const signer = await loadSigner(text)()
    return E.isLeft(signer) ? signer : E.right({ key: signer.right.key, signer: signer.right })
  }
}

/** The keys that several texts name, in their order. */
export function loadKeys(texts: readonly string[]): Task<readonly NamedKey[]> {
  return async () => {
    const keys: NamedKey[] = []
    for (const text of texts) {
      const key = await loadKey(text)()
      if (E.isLeft(key)) return key
      keys.push(key.right)
    }
    return E.right(keys)
  }
}
