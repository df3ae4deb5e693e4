/** `pnpm clean`: removes what the build made; the next build starts from nothing. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { PACKAGES, ROOT } from './workspace.mjs'

const members = ['examples', 'test', ...PACKAGES.map((name) => `packages/${name}`)]
for (const member of members) {
  rmSync(join(ROOT, member, 'dist'), { recursive: true, force: true })
  rmSync(join(ROOT, member, 'node_modules/.cache'), { recursive: true, force: true })
}
