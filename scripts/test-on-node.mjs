/**
 * Runs the tests on another Node line, without installing Node: `node scripts/test-on-node.mjs 22`.
 * The binary comes from the npm package node-<platform>-<arch>. Needs an installed, built workspace.
 * Further arguments go to vitest; the last line is that of `npm test`.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { ROOT, run, stop } from './workspace.mjs'

const [line, ...rest] = process.argv.slice(2)
if (line === undefined) stop('usage: node scripts/test-on-node.mjs VERSION [vitest arguments]')

const node = nodeOf(line)
run(node, ['--version'])
process.exit(
  run(node, ['scripts/test.mjs', '--no-build', ...rest], {
    env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` },
  }),
)

/** The path of that Node's binary, fetched once into node_modules/.cache. */
function nodeOf(version) {
  const name = `node-${process.platform}-${process.arch}`
  const folder = join(ROOT, 'node_modules/.cache/node', version)
  const binary = join(folder, 'node_modules', name, 'bin/node')
  if (existsSync(binary)) return binary
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const flags = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts']
  if (run('npm', ['install', ...flags, `${name}@${version}`], { cwd: folder }) !== 0) {
    stop(`Node ${version} could not be fetched`)
  }
  return binary
}
