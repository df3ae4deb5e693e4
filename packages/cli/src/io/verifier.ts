/** The backend that checks signatures: the fastest that works here, or the one that is named. */
import { BACKENDS, bestVerifier } from '@accord-ledger/adapters/native'
import type { Backend } from '@accord-ledger/adapters/native'
import type { Verifier } from '@accord-ledger/core'
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../context.ts'
import { usage } from '../failure.ts'
import type { Task } from '../failure.ts'

const VARIABLE = 'ACCORD_LEDGER_VERIFIER'

/** The backend that `ACCORD_LEDGER_VERIFIER` names (`requireVerifier` has tried it), or the best one. */
export function verifierOf({ env }: Pick<Context, 'env'>): Promise<Verifier> {
  const backend = BACKENDS.find((one) => one === env[VARIABLE])
  return bestVerifier(backend === undefined ? {} : { backend })
}

/** `context` with the backend of a command's own choice. */
export function withBackend(context: Context, backend: Backend | undefined): Context {
  return backend === undefined
    ? context
    : { ...context, env: { ...context.env, [VARIABLE]: backend } }
}

/** Left: a backend is named that there is not, or that does not work here. Nothing falls back then. */
export function requireVerifier(context: Context): Task<null> {
  return async () => {
    const name = context.env[VARIABLE]
    if (name === undefined || name === '') return E.right(null)
    if (!BACKENDS.some((one) => one === name)) {
      return E.left(usage(`${VARIABLE} is one of ${BACKENDS.join(', ')}, not ${name}`, ''))
    }
    try {
      await verifierOf(context)
      return E.right(null)
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown)
      return E.left(usage(`the verifier ${name} does not work here: ${why}`, ''))
    }
  }
}
