/** What the scripts of this folder share: running tools on this very Node, and the one installation. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

/** The packages that are published, in the order of their dependencies. */
export const PACKAGES = ['core', 'projection', 'adapters', 'audit', 'cli']

const PNPM = readManifest('package.json').packageManager

/** Entry points of the tools, run by `process.execPath`, so that the Node under test is the Node in use. */
const TOOLS = {
  tsc: 'typescript/bin/tsc',
  vitest: 'vitest/vitest.mjs',
  oxlint: 'oxlint/bin/oxlint',
  prettier: 'prettier/bin/prettier.cjs',
  knip: 'knip/bin/knip.js',
  publint: 'publint/src/cli.js',
  attw: '@arethetypeswrong/cli/dist/index.js',
}

/** Runs a program from `options.cwd` (default: the root) and gives its exit status; it prints where we print. */
export function run(command, args, options = {}) {
  const { error, status } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', ...options })
  if (error !== undefined) throw error
  return status ?? 1
}

/** Runs a tool of the workspace. */
export function runTool(name, args, options = {}) {
  return run(process.execPath, [join(ROOT, 'node_modules', TOOLS[name]), ...args], options)
}

/** Runs the pinned pnpm by npx: nobody needs pnpm on the machine. */
export function runPnpm(args, options = {}) {
  return run('npx', ['--yes', PNPM, ...args], options)
}

/** Installs what the lock file says, unless it is installed already; then nothing touches the network. */
export function install() {
  if (tryInstall() !== 0) stop('the installation failed')
}

/** As `install`, but gives the exit status. */
export function tryInstall() {
  return isInstalled() ? 0 : runPnpm(['install', '--frozen-lockfile'])
}

/** Compiles what examples need, which is every package; incremental. Types of the tests are left to `tsc -b`. */
export function build() {
  if (runTool('tsc', ['-b', 'examples', 'packages/cli/tsconfig.lib.json']) !== 0)
    stop('the build failed')
}

/** Ends the script with a sentence and the exit status 1. */
export function stop(sentence) {
  console.error(sentence)
  process.exit(1)
}

export function readManifest(path) {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'))
}

function isInstalled() {
  const installed = join(ROOT, 'node_modules/.pnpm/lock.yaml')
  const members = [
    'examples',
    'test',
    'test/bench',
    ...readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}`),
  ]
  return (
    existsSync(installed) &&
    readFileSync(installed).equals(readFileSync(join(ROOT, 'pnpm-lock.yaml'))) &&
    members.every((member) => existsSync(join(ROOT, member, 'node_modules')))
  )
}
