/** The version of this package. */
import { readFileSync } from 'node:fs'

/** The version in package.json. */
export function version(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  )
  const found =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest
      ? manifest.version
      : null
  if (typeof found !== 'string') throw new Error('package.json has no version')
  return found
}
