/** Why a log, or a part of it, could not be had from a host. */

/**
 * The host did not give what was asked for. `message` is a sentence that names the URL, and holds no secret.
 *
 * - `unavailable`: no answer, or one that says to come again; asked as often as was allowed.
 * - `missing`: it says that there is no such thing (404 or 410).
 * - `refused`: it answers with another status, redirects, or never ends. Asking again would not help.
 * - `malformed`: what came is not what was asked for.
 */
export interface RemoteError {
  readonly _tag: 'RemoteError'
  readonly kind: 'unavailable' | 'missing' | 'refused' | 'malformed'
  readonly url: string
  /** Of the last answer; null where there was none. */
  readonly status: number | null
  readonly message: string
}

/** Makes one: `what` goes on the sentence that begins with the URL. */
export function remoteError(
  kind: RemoteError['kind'],
  url: string,
  status: number | null,
  what: string,
): RemoteError {
  return { _tag: 'RemoteError', kind, url, status, message: `${url}: ${what}` }
}
